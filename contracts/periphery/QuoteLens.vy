# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a mint or a redeem would come to now, before anybody signs
@license AGPL-3.0-only
@notice Amounts, fees, price impact, running cost and the worst case. Stateless, without
        owner. Asks the engine that the token asks and computes what the router computes. For
        one asset it starts swaps and undoes them, which a view cannot: call those
        functions by `eth_call`; a transaction would only burn gas.
"""
from ethereum.ercs import IERC20

from ..interfaces import ILendingPool
from ..interfaces import ILeverageEngine
from ..interfaces import ILeveragedToken
from ..interfaces import IQuoteLens
from ..leverage import LeveragedToken
from ..leverage import lifecycle
from ..leverage import rebalance_rule
from ..libraries import errors
from ..libraries import rounding
from . import lens_common
from . import lens_reading
from . import lens_swaps
from . import uniswap

implements: IQuoteLens


struct Assets:
    collateral: address
    debt: address
    in_debt: bool  # the asset paid or paid out is the debt asset


WAD: constant(uint256) = 10**18
# chords of a nearly straight line: a few steps reach the unit
HINT_STEPS: constant(uint256) = 12


@deploy
def __init__():
    pass


# ------------------------------------------------------------------ in kind


@external
@view
def mint_in_kind(token: address, shares: uint256) -> IQuoteLens.InKind:
    """
    @notice What the token's own `mint` would move, the first mint included.
    @param token A leveraged token.
    @param shares Shares whose amounts are moved, 1e18.
    @return See IQuoteLens.InKind. Errors: "quote: no price" for a first mint without one.
    """
    return self._mint(lens_reading.read(token), shares)


@external
@view
def redeem_in_kind(token: address, shares: uint256) -> IQuoteLens.InKind:
    """
    @notice What the token's own `redeem` would move.
    @param token A leveraged token.
    @param shares Shares burned, 1e18.
    @return See IQuoteLens.InKind. Errors: "quote: not within the supply".
    """
    return self._redeem(lens_reading.read(token), shares)


@internal
@view
def _mint(r: lens_reading.Reading, shares: uint256) -> IQuoteLens.InKind:
    errors.require(r.price != 0 or r.sheet.supply != 0, "quote: no price")
    fees: ILeveragedToken.Fees = staticcall ILeveragedToken(r.token).fees()
    m: ILeverageEngine.Minting = staticcall ILeverageEngine(r.engine).mint(
        r.rule, fees, r.sheet, r.is_bear, r.dollar, self._seed(r), shares, r.price
    )
    minted: uint256 = shares - m.fee
    open: bool = m.is_accepted and r.strict_price != 0 and lifecycle.may(r.sheet.state, lifecycle.MINT)
    if open:
        lender: address = staticcall ILeveragedToken(r.token).POOL()
        open = m.debt <= (staticcall ILendingPool(lender).loan_state(r.token)).borrowable
    return IQuoteLens.InKind(
        open=open, collateral=m.collateral, debt=m.debt, fee=m.fee, received=minted - min(minted, m.lock)
    )


@internal
@view
def _redeem(r: lens_reading.Reading, shares: uint256) -> IQuoteLens.InKind:
    errors.require(shares <= r.sheet.supply and shares != 0, "quote: not within the supply")
    quote: IQuoteLens.InKind = empty(IQuoteLens.InKind)
    quote.open = True
    quote.collateral, quote.debt, quote.fee = staticcall ILeverageEngine(r.engine).redeem(
        staticcall ILeveragedToken(r.token).fees(), r.sheet, self._seed(r), shares
    )
    return quote


@internal
@view
def _seed(r: lens_reading.Reading) -> uint256:
    return staticcall IERC20(r.token).balanceOf(LeveragedToken.DEAD)


# ------------------------------------------------------------------ for one asset


@external
def mint_shares(
    token: address, asset: address, path: DynArray[uint256, uniswap.MAX_HOPS], shares: uint256
) -> IQuoteLens.Quote:
    """
    @notice What the router's `mint_shares` would come to. By `eth_call` only.
    @param token A leveraged token.
    @param asset Paid with: its collateral or its debt asset.
    @param path Hops from debt asset to collateral.
    @param shares Shares whose amounts are moved, 1e18.
    @return See IQuoteLens.Quote. Errors: "quote: ..." and those of the pools.
    """
    assets: Assets = self._assets(token, asset)
    r: lens_reading.Reading = lens_reading.read(token)
    quote: IQuoteLens.Quote = empty(IQuoteLens.Quote)
    quote.shares = shares
    quote.in_kind = self._mint(r, shares)
    if assets.in_debt:
        quote.bought = quote.in_kind.collateral
        quote.sold = lens_swaps.buy(path, assets.collateral, quote.bought)
        quote.paid = quote.sold - min(quote.sold, quote.in_kind.debt)
    else:
        quote.sold = quote.in_kind.debt
        quote.bought = lens_swaps.sell(path, assets.debt, quote.sold)
        errors.require(quote.bought <= quote.in_kind.collateral, "quote: debt above value")
        quote.paid = quote.in_kind.collateral - quote.bought
    return self._judged_mint(r, assets, quote)


@external
def mint_amount(
    token: address, asset: address, path: DynArray[uint256, uniswap.MAX_HOPS], amount: uint256
) -> IQuoteLens.Quote:
    """
    @notice What the router's `mint_amount` would come to with the largest hint that
            works, or one a few units below it. By `eth_call` only.
    @param token A leveraged token, after its first mint.
    @param asset Paid with: its collateral or its debt asset.
    @param path Hops from debt asset to collateral.
    @param amount Units of the asset.
    @return See IQuoteLens.Quote; `paid` is what does not come back of the amount.
            Errors: "quote: ..." and those of the pools.
    """
    assets: Assets = self._assets(token, asset)
    r: lens_reading.Reading = lens_reading.read(token)
    errors.require(r.sheet.supply != 0 and r.sheet.collateral != 0, "quote: first mint by shares")
    quote: IQuoteLens.Quote = empty(IQuoteLens.Quote)
    quote.hint = self._best_hint(r, assets, path, amount)
    quote.sold = quote.hint + amount if assets.in_debt else quote.hint
    quote.bought = lens_swaps.sell(path, assets.debt, quote.sold)
    quote.shares = self._shares_for(r, assets, quote.bought, amount)
    quote.in_kind = self._mint(r, quote.shares)
    if assets.in_debt:
        quote.paid = quote.sold - min(quote.sold, quote.in_kind.debt)
    else:
        quote.paid = quote.in_kind.collateral - min(quote.in_kind.collateral, quote.bought)
    return self._judged_mint(r, assets, quote)


@external
def redeem(
    token: address, asset: address, path: DynArray[uint256, uniswap.MAX_HOPS], shares: uint256
) -> IQuoteLens.Quote:
    """
    @notice What the router's `redeem` would come to. By `eth_call` only.
    @param token A leveraged token.
    @param asset Paid out: its collateral or its debt asset.
    @param path Hops from collateral to debt asset.
    @param shares Shares burned, 1e18.
    @return See IQuoteLens.Quote. Errors: "quote: ..." and those of the pools.
    """
    assets: Assets = self._assets(token, asset)
    r: lens_reading.Reading = lens_reading.read(token)
    quote: IQuoteLens.Quote = empty(IQuoteLens.Quote)
    quote.shares = shares
    quote.paid = shares
    quote.in_kind = self._redeem(r, shares)
    if assets.in_debt:
        quote.sold = quote.in_kind.collateral
        quote.bought = lens_swaps.sell(path, assets.collateral, quote.sold)
        self._require_solvent(quote.bought >= quote.in_kind.debt)
        quote.received = quote.bought - quote.in_kind.debt
    else:
        quote.bought = quote.in_kind.debt
        quote.sold = lens_swaps.buy(path, assets.debt, quote.bought)
        self._require_solvent(quote.sold <= quote.in_kind.collateral)
        quote.received = quote.in_kind.collateral - quote.sold
    quote.price_impact = lens_common.loss(self._worth(r, quote.sold), quote.bought)
    quote.cost = lens_common.loss(
        self._equity_of(r, quote.in_kind, shares, shares - quote.in_kind.fee),
        quote.received if assets.in_debt else self._worth(r, quote.received),
    )
    return self._with_outlook(r, quote)


@external
@pure
@reentrant
def uniswapV3SwapCallback(change0: int256, change1: int256, data: Bytes[32]):
    """
    @notice Undoes the swap that a V3 pool is doing for a quote and hands up its amounts.
    @param change0 Units of token0 owed to the pool, or sent if negative.
    @param change1 Units of token1 owed to the pool, or sent if negative.
    @param data Not used.
    """
    raw_revert(abi_encode(change0, change1))


# ------------------------------------------------------------------ the router's hint


@internal
def _best_hint(
    r: lens_reading.Reading, assets: Assets, path: DynArray[uint256, uniswap.MAX_HOPS], amount: uint256
) -> uint256:
    """
    @dev The excess, debt that the mint hands out less the hint, falls along a concave
         curve from its value at 0. A chord between a hint that works and one that does not lies
         under the curve, so where it meets zero works again; beyond two that work it
         lies above.
    """
    low: uint256 = 0
    low_excess: int256 = self._excess(r, assets, path, amount, low)
    if low_excess <= 0:
        return low
    high: uint256 = convert(low_excess, uint256)
    high_excess: int256 = self._excess(r, assets, path, amount, high)
    for i: uint256 in range(HINT_STEPS):
        if high_excess >= 0:
            reach: uint256 = high - low
            fall: uint256 = convert(max(low_excess - high_excess, 1), uint256)
            low = high
            low_excess = high_excess
            high += rounding.mul_div_down(reach, convert(high_excess, uint256), fall) + 1
            high_excess = self._excess(r, assets, path, amount, high)
        else:
            span: uint256 = convert(low_excess - high_excess, uint256)
            middle: uint256 = low + rounding.mul_div_down(high - low, convert(low_excess, uint256), span)
            middle_excess: int256 = self._excess(r, assets, path, amount, middle)
            if middle == low or middle_excess < 0:
                break
            low = middle
            low_excess = middle_excess
    return low


@internal
def _excess(
    r: lens_reading.Reading,
    assets: Assets,
    path: DynArray[uint256, uniswap.MAX_HOPS],
    amount: uint256,
    hint: uint256,
) -> int256:
    """
    @return What a mint with that hint would be lent above it; negative: the router refuses.
    """
    bought: uint256 = lens_swaps.sell(path, assets.debt, hint + amount if assets.in_debt else hint)
    shares: uint256 = self._shares_for(r, assets, bought, amount)
    lent: uint256 = rounding.mul_div_down(r.sheet.debt, shares, r.sheet.supply)
    return convert(lent, int256) - convert(hint, int256)


@internal
@pure
def _shares_for(r: lens_reading.Reading, assets: Assets, bought: uint256, amount: uint256) -> uint256:
    """
    @return Shares for which the collateral suffices, rounded down.
    """
    available: uint256 = bought if assets.in_debt else bought + amount
    return rounding.mul_div_down(available, r.sheet.supply, r.sheet.collateral)


# ------------------------------------------------------------------ judgement


@internal
@view
def _assets(token: address, asset: address) -> Assets:
    collateral: address = staticcall ILeveragedToken(token).COLLATERAL()
    debt: address = staticcall ILeveragedToken(token).DEBT_ASSET()
    errors.require(asset == collateral or asset == debt, "quote: foreign asset")
    return Assets(collateral=collateral, debt=debt, in_debt=asset == debt)


@internal
@view
def _judged_mint(r: lens_reading.Reading, assets: Assets, before: IQuoteLens.Quote) -> IQuoteLens.Quote:
    quote: IQuoteLens.Quote = before
    quote.received = quote.in_kind.received
    quote.price_impact = lens_common.loss(quote.sold, self._worth(r, quote.bought))
    quote.cost = lens_common.loss(
        quote.paid if assets.in_debt else self._worth(r, quote.paid),
        self._equity_of(r, quote.in_kind, quote.received, quote.shares),
    )
    return self._with_outlook(r, quote)


@internal
@view
def _with_outlook(r: lens_reading.Reading, before: IQuoteLens.Quote) -> IQuoteLens.Quote:
    quote: IQuoteLens.Quote = before
    ratio: uint256 = r.rule.target
    if r.sheet.supply != 0:
        ratio = rebalance_rule.ratio_down(r.assets, r.sheet.debt)
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    rate: uint256 = lens_reading.borrow_rate(lender, staticcall ILendingPool(lender).pool_state())
    quote.price = r.price
    quote.price_source = r.price_source
    quote.ratio = ratio
    quote.interest_cost = lens_common.interest_cost(ratio, rate)
    quote.gap_to_zero = lens_reading.gap(r.is_bear, ratio)
    return quote


@internal
@pure
def _worth(r: lens_reading.Reading, collateral: uint256) -> uint256:
    """
    @return Debt asset units at the oracle price, rounded down.
    """
    return rounding.mul_div_down(collateral, r.price, lens_reading.E36)


@internal
@pure
def _equity_of(r: lens_reading.Reading, in_kind: IQuoteLens.InKind, shares: uint256, moved: uint256) -> uint256:
    """
    @notice Equity of `shares`, when the amounts are those of `moved` shares.
    @return Debt asset units, rounded down; 0 without equity.
    """
    assets: uint256 = self._worth(r, in_kind.collateral)
    if moved == 0:
        return 0
    return rounding.mul_div_down(assets - min(assets, in_kind.debt), shares, moved)


@internal
@pure
def _require_solvent(solvent: bool):
    errors.require(solvent, "quote: worth less than debt")
