# SPDX-License-Identifier: Apache-2.0
"""What the router's operations come to: the reference model's mint and redeem around one swap along a route.

All amounts are units, shares scaled by 1e18, prices by 1e36, parts by 1e18. What the contracts would refuse raises
`Reverted` with their reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from steelyard.model.leverage.balance_sheet import BalanceSheet
from steelyard.model.leverage.leveraged_token import LeveragedToken
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import MAX_UINT256, WAD, mul_div_down
from steelyard.sdk.exchange import Route
from steelyard.sdk.reference import TRADER, redeem_fee

EXACT_SLACK = 10_000
"""`mint_exact` is content with a hint that leaves one part in so many of it unborrowed."""
BEST_SLACK = MAX_UINT256
"""The largest hint there is, to the unit or a few below it."""

_HINT_STEPS = 12
_E36 = 10**36


@dataclass(frozen=True)
class Traded:
    """An operation and its swap: what was taken of the trader and given to them, and what moved behind that."""

    route: Route
    hint: int  # of a mint: debt asset to be borrowed
    shares: int  # whose amounts are moved, or burned
    fee: int  # shares, those locked for good included
    collateral: int  # into the token, or out of it
    debt: int  # borrowed, or repaid
    sold: int  # by the swap
    bought: int
    paid: int  # mint: units of the asset that do not come back; redeem: shares
    received: int  # mint: shares; redeem: units of the asset
    change: int  # mint: units of the other asset that come back


@dataclass(frozen=True)
class Judged:
    """What it costs against the oracle's price, as parts of 1e18."""

    price_impact: int  # of what is swapped, exchange fees included
    cost: int  # of the whole: the impact at leverage, and the fees


@dataclass(frozen=True)
class Sides:
    """The assets of a token by their addresses, and which of them is paid or paid out."""

    collateral: str
    debt: str
    in_debt: bool


def plan_buy(
    token: LeveragedToken, sides: Sides, routes: Sequence[Route], amount: int, slack: int
) -> tuple[Route, int]:
    """Returns the route that buys most with `amount`, and the hint for it; changes nothing."""
    sheet = token.balance_sheet()
    require(sheet.supply != 0, "router: first mint by shares")
    require(sheet.collateral != 0, "router: no collateral")

    def try_route(route: Route) -> tuple[int, int]:
        hint = _best_hint(sheet, sides, route, amount, slack)
        return _shares_for(sheet, sides, route.swap(sides.debt, _sold(sides, hint, amount)), amount), hint

    route, (_, hint) = _best(routes, try_route)
    return route, hint


def buy(token: LeveragedToken, sides: Sides, route: Route, amount: int, hint: int) -> Traded:
    """What `mint_amount` does with that hint. Changes the model."""
    sheet = token.balance_sheet()
    sold = _sold(sides, hint, amount)
    bought = route.swap(sides.debt, sold)
    shares = _shares_for(sheet, sides, bought, amount)
    collateral, debt, minted = token.mint(shares, TRADER, TRADER, sender=TRADER)
    require(debt >= hint, "router: hint too high", hint=hint, maximum=debt)
    if sides.in_debt:
        require(debt <= sold, "router: debt above price")
        paid, change = sold - debt, bought - collateral
    else:
        paid, change = max(0, collateral - bought), debt - hint
    require(paid <= amount, "router: above amount", amount=amount, needed=paid)
    return Traded(route, hint, shares, shares - minted, collateral, debt, sold, bought, paid, minted, change)


def sell(token: LeveragedToken, shares: int) -> tuple[int, int, int]:
    """Collateral out, debt in and the fee in shares of a redemption. Changes the model."""
    fee = redeem_fee(token, shares)
    collateral, debt = token.redeem(shares, TRADER, TRADER, sender=TRADER)
    return collateral, debt, fee


