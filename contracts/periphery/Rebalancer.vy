# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Fills a rebalance from Uniswap in one transaction
@license AGPL-3.0-only
@notice Any account may call. It needs no money but gas: the leveraged token hands
        out its side first, Uniswap turns it into the other side, the token takes
        what it is owed and the caller's receiver gets the rest. The contract has
        no roles, takes nothing from anybody and holds nothing between calls.
@dev    Token and pools are the caller's choice. A hostile one can only spoil the
        caller's own fill, because there is nothing here to take.
"""
from ..interfaces import ILeveragedToken
from ..interfaces import ILeverageCallback
from ..libraries import errors
from . import uniswap

initializes: uniswap
implements: ILeverageCallback

# the state of a token names this contract: this says for whom a fill was, and what was left of it
event Filled:
    token: indexed(address)
    filler: indexed(address)
    receiver: indexed(address)
    over: bool
    surplus: uint256  # units of the asset that the token takes


CALL_BACK: constant(Bytes[1]) = b"\x01"

sold: transient(address)
bought: transient(address)
place: transient(address)  # where the token wants what it is owed
surplus: transient(uint256)


@deploy
def __init__():
    pass


@external
def fill(
    token: address,
    path: DynArray[uint256, uniswap.MAX_HOPS],
    over: bool,
    max_volume: uint256,
    cost: int256,
    min_surplus: uint256,
    receiver: address,
) -> uint256:
    """
    @notice Deleverages (`over`) or releverages `token` and swaps its side along `path`.
            The token computes the volume, so an earlier fill makes this one smaller
            rather than impossible; `min_surplus` is the caller's own protection.
    @param token The leveraged token.
    @param path Hops from the asset the token hands out to the asset it takes:
           collateral to debt asset if `over`, else debt asset to collateral. A hop is a
           pool's address, plus 1 << 160 for a V2 pair.
    @param over True: above target, sells collateral; False: below, buys it.
    @param max_volume Most units the token may hand out.
    @param cost What the filler keeps of the traded value, 1e18; at most the token's tolerance.
    @param min_surplus Least surplus, in units of the asset the token takes: debt
           asset if `over`, else collateral.
    @param receiver Who gets the surplus.
    @return The surplus. Errors: those of the token and the pools, "route: ..." and
            "rebalancer: ...".
    """
    uniswap.set_path(path)
    collateral: address = staticcall ILeveragedToken(token).COLLATERAL()
    debt_asset: address = staticcall ILeveragedToken(token).DEBT_ASSET()
    uniswap.expected = token
    if over:
        self.sold = collateral
        self.bought = debt_asset
        self.place = staticcall ILeveragedToken(token).POOL()
        extcall ILeveragedToken(token).deleverage(max_volume, cost, self, CALL_BACK)
    else:
        self.sold = debt_asset
        self.bought = collateral
        self.place = token
        extcall ILeveragedToken(token).releverage(max_volume, cost, self, CALL_BACK)
    surplus: uint256 = self.surplus
    self.surplus = 0
    errors.require(surplus >= min_surplus, "rebalancer: surplus too small")
    if surplus != 0:
        uniswap.send(self.bought, receiver, surplus)
    uniswap.expected = empty(address)
    log Filled(token=token, filler=msg.sender, receiver=receiver, over=over, surplus=surplus)
    return surplus


@external
@reentrant
def on_leverage(sent: uint256, owed: uint256, data: Bytes[1024]):
    """
    @notice From the token being filled only: swaps what it sent, pays what it is owed.
    @param sent Units of the asset sold, now held here.
    @param owed Units of the asset bought that the token takes.
    @param data Not used.
    """
    uniswap.admit()
    bought: uint256 = uniswap.sell(0, self.sold, sent, self)
    errors.require(bought >= owed, "rebalancer: swap below payment")
    uniswap.send(self.bought, self.place, owed)
    self.surplus = bought - owed


@external
@reentrant
def uniswapV3SwapCallback(change0: int256, change1: int256, data: Bytes[32]):
    """
    @notice From the V3 pool that is swapping only: pays it.
    @param change0 Units of token0 owed to the pool, or sent if negative.
    @param change1 Units of token1 owed to the pool, or sent if negative.
    @param data Not used.
    """
    uniswap.admit()
    owed: uint256 = 0
    sent: uint256 = 0
    owed, sent = uniswap.v3_amounts(change0, change1)
    uniswap.send(uniswap.asset, msg.sender, owed)
