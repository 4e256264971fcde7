# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Into and out of paired pools with any asset
@license AGPL-3.0-only
@notice Sells the asset that the caller pays along one path of Uniswap pools for the market's
        underlying U and mints with all of it; redeems shares for U and sells that. An
        empty path pays with, or pays out, U itself. On a market that trades by orders, U or
        shares become an order in the receiver's name.
        Leaving by the queue and claiming need no router: the share pays any receiver itself.
@dev    The router holds nothing between calls and gives no lasting allowance. Only the pool
        that is swapping may call back. A hostile one, named by the caller, can cost them
        what their order pays or redeems.
"""
from ethereum.ercs import IERC20

from ..interfaces import IDelayedOrders
from ..interfaces import IPairingFactory
from ..interfaces import IPairingPool
from ..libraries import errors
from . import payments
from . import uniswap

initializes: payments
initializes: uniswap

exports: (payments.WRAPPED_NATIVE, payments.__default__)


struct MintOrder:
    market: address  # a paired pool
    side: uint256  # 0 LT, 1 FT, 2 LP
    asset: address  # paid with; empty: native coin
    amount: uint256  # paid, all of it; the native coin sent must equal it
    path: DynArray[uint256, uniswap.MAX_HOPS]  # from asset to U; empty where it is U
    min_out: uint256  # least shares, as shown
    receiver: address  # of the shares, or owner of the order at the delayed orders
    deadline: uint256  # last second at which this is good
    permit: payments.Permit  # for `asset` and `amount`


struct RedeemOrder:
    market: address  # a paired pool
    side: uint256  # 0 LT, 1 FT
    shares: uint256  # redeemed, as shown
    partial: bool  # True: as many as can be redeemed; False: all or nothing
    asset: address  # paid out; empty: native coin
    path: DynArray[uint256, uniswap.MAX_HOPS]  # from U to asset; empty where it is U
    min_out: uint256  # least units of the asset
    receiver: address  # of the asset; shares left over go to the caller
    deadline: uint256  # last second at which this is good
    permit: payments.Permit  # for the share and `shares`


LIQUIDITY: constant(uint256) = 2

# asked whether a market is one of its own
FACTORY: public(immutable(address))


@deploy
def __init__(factory: address, wrapped_native: address):
    """
    @param factory Its markets are served, no others.
    @param wrapped_native WETH9 of this chain.
    """
    FACTORY = factory
    payments.__init__(wrapped_native)


# ------------------------------------------------------------------ at once


@external
@payable
def zap_mint(order: MintOrder) -> uint256:
    """
    @notice LT, FT or LP for all of `order.amount`.
    @param order See MintOrder.
    @return Shares, as shown. Errors: "router: ...", "route: ...", those of the market, the assets
            and the pools.
    """
    self._check_market(order.market, order.deadline)
    bought: uint256 = self._buy_underlying(order, order.market)
    if order.side == LIQUIDITY:
        return extcall IPairingPool(order.market).deposit(bought, order.min_out, order.receiver, order.deadline)
    return extcall IPairingPool(order.market).mint(order.side, bought, order.min_out, order.receiver, order.deadline)


@external
def zap_redeem(order: RedeemOrder) -> (uint256, uint256):
    """
    @notice Redeems LT or FT of the caller at once and pays out one asset. Shares that a
            partial redemption leaves go back to them.
    @param order See RedeemOrder.
    @return Shares redeemed, as shown, and units of the asset paid out. Errors: as in `zap_mint`.
    """
    self._check_market(order.market, order.deadline)
    payments.begin(order.asset)
    underlying: address = staticcall IPairingPool(order.market).ASSET()
    self._set_path(order.path, underlying)
    share: address = self._pull_shares(order.market, order.side, order.shares, order.permit)
    redeemed: uint256 = 0
    out: uint256 = 0
    redeemed, out = extcall IPairingPool(order.market).redeem(
        order.side, order.shares, 0, self, order.partial, order.deadline
    )
    if redeemed != order.shares:
        uniswap.send(share, msg.sender, order.shares - redeemed)
    out = self._sell(order.path, underlying, out)
    errors.require(out >= order.min_out, "router: too little paid out")
    payments.pay_out(order.receiver, out)
    return redeemed, out


# ------------------------------------------------------------------ by an order


@external
@payable
def commit_mint(order: MintOrder, min_bought: uint256) -> (uint256, uint256):
    """
    @notice Buys U with all of `order.amount` and commits it at the market's delayed orders, as an order of
            the receiver to mint at least `order.min_out` until `order.deadline`.
    @param order See MintOrder.
    @param min_bought Least units of U for the asset: an order that is never executed gives them back.
    @return Number of the order, and units of U. Errors: as in `zap_mint`.
    """
    self._check_market(order.market, order.deadline)
    delayed_orders: address = self._orders_of(order.market)
    bought: uint256 = self._buy_underlying(order, delayed_orders)
    errors.require(bought >= min_bought, "router: too little bought")
    number: uint256 = extcall IDelayedOrders(delayed_orders).commit(
        True, order.side, bought, order.min_out, order.deadline, order.receiver
    )
    return number, bought


@external
def commit_redeem(
    market: address,
    side: uint256,
    shares: uint256,
    min_out: uint256,
    receiver: address,
    deadline: uint256,
    permit: payments.Permit,
) -> uint256:
    """
    @notice Commits shares of the caller at the market's delayed orders, as an order of the receiver, who
            will get the U, or the shares back.
    @param market A paired pool.
    @param side 0 LT, 1 FT.
    @param shares As shown.
    @param min_out Least units of U.
    @param receiver Owner of the order.
    @param deadline Last second at which it may be executed.
    @param permit For the share and `shares`.
    @return Number of the order. Errors: as in `zap_mint`.
    """
    self._check_market(market, deadline)
    delayed_orders: address = self._orders_of(market)
    share: address = self._pull_shares(market, side, shares, permit)
    self._approve(share, delayed_orders, shares)
    return extcall IDelayedOrders(delayed_orders).commit(False, side, shares, min_out, deadline, receiver)


# ------------------------------------------------------------------ callbacks


@external
@reentrant
def uniswapV3SwapCallback(change0: int256, change1: int256, data: Bytes[32]):
    """
    @notice From the V3 pool that is swapping only, once: pays it.
    @param change0 Units of token0 owed to the pool, or sent if negative.
    @param change1 Units of token1 owed to the pool, or sent if negative.
    @param data Not used.
    """
    uniswap.admit()
    uniswap.send(uniswap.asset, msg.sender, uniswap.v3_amounts(change0, change1)[0])


# ------------------------------------------------------------------ inside


@internal
@view
def _check_market(market: address, deadline: uint256):
    errors.require(block.timestamp <= deadline, "router: too late")
    errors.require(staticcall IPairingFactory(FACTORY).is_market(market), "router: unknown market")


@internal
@view
def _orders_of(market: address) -> address:
    delayed_orders: address = staticcall IPairingPool(market).ORDERS()
    errors.require(delayed_orders != empty(address), "router: market has no orders")
    return delayed_orders


@internal
@payable
def _buy_underlying(order: MintOrder, spender: address) -> uint256:
    """
    @return Units of U, which are here now and which `spender` may take.
    """
    payments.begin(order.asset)
    underlying: address = staticcall IPairingPool(order.market).ASSET()
    self._set_path(order.path, underlying)
    payments.allow(order.amount, order.permit)
    payments.fund(self, order.amount)
    bought: uint256 = self._sell(order.path, payments.asset, order.amount)
    self._approve(underlying, spender, bought)
    return bought


@internal
def _pull_shares(market: address, side: uint256, shares: uint256, permit: payments.Permit) -> address:
    """
    @return The share of the side, of which `shares` are here now.
    """
    share: address = staticcall IPairingPool(market).share(side)
    payments.permit(share, shares, permit)
    extcall IERC20(share).transferFrom(msg.sender, self, shares)
    return share


@internal
def _set_path(path: DynArray[uint256, uniswap.MAX_HOPS], underlying: address):
    errors.require(len(path) != 0 or payments.asset == underlying, "router: foreign asset")
    uniswap.set_path(path)


@internal
def _sell(path: DynArray[uint256, uniswap.MAX_HOPS], asset: address, amount: uint256) -> uint256:
    """
    @return What all of `amount` gives along the path, held here.
    """
    if len(path) == 0:
        return amount
    out: uint256 = uniswap.sell(0, asset, amount, self)
    # a pool that did not call back is expected no longer
    uniswap.expected = empty(address)
    return out


@internal
def _approve(asset: address, spender: address, amount: uint256):
    errors.require(extcall IERC20(asset).approve(spender, amount, default_return_value=True), "router: approval failed")