def settle(sides: Sides, routes: Sequence[Route], shares: int, collateral: int, debt: int, fee: int) -> Traded:
    """What the router's `redeem` pays out of what the token hands out, along the route that leaves most."""

    def try_route(route: Route) -> tuple[int, int, int]:
        if sides.in_debt:
            sold, bought = collateral, route.swap(sides.collateral, collateral)
            require(bought >= debt, "router: worth less than debt", worth=bought, debt=debt)
            return bought - debt, sold, bought
        sold, bought = route.buy(sides.debt, debt), debt
        require(sold <= collateral, "router: worth less than debt", worth=collateral, debt=sold)
        return collateral - sold, sold, bought

    route, (received, sold, bought) = _best(routes, try_route)
    return Traded(route, 0, shares, fee, collateral, debt, sold, bought, shares, received, 0)


def judge_buy(sides: Sides, traded: Traded, price: int) -> Judged:
    """The costs of a mint."""
    paid = traded.paid if sides.in_debt else _worth(traded.paid, price)
    return Judged(
        price_impact=_loss(traded.sold, _worth(traded.bought, price)),
        cost=_loss(paid, _equity(traded, price, traded.received)),
    )


def judge_sell(sides: Sides, traded: Traded, price: int) -> Judged:
    """The costs of a redemption."""
    received = traded.received if sides.in_debt else _worth(traded.received, price)
    burned = traded.shares - traded.fee
    equity = max(_worth(traded.collateral, price) - traded.debt, 0)
    whole = mul_div_down(equity, traded.shares, burned) if burned else 0
    return Judged(price_impact=_loss(_worth(traded.sold, price), traded.bought), cost=_loss(whole, received))


def _best(routes: Sequence[Route], ask: Callable[[Route], tuple[int, ...]]) -> tuple[Route, tuple[int, ...]]:
    """The route with the largest first answer; the refusal of the last one if all refuse."""
    found: tuple[Route, tuple[int, ...]] | None = None
    refusal: Reverted | None = None
    for route in routes:
        try:
            answer = ask(route)
        except Reverted as error:
            refusal = error
            continue
        if found is None or answer[0] > found[1][0]:
            found = route, answer
    if found is None:
        assert refusal is not None  # there is at least one route
        raise refusal
    return found


def _sold(sides: Sides, hint: int, amount: int) -> int:
    return hint + amount if sides.in_debt else hint


def _shares_for(sheet: BalanceSheet, sides: Sides, bought: int, amount: int) -> int:
    available = bought if sides.in_debt else bought + amount
    return mul_div_down(available, sheet.supply, sheet.collateral)


def _best_hint(sheet: BalanceSheet, sides: Sides, route: Route, amount: int, slack: int) -> int:
    """The search of `QuoteLens.mint_hint`: chords of the excess, which is concave in the hint."""

    def excess(hint: int) -> int:
        shares = _shares_for(sheet, sides, route.sell(sides.debt, _sold(sides, hint, amount)), amount)
        return mul_div_down(sheet.debt, shares, sheet.supply) - hint

    low, low_excess = 0, excess(0)
    if low_excess <= 0:
        return low
    high = low_excess
    high_excess = excess(high)
    for _ in range(_HINT_STEPS):
        if low_excess <= low // slack:
            break
        if high_excess >= 0:
            reach, fall = high - low, max(low_excess - high_excess, 1)
            low, low_excess = high, high_excess
            high += mul_div_down(reach, high_excess, fall) + 1
            high_excess = excess(high)
        else:
            middle = low + mul_div_down(high - low, low_excess, low_excess - high_excess)
            middle_excess = excess(middle)
            if middle == low:
                break
            if middle_excess < 0:
                high, high_excess = middle, middle_excess
            else:
                low, low_excess = middle, middle_excess
    return low


def _worth(collateral: int, price: int) -> int:
    return mul_div_down(collateral, price, _E36)


def _equity(traded: Traded, price: int, shares: int) -> int:
    """Equity of `shares`, when the amounts are those of the shares moved."""
    assets = _worth(traded.collateral, price)
    return mul_div_down(max(assets - traded.debt, 0), shares, traded.shares) if traded.shares else 0


def _loss(given: int, taken: int) -> int:
    """1 - taken/given, rounded toward zero."""
    if given == 0:
        return 0
    lost = (given - taken) * WAD
    return lost // given if lost >= 0 else -(-lost // given)
