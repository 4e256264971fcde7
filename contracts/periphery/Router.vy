# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Mint and redeem leveraged tokens for one asset
@license AGPL-3.0-only
@notice Pays with, and pays out, the token's collateral, its debt asset (the quote
        asset and the underlying, whichever is which) or the native coin; into and
        out of shares or anchored units. Each operation is one swap along one path
        of Uniswap pools, done in the middle of the token's own mint or redeem, so
        that nobody lends anything to anybody.
@dev    The router holds nothing between calls and gives no lasting allowance. Only
        the account expected at that moment may call back. What is pulled is pulled
        from the caller of the operation, within the amount the order names: that is
        the most a hostile pool, named by the caller, can cost them.
"""
from ethereum.ercs import IERC20

from ..interfaces import IAnchoredToken
from ..interfaces import ILeveragedToken
from ..interfaces import ILeverageCallback
from ..interfaces import IMarketFactory
from ..interfaces import IPriceOracle
from ..interfaces import IQuoteLens
from ..libraries import errors
from ..libraries import rounding
from . import payments
from . import uniswap

initializes: payments
initializes: uniswap
implements: ILeverageCallback

exports: (payments.WRAPPED_NATIVE, payments.__default__)


struct MintOrder:
    token: address  # the leveraged token
    in_units: bool  # True: receive units of its anchored token; False: shares
    asset: address  # paid with: the token's collateral or debt asset; empty: native coin
    amount: uint256  # most that is paid; the native coin sent must equal it
    path: DynArray[uint256, uniswap.MAX_HOPS]  # from debt asset to collateral
    min_out: uint256  # least shares or units, after every fee
    max_leverage: uint256  # highest leverage ratio accepted, 1e18; 0: any
    receiver: address  # of the shares or units; leftovers go to the caller
    deadline: uint256  # last second at which the order is good
    permit: payments.Permit  # for `asset` and `amount`


struct RedeemOrder:
    token: address  # the leveraged token
    in_units: bool  # True: redeem units of its anchored token; False: shares
    asset: address  # paid out: the token's collateral or debt asset; empty: native coin
    amount: uint256  # shares or units redeemed
    path: DynArray[uint256, uniswap.MAX_HOPS]  # from collateral to debt asset
    min_out: uint256  # least paid out, after every fee
    receiver: address  # of the asset
    deadline: uint256  # last second at which the order is good
    permit: payments.Permit  # for the share or unit, and `amount`


# the state of a token names the router: these say for whom it was
event Bought:
    token: indexed(address)
    payer: indexed(address)
    receiver: indexed(address)
    asset: address  # empty: native coin
    in_units: bool
    paid: uint256  # units of the asset, less what came back of them
    out: uint256  # shares or units


event Sold:
    token: indexed(address)
    owner: indexed(address)
    receiver: indexed(address)
    asset: address  # empty: native coin
    in_units: bool
    amount: uint256  # shares or units
    out: uint256  # units of the asset


flag Operation:
    MINT_SHARES
    MINT_AMOUNT
    REDEEM

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
CALL_BACK: constant(Bytes[1]) = b"\x01"

# asked whether a token is one of its own
FACTORY: public(immutable(address))
# asked for the hint of an exact mint
QUOTES: public(immutable(address))

# of the operation that runs; each sets what it reads, since transient storage lasts as long as the transaction
operation: transient(Operation)
token: transient(address)
collateral: transient(address)
debt_asset: transient(address)
in_debt_asset: transient(bool)  # the asset paid with or paid out is the debt asset
held: transient(uint256)  # units of what the path sells, held here
receiver: transient(address)
hint: transient(uint256)
sheet_collateral: transient(uint256)
sheet_supply: transient(uint256)
minted: transient(uint256)
owner: transient(address)  # of the shares redeemed
shares: transient(uint256)
proceeds: transient(uint256)


@deploy
def __init__(factory: address, quotes: address, wrapped_native: address):
    """
    @param factory Its tokens are served, no others.
    @param quotes IQuoteLens, which simulates the swaps of `mint_exact`.
    @param wrapped_native WETH9 of this chain.
    """
    FACTORY = factory
    QUOTES = quotes
    payments.__init__(wrapped_native)


# ------------------------------------------------------------------ mint


@external
@payable
def mint_shares(order: MintOrder, shares: uint256) -> (uint256, uint256):
    """
    @notice Mints exactly `shares` for at most `order.amount`. Also makes the first
            mint of a market.
    @param order See MintOrder.
    @param shares Shares whose amounts are moved, 1e18; the receiver gets them less the mint fee.
    @return Units of the asset paid, and shares or units received. Errors: "router: ...",
            "route: ...", those of the token, the assets and the pools.
    """
    self._begin_mint(order)
    self.operation = Operation.MINT_SHARES
    uniswap.expected = order.token
    collateral: uint256 = 0
    debt: uint256 = 0
    minted: uint256 = 0
    collateral, debt, minted = extcall ILeveragedToken(order.token).mint(shares, self.receiver, self, CALL_BACK)
    self._give_back(self.debt_asset, self.held)
    return self._finish_mint(order, minted)


@external
@payable
def mint_amount(order: MintOrder, hint: uint256) -> (uint256, uint256):
    """
    @notice Pays `order.amount` and mints what it buys: sells the amount (if it is debt
            asset) and `hint` of borrowed debt asset, then mints the shares for which
            the collateral suffices. Both leftovers go back to the caller.
    @param order See MintOrder.
    @param hint Debt asset to be borrowed. Too much is refused; too little leaves a
           larger leftover. The hints that work are an interval from 0.
    @return Units of the asset paid less what came back of them, and shares or units received.
            Errors: as in `mint_shares`.
    """
    self._begin_mint(order)
    return self._mint_amount(order, hint)


@external
@payable
def mint_exact(order: MintOrder) -> (uint256, uint256):
    """
    @notice `mint_amount` with a hint found here, for callers who cannot simulate: a contract whose
            amount is known only inside the transaction, a hand-made transaction. Costs a few
            simulated swaps more; at most a thousandth of the amount comes back.
    @param order See MintOrder.
    @return Units of the asset paid less what came back of them, and shares or units received.
            Errors: as in `mint_amount`, and "quote: ...".
    """
    self._begin_mint(order)
    return self._mint_amount(
        order, extcall IQuoteLens(QUOTES).mint_hint(order.token, payments.asset, order.path, order.amount)
    )


@internal
@payable
def _mint_amount(order: MintOrder, hint: uint256) -> (uint256, uint256):
    supply: uint256 = staticcall IERC20(order.token).totalSupply()
    errors.require(supply != 0, "router: first mint by shares")
    # what all shares would redeem, for which there is no fee, is all the collateral: cheaper than the sheet
    collateral: uint256 = staticcall ILeveragedToken(order.token).preview_redeem(supply)
    errors.require(collateral != 0, "router: no collateral")
    self.operation = Operation.MINT_AMOUNT
    self.hint = hint
    self.sheet_collateral = collateral
    self.sheet_supply = supply
    sold: uint256 = hint + order.amount if self.in_debt_asset else hint
    last: uint256 = uniswap.last_hop()
    uniswap.sell_first(self.debt_asset, sold, self._collateral_place() if last == 0 else self)
    return self._finish_mint(order, self.minted)


@internal
@payable
def _begin_mint(order: MintOrder):
    self._begin(order.token, order.asset, order.path, order.deadline)
    errors.require(staticcall IMarketFactory(FACTORY).is_token(order.token), "router: unknown token")
    self.held = 0
    self.minted = 0
    # units are minted to the router and wrapped at the end
    self.receiver = self if order.in_units else order.receiver
    payments.allow(order.amount, order.permit)
    if order.max_leverage != 0:
        self._require_leverage(order.token, order.max_leverage)


@internal
def _finish_mint(order: MintOrder, minted: uint256) -> (uint256, uint256):
    out: uint256 = minted
    if order.in_units:
        wrapper: address = staticcall IMarketFactory(FACTORY).anchored_of(order.token)
        extcall IERC20(order.token).approve(wrapper, minted)
        out = extcall IAnchoredToken(wrapper).wrap(minted, order.receiver)
    errors.require(out >= order.min_out, "router: too little out")
    left: uint256 = payments.budget
    if payments.native and left != 0:
        payments.send_native(msg.sender, left)
    uniswap.expected = empty(address)
    paid: uint256 = order.amount - left
    log Bought(
        token=order.token,
        payer=msg.sender,
        receiver=order.receiver,
        asset=order.asset,
        in_units=order.in_units,
        paid=paid,
        out=out,
    )
    return paid, out


@internal
@view
def _require_leverage(token: address, max_leverage: uint256):
    """
    @dev A mint leaves the leverage where it is, so it is judged before.
    """
    sheet: ILeveragedToken.BalanceSheet = staticcall ILeveragedToken(token).balance_sheet()
    if sheet.supply == 0:
        return
    price: uint256 = staticcall IPriceOracle(staticcall ILeveragedToken(token).ORACLE()).price()
    assets: uint256 = rounding.mul_div_down(sheet.collateral, price, E36)
    errors.require(
        assets > sheet.debt and assets * WAD <= max_leverage * (assets - sheet.debt), "router: leverage too high"
    )


@internal
def _mint_received(owed: uint256, received: uint256):
    """
    @dev In the callback of the first pool of `mint_amount`, which is paid last.
    """
    pool: address = msg.sender
    self.held = received
    if uniswap.last_hop() != 0:
        self.held = uniswap.sell(1, uniswap.second_asset(self.debt_asset), received, self._collateral_place())
    available: uint256 = self.held if self.in_debt_asset else self.held + payments.budget
    shares: uint256 = rounding.mul_div_down(available, self.sheet_supply, self.sheet_collateral)
    uniswap.expected = self.token
    collateral: uint256 = 0
    debt: uint256 = 0
    minted: uint256 = 0
    collateral, debt, minted = extcall ILeveragedToken(self.token).mint(
        shares, self.receiver, pool if self.in_debt_asset else self, CALL_BACK
    )
    self.minted = minted
    errors.require(debt >= self.hint, "router: hint too high")
    if self.in_debt_asset:
        errors.require(debt <= owed, "router: debt above price")
        payments.fund(pool, owed - debt)
    else:
        uniswap.send(self.debt_asset, pool, owed)
        self._give_back(self.debt_asset, debt - owed)


@internal
@view
def _collateral_place() -> address:
    """
    @dev Straight to the token where no unit can be left over: at C <= S,
         ceil(C * floor(c*S/C) / S) = c.
    """
    return self.token if self.sheet_collateral <= self.sheet_supply else self


@internal
def _fund_mint(sent: uint256, owed: uint256):
    """
    @dev In `on_leverage`: the debt asset is here, the collateral goes to the token.
    """
    if self.in_debt_asset:
        self.held = sent
        uniswap.buy(uniswap.last_hop(), self.collateral, owed, self.token)
        return
    received: uint256 = 0
    if sent != 0:
        received = uniswap.sell(0, self.debt_asset, sent, self.token)
    errors.require(received <= owed, "router: debt above value")
    payments.fund(self.token, owed - received)


@internal
def _fund_mint_received(owed: uint256):
    """
    @dev In `on_leverage`: the collateral bought is at its place already.
    """
    if self._collateral_place() == self:
        uniswap.send(self.collateral, self.token, min(self.held, owed))
        self._give_back(self.collateral, self.held - min(self.held, owed))
    if not self.in_debt_asset and owed > self.held:
        payments.fund(self.token, owed - self.held)


# ------------------------------------------------------------------ redeem


@external
def redeem(order: RedeemOrder) -> uint256:
    """
    @notice Redeems exactly `order.amount` shares or units of the caller and pays out
            what the collateral leaves above the debt, in one asset.
    @param order See RedeemOrder.
    @return Units of the asset paid out. Errors: "router: ...", "route: ...", those of
            the token, the assets and the pools. Where no path is left to pay the debt,
            the token's own `redeem` needs none. Of units, what is less than the smallest
            share stays behind in the wrapper.
    @dev Nothing but the shares is taken from the caller, so the registry is not asked.
    """
    self._begin(order.token, order.asset, order.path, order.deadline)
    self.operation = Operation.REDEEM
    self.proceeds = 0
    owner: address = msg.sender
    shares: uint256 = order.amount
    if order.in_units:
        wrapper: address = staticcall IMarketFactory(FACTORY).anchored_of(order.token)
        payments.permit(wrapper, order.amount, order.permit)
        shares = self._unwrap(wrapper, order.amount)
        owner = self
    else:
        payments.permit(order.token, shares, order.permit)
    if self.in_debt_asset:
        self.owner = owner
        self.shares = shares
        uniswap.sell_first(self.collateral, staticcall ILeveragedToken(order.token).preview_redeem(shares), self)
    else:
        uniswap.expected = order.token
        extcall ILeveragedToken(order.token).redeem(shares, owner, self, CALL_BACK)
    uniswap.expected = empty(address)
    out: uint256 = self.proceeds
    errors.require(out >= order.min_out, "router: too little paid out")
    payments.pay_out(order.receiver, out)
    log Sold(
        token=order.token,
        owner=msg.sender,
        receiver=order.receiver,
        asset=order.asset,
        in_units=order.in_units,
        amount=order.amount,
        out=out,
    )
    return out


@internal
def _unwrap(wrapper: address, units: uint256) -> uint256:
    errors.require(extcall IERC20(wrapper).transferFrom(msg.sender, self, units), "router: units not received")
    return extcall IAnchoredToken(wrapper).unwrap(units, self)


@internal
def _redeem_received(owed: uint256, received: uint256):
    """
    @dev In the callback of the first pool, which the token pays with the collateral itself.
    """
    pool: address = msg.sender
    self.held = received
    if uniswap.last_hop() != 0:
        self.held = uniswap.sell(1, uniswap.second_asset(self.collateral), received, self)
    uniswap.expected = self.token
    collateral: uint256 = 0
    debt: uint256 = 0
    collateral, debt = extcall ILeveragedToken(self.token).redeem(self.shares, self.owner, pool, CALL_BACK)
    errors.require(collateral == owed, "router: collateral changed")


@internal
def _settle_redeem(sent: uint256, owed: uint256):
    """
    @dev In `on_leverage`: the debt asset goes to the lending pool; it is here already, or is
         bought with the collateral that is.
    """
    lender: address = staticcall ILeveragedToken(self.token).POOL()
    if self.in_debt_asset:
        self._require_solvent(self.held >= owed)
        if owed != 0:
            uniswap.send(self.debt_asset, lender, owed)
        self.proceeds = self.held - owed
    else:
        self.held = sent
        if owed != 0:
            uniswap.buy(uniswap.last_hop(), self.debt_asset, owed, lender)
        self.proceeds = self.held


@internal
@pure
def _require_solvent(solvent: bool):
    errors.require(solvent, "router: worth less than debt")


# ------------------------------------------------------------------ callbacks


@external
@reentrant
def on_leverage(sent: uint256, owed: uint256, data: Bytes[1024]):
    """
    @notice From the leveraged token of the running operation only, once.
    @param sent Units it has sent: debt asset on mint, collateral on redeem.
    @param owed Units it takes: collateral on mint, debt asset on redeem.
    @param data Not used.
    """
    uniswap.admit()
    errors.require(msg.sender == self.token, "router: not the token")
    if self.operation == Operation.MINT_SHARES:
        self._fund_mint(sent, owed)
    elif self.operation == Operation.MINT_AMOUNT:
        self._fund_mint_received(owed)
    else:
        self._settle_redeem(sent, owed)


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
    owed: uint256 = 0
    received: uint256 = 0
    owed, received = uniswap.v3_amounts(change0, change1)
    self._pay_pool(owed, received)


@external
@reentrant
def uniswapV2Call(sender: address, out0: uint256, out1: uint256, data: Bytes[32]):
    """
    @notice From the V2 pair that is swapping only, once: pays it.
    @param sender Not used.
    @param out0 Units of token0 sent.
    @param out1 Units of token1 sent.
    @param data Not used.
    """
    uniswap.admit()
    owed: uint256 = 0
    received: uint256 = 0
    owed, received = uniswap.v2_amounts(out0, out1)
    self._pay_pool(owed, received)


@internal
def _pay_pool(owed: uint256, received: uint256):
    if uniswap.payment == uniswap.Payment.HELD:
        uniswap.send(uniswap.asset, msg.sender, owed)
    elif uniswap.payment == uniswap.Payment.FLASH:
        if self.operation == Operation.REDEEM:
            self._redeem_received(owed, received)
        else:
            self._mint_received(owed, received)
    elif uniswap.hop != 0:
        uniswap.buy(uniswap.hop - 1, uniswap.asset, owed, msg.sender)
    elif self.operation == Operation.REDEEM:
        self._require_solvent(owed <= self.held)
        self.held -= owed
        uniswap.send(self.collateral, msg.sender, owed)
    else:
        own: uint256 = min(owed, self.held)
        self.held -= own
        uniswap.send(self.debt_asset, msg.sender, own)
        payments.fund(msg.sender, owed - own)


# ------------------------------------------------------------------ money


@internal
def _begin(token: address, asset: address, path: DynArray[uint256, uniswap.MAX_HOPS], deadline: uint256):
    errors.require(block.timestamp <= deadline, "router: too late")
    payments.begin(asset)
    # nobody's order may see what another's in the same transaction left behind
    self.held = 0
    self.token = token
    self.collateral = staticcall ILeveragedToken(token).COLLATERAL()
    self.debt_asset = staticcall ILeveragedToken(token).DEBT_ASSET()
    self.in_debt_asset = payments.asset == self.debt_asset
    errors.require(self.in_debt_asset or payments.asset == self.collateral, "router: foreign asset")
    uniswap.set_path(path)


@internal
def _give_back(asset: address, amount: uint256):
    if amount != 0:
        uniswap.send(asset, payments.payer, amount)
