# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Everything a screen, a keeper or a lender wants to know, in one call
@license AGPL-3.0-only
@notice Stateless, without owner, views only. In a batch each market is asked apart: one that is
        locked, or whose oracle is dead or hostile, leaves its own answer empty and the others whole.
"""
from ..interfaces import IAnchoredToken
from ..interfaces import ILendingPool
from ..interfaces import ILens
from ..interfaces import ILeveragedToken
from ..interfaces import IMarketFactory
from ..leverage import rebalance_rule
from ..libraries import errors
from ..libraries import rounding
from . import lens_actions
from . import lens_common
from . import lens_loans
from . import lens_reading

implements: ILens

WAD: constant(uint256) = 10**18
IWAD: constant(int256) = 10**18
RAY: constant(uint256) = 10**27
MAX_MARKETS: constant(uint256) = 32
MARKET_GAS: constant(uint256) = 2_000_000
MARKET_SIZE: constant(uint256) = 60 * 32
ACTIONS_SIZE: constant(uint256) = 17 * 32
LOAN_SIZE: constant(uint256) = 10 * 32


@deploy
def __init__():
    pass


# ------------------------------------------------------------------ markets


@external
@view
def market(token: address, min_equity: uint256) -> ILens.Market:
    """
    @notice Everything about one market. Reverts while the token is locked.
    @param token A leveraged token.
    @param min_equity Dollars of equity that keepers serve, 1e18: below, `too_small` is set.
    @return See ILens.Market.
    """
    return self._market(token, min_equity)


@external
@view
def markets_of(tokens: DynArray[address, MAX_MARKETS], min_equity: uint256) -> DynArray[ILens.Market, MAX_MARKETS]:
    """
    @notice Each market in its place; `ok` is False for one that gave no answer.
    @param tokens Leveraged tokens.
    @param min_equity As in `market`.
    @return See ILens.Market. Errors: "lens: send more gas".
    """
    found: DynArray[ILens.Market, MAX_MARKETS] = []
    for token: address in tokens:
        found.append(self._try_market(token, min_equity))
    return found


@external
@view
def markets(
    factory: address, start: uint256, count: uint256, min_equity: uint256
) -> DynArray[ILens.Market, MAX_MARKETS]:
    """
    @notice A page of a factory's markets, with their anchored tokens.
    @param factory A market factory.
    @param start Index of the first market.
    @param count Most markets, at most 32; fewer where there are no more.
    @param min_equity As in `market`.
    @return See ILens.Market. Errors: "lens: at most 32 markets", "lens: send more gas".
    """
    errors.require(count <= MAX_MARKETS, "lens: at most 32 markets")
    last: uint256 = min(start + count, staticcall IMarketFactory(factory).market_count())
    found: DynArray[ILens.Market, MAX_MARKETS] = []
    for i: uint256 in range(start, max(start, last), bound=MAX_MARKETS):
        token: address = staticcall IMarketFactory(factory).markets(i)
        market: ILens.Market = self._try_market(token, min_equity)
        market.anchored = staticcall IMarketFactory(factory).anchored_of(token)
        factor: uint256 = staticcall IAnchoredToken(market.anchored).factor()
        market.unit_nav = rounding.mul_div_down(market.nav, factor, RAY)
        found.append(market)
    return found


@external
@view
def stress(token: address, move: int256) -> ILens.Stress:
    """
    @notice The market after the underlying has moved, before any rebalance.
    @param token A leveraged token.
    @param move Of the underlying, 1e18, above -1: -0.2e18 is a fall by 20%.
    @return See ILens.Stress. Errors: "lens: move to zero or below".
    """
    errors.require(move > -IWAD, "lens: move to zero or below")
    r: lens_reading.Reading = lens_reading.read(token)
    moved: uint256 = convert(IWAD + move, uint256)
    price: uint256 = 0
    if r.is_bear:
        price = rounding.mul_div_down(r.price, WAD, moved)
    else:
        price = rounding.mul_div_down(r.price, moved, WAD)
    assets: uint256 = lens_reading.assets_at(r.sheet, price)
    debt: uint256 = r.sheet.debt
    volume: uint256 = 0
    outside: bool = rebalance_rule.outside_band(r.rule, assets, debt)
    if assets > debt and outside:
        over: bool = rebalance_rule.ratio_down(assets, debt) > r.rule.upper
        landing: uint256 = r.rule.upper_landing if over else r.rule.lower_landing
        wanted: uint256 = rounding.mul_div_down(landing, assets - debt, WAD)
        volume = max(assets, wanted) - min(assets, wanted)
    return ILens.Stress(
        price=price,
        assets=assets,
        equity=lens_reading.equity(assets, debt),
        nav=lens_reading.nav(r, assets, price),
        ratio=rebalance_rule.ratio_down(assets, debt),
        outside_band=outside,
        volume=volume,
        bad_debt=debt - min(debt, assets),
    )


@internal
@view
def _market(token: address, min_equity: uint256) -> ILens.Market:
    r: lens_reading.Reading = lens_reading.read(token)
    ratio: uint256 = rebalance_rule.ratio_down(r.assets, r.sheet.debt)
    lender: address = staticcall ILeveragedToken(token).POOL()
    rate: uint256 = lens_reading.borrow_rate(lender, staticcall ILendingPool(lender).pool_state())
    equity_in_quote: uint256 = 0
    if r.assets > r.sheet.debt:
        equity_in_quote = lens_reading.in_quote(r, r.assets - r.sheet.debt, r.price)
    return ILens.Market(
        ok=True,
        token=token,
        pool=lender,
        collateral=staticcall ILeveragedToken(token).COLLATERAL(),
        debt_asset=staticcall ILeveragedToken(token).DEBT_ASSET(),
        oracle=staticcall ILeveragedToken(token).ORACLE(),
        anchored=empty(address),
        unit_nav=0,
        is_bear=r.is_bear,
        quote_unit=r.quote_unit,
        dollar=r.dollar,
        sheet=r.sheet,
        rule=r.rule,
        fees=staticcall ILeveragedToken(token).fees(),
        price=r.price,
        price_source=r.price_source,
        assets=r.assets,
        equity=lens_reading.equity(r.assets, r.sheet.debt),
        equity_in_quote=equity_in_quote,
        nav=lens_reading.nav(r, r.assets, r.price),
        ratio=ratio,
        exposure=-convert(max(ratio, WAD) - WAD, int256) if r.is_bear else convert(ratio, int256),
        gap_to_zero=lens_reading.gap(r.is_bear, ratio),
        gap_at_edge=lens_reading.gap(r.is_bear, r.rule.upper),
        gap_at_emergency=lens_reading.gap(r.is_bear, r.rule.emergency),
        borrow_rate=rate,
        interest_cost=lens_common.interest_cost(ratio, rate),
        too_small=equity_in_quote < min_equity,
    )


@internal
@view
def _try_market(token: address, min_equity: uint256) -> ILens.Market:
    answered: bool = False
    answer: Bytes[MARKET_SIZE] = b""
    answered, answer = self._ask(abi_encode(token, min_equity, method_id=method_id("market(address,uint256)")))
    if answered:
        return abi_decode(answer, ILens.Market)
    market: ILens.Market = empty(ILens.Market)
    market.token = token
    return market


# ------------------------------------------------------------------ actions


@external
@view
def actions(token: address) -> ILens.Actions:
    """
    @notice What anybody may do to this token now, with the largest fill of a rebalance at
            the highest cost accepted. Reverts while the token is locked.
    @param token A leveraged token.
    @return See ILens.Actions.
    """
    return self._actions(token)


@external
@view
def actions_of(tokens: DynArray[address, MAX_MARKETS]) -> DynArray[ILens.Actions, MAX_MARKETS]:
    """
    @notice Each token in its place; `ok` is False for one that gave no answer.
    @param tokens Leveraged tokens.
    @return See ILens.Actions. Errors: "lens: send more gas".
    """
    found: DynArray[ILens.Actions, MAX_MARKETS] = []
    for token: address in tokens:
        answered: bool = False
        answer: Bytes[MARKET_SIZE] = b""
        answered, answer = self._ask(abi_encode(token, method_id=method_id("actions(address)")))
        actions: ILens.Actions = empty(ILens.Actions)
        actions.token = token
        if answered:
            actions = abi_decode(slice(answer, 0, ACTIONS_SIZE), ILens.Actions)
        found.append(actions)
    return found


@internal
@view
def _actions(token: address) -> ILens.Actions:
    return lens_actions.of(lens_reading.read(token))


@external
@view
def fill(token: address, over: bool, max_volume: uint256, cost: int256) -> ILens.Fill:
    """
    @notice What a rebalance of that size at that cost would move: the token accepts it if
            `cost` is at most `allowed`, `out` is not 0 and a rebalance may start (see `actions`).
    @param token A leveraged token.
    @param over True: deleverage; False: releverage.
    @param max_volume Most collateral (deleverage) or debt asset (releverage) wanted.
    @param cost What the filler keeps of the value, 1e18, signed.
    @return Volume rounded down, payment rounded up. Errors: "lens: cost out of range", "lens: no price".
    """
    r: lens_reading.Reading = lens_reading.read(token)
    lens_actions.require_fill(r, over, cost)
    fill: rebalance_rule.Fill = lens_actions.fill(r, over, max_volume, cost).f
    return ILens.Fill(out=fill.out, payment=fill.payment, moved=fill.moved, allowed=fill.allowed)


# ------------------------------------------------------------------ the rule


@external
@view
def tolerance(token: address, ratio: uint256) -> int256:
    """
    @notice The tolerance at one ratio.
    @param token A leveraged token.
    @param ratio Leverage ratio, 1e18.
    @return 1e18, rounded down on the slopes.
    """
    rule: ILeveragedToken.Rule = staticcall ILeveragedToken(token).rule()
    t: ILeveragedToken.Tolerance = rule.tolerance
    if ratio >= rule.breakpoint:
        peak: uint256 = rounding.mul_div_down(convert(t.emergency, uint256), rule.breakpoint, ratio)
        return convert(rounding.mul_div_down(peak, rule.breakpoint, ratio), int256)
    if ratio >= rule.emergency:
        return self._between(ratio, rule.emergency, rule.double, t.over, t.emergency)
    if ratio >= rule.target:
        return self._between(ratio, rule.upper, rule.emergency, t.minimum, t.over)
    return self._between(ratio, rule.side, rule.lower, t.under, t.minimum)


@internal
@pure
def _between(ratio: uint256, low: uint256, high: uint256, at_low: int256, at_high: int256) -> int256:
    """
    @return On the line between two points, level beyond either.
    """
    depth: uint256 = min(max(ratio, low), high) - low
    return at_low + (at_high - at_low) * convert(depth, int256) // convert(high - low, int256)


@external
@view
def allowed_cost(token: address, start: uint256, end: uint256) -> int256:
    """
    @notice What a fill from one ratio to another may cost, outside a wind-down.
    @param token A leveraged token.
    @param start Leverage ratio before, 1e18: above `end` for a deleverage.
    @param end Leverage ratio after, 1e18, at least 1.
    @return Cost over value moved, 1e18, rounded down.
    """
    return rebalance_rule.allowed_cost(staticcall ILeveragedToken(token).rule(), start, end)


# ------------------------------------------------------------------ pools


@external
@view
def loan(lender: address, token: address) -> ILens.Loan:
    """
    @notice One borrower's side of a lending pool. Reverts while the token is locked.
    @param lender A lending pool.
    @param token One of its borrowers.
    @return See ILens.Loan.
    """
    return lens_loans.loan(lender, token)


@external
@view
def pool(lender: address, tokens: DynArray[address, MAX_MARKETS]) -> ILens.PoolState:
    """
    @notice A lending pool, its rates, its loans to these tokens and how far it is from a loss.
    @param lender A lending pool.
    @param tokens Its borrowers, each once; one that gives no answer is counted in `unpriced`.
    @return See ILens.PoolState. Errors: "lens: send more gas".
    """
    loans: DynArray[ILens.Loan, MAX_MARKETS] = []
    for token: address in tokens:
        answered: bool = False
        answer: Bytes[MARKET_SIZE] = b""
        answered, answer = self._ask(abi_encode(lender, token, method_id=method_id("loan(address,address)")))
        loan: ILens.Loan = empty(ILens.Loan)
        loan.token = token
        if answered:
            loan = abi_decode(slice(answer, 0, LOAN_SIZE), ILens.Loan)
        loans.append(loan)
    return lens_loans.pool_state(lender, loans)


# ------------------------------------------------------------------ batches


@internal
@view
def _ask(call: Bytes[68]) -> (bool, Bytes[MARKET_SIZE]):
    """
    @dev One answer of a batch, asked of this contract with capped gas. A call keeps a 64th
         of the gas: with less than enough a living market would seem dead.
    """
    errors.require(msg.gas > MARKET_GAS * 64 // 63 + 100_000, "lens: send more gas")
    answered: bool = False
    answer: Bytes[MARKET_SIZE] = b""
    answered, answer = raw_call(
        self, call, max_outsize=MARKET_SIZE, gas=MARKET_GAS, is_static_call=True, revert_on_failure=False
    )
    return answered, answer
