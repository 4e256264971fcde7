# SPDX-License-Identifier: Apache-2.0
"""What a keeper of a leveraged token does: the next step of a wind-down, or the largest fill that pays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from steelyard.model.leverage import lifecycle
from steelyard.model.leverage.leveraged_token import BalanceSheet, LeveragedToken
from steelyard.model.leverage.lifecycle import CONFIRM_DELAY, STEP, Position, Stage, clearing_fill
from steelyard.model.leverage.rebalance_rule import (
    E36,
    Fill,
    Rule,
    deleverage_fill,
    ratio_down,
    releverage_fill,
)
from steelyard.model.libraries.rounding import MAX_UINT256, WAD, mul_div_up

ROUNDS = 4
"""In so many attempts a fill's cost and what it may cost, which depend on each other, settle."""


@dataclass(frozen=True)
class View:
    """A token as a keeper reads it, its oracle alive: `price` (1e36) and `round` are what that answers.

    `borrowable` is what its pool would lend it now, `impaired` its debt that no longer earns, in debt asset units.
    """

    rule: Rule
    is_bear: bool
    dollar: int
    balance_sheet: BalanceSheet
    borrowable: int
    impaired: int
    price: int
    round: int
    now: int

    @classmethod
    def of(cls, token: LeveragedToken) -> "View":
        """A token of the model as it is now."""
        price, number = token.oracle.rescue_price()
        loan = token.pool.loan_state(token.address)
        return cls(
            rule=token.rule,
            is_bear=token.is_bear,
            dollar=token.dollar,
            balance_sheet=token.balance_sheet(),
            borrowable=loan.borrowable,
            impaired=loan.nominal,
            price=price,
            round=number,
            now=token.clock.now,
        )

    @property
    def position(self) -> Position:
        """The balance sheet and what the oracle says."""
        return Position(self.balance_sheet.collateral, self.balance_sheet.debt, self.price, self.round)

    @property
    def is_open(self) -> bool:
        """Whether anything may be filled."""
        sheet, position = self.balance_sheet, self.position
        ratio = ratio_down(position.assets, sheet.debt)
        if sheet.state == Stage.SALE:
            return sheet.debt != 0 and sheet.collateral != 0
        sells = sheet.state <= Stage.STARTED and position.assets > sheet.debt and ratio > self.rule.upper
        return sells or (sheet.state == Stage.OPEN and ratio < self.rule.lower)

    @property
    def sells(self) -> bool:
        """Whether a fill sells collateral; else it buys some with newly borrowed debt asset."""
        sheet, assets = self.balance_sheet, self.position.assets
        equity = assets - sheet.debt
        return sheet.state != Stage.OPEN or equity <= 0 or assets * WAD > self.rule.target * equity

    def fill(self, maximum: int, cost: int) -> Fill:
        """What a fill of at most `maximum` units at `cost` (1e18) comes to, and what it may cost."""
        sheet, rule = self.balance_sheet, self.rule
        if sheet.state == Stage.SALE:
            allowed = lifecycle.discount(lifecycle.advance(sheet.ending, self.position, self.now))
            sold = clearing_fill(sheet.collateral, sheet.debt, self.price, maximum, cost)
            return replace(sold, allowed=allowed)
        compute = deleverage_fill if self.sells else releverage_fill
        return compute(rule, sheet.collateral, sheet.debt, self.price, maximum, cost)

    def in_quote(self, amount: int) -> int:
        """Units of the debt asset in the quote asset, rounded up."""
        return mul_div_up(amount, E36, self.price) if self.is_bear else amount


class Exchange(Protocol):
    """Where a keeper trades, in any one money. Amounts are units of the collateral or of the debt asset."""

    def worth(self, is_collateral: bool, amount: int) -> float:
        """What an amount is worth before anybody trades."""

    def proceeds(self, is_collateral: bool, amount: int) -> float:
        """The worth of what the exchange gives for an amount."""


@dataclass(frozen=True)
class PricedExchange:
    """An exchange around true prices of a unit of the collateral and of the debt asset.

    `curve` says what worth comes out for the worth that goes in; both directions of a trade are alike.
    """

    collateral: float
    debt: float
    curve: Callable[[float], float]

    def worth(self, is_collateral: bool, amount: int) -> float:
        """At the true price."""
        return amount * (self.collateral if is_collateral else self.debt)

    def proceeds(self, is_collateral: bool, amount: int) -> float:
        """By the curve."""
        return self.curve(self.worth(is_collateral, amount))


@dataclass(frozen=True)
class Keeper:
    """How a keeper asks. They want `margin` of what they pay, and keep `share` of what is left after that and costs.

    The rest goes to holders, as a lower cost. If the whole fill does not pay they try halves of it down to one in
    `smallest_part`. They stay `headroom` (1e18) below what they may ask, as a fill moves with the time of its block.
    """

    share: float = 1.0
    margin: float = 0.0
    smallest_part: int = 16
    headroom: int = 10**9


@dataclass(frozen=True)
class Offer:
    """A fill that pays: `name` is the token's operation, `max` and `cost` its arguments, `part` one in how many."""

    name: str
    part: int
    maximum: int
    cost: int
    fill: Fill


def best_offer(view: View, exchange: Exchange, costs: float, keeper: Keeper) -> Offer | None:
    """The largest part of a due rebalance that pays `costs`, gas and the least profit; None if none is due or pays.

    In a sale that nobody takes an offer of one unit shows it, as only fills move its clocks, and one of all that is
    worth less than a dollar ends it.

    However far the oracle is off in their favour, a keeper who shares pays at most 1/(2*target) of the volume for it:
    at 1/(target - 1) a purchase would have no end.
    """
    if not view.is_open:
        return None
    sells = view.sells
    room = MAX_UINT256 if sells else view.borrowable
    whole, part = view.fill(room, 0), 1
    while part <= keeper.smallest_part:
        maximum = room if part == 1 else whole.out // part
        found = _priced(view, exchange, costs, keeper, maximum, sells)
        if found is not None:
            return Offer("deleverage" if sells else "releverage", part, maximum, *found)
        part *= 2
    return _tick(view)


def _tick(view: View) -> Offer | None:
    sheet = view.balance_sheet
    if sheet.state != Stage.SALE or view.now < sheet.since + STEP:
        return None
    is_dust = view.in_quote(view.position.assets) < view.dollar
    maximum = MAX_UINT256 if is_dust else 1
    return Offer("deleverage", 1, maximum, 0, view.fill(maximum, 0))


def next_step(view: View) -> str:
    """The operation that takes the next step of an end, which anybody may call now; empty if there is none."""
    sheet, position = view.balance_sheet, view.position
    if not sheet.debt:
        return ""
    if sheet.state == Stage.SALE:
        if position.assets < sheet.debt and not view.impaired:
            return "impair"
        return "" if sheet.collateral else "write_off"
    if sheet.state == Stage.STARTED:
        is_later = view.now >= sheet.since + CONFIRM_DELAY and view.round > sheet.round
        return "confirm_wind_down" if is_later or not position.is_dying else ""
    is_dollar = lifecycle.is_dollar(sheet.debt, view.price, view.is_bear, view.dollar)
    return "start_wind_down" if sheet.state == Stage.OPEN and position.is_dying and is_dollar else ""


def _priced(
    view: View, exchange: Exchange, costs: float, keeper: Keeper, maximum: int, sells: bool
) -> tuple[int, Fill] | None:
    """The cost that a keeper asks for at most `max` units, if that pays, and what the fill comes to."""
    found = _dearest(view, maximum, keeper.headroom)
    if found is None:
        return None
    cost, fill = found
    paid = exchange.worth(not sells, fill.payment)
    surplus = exchange.proceeds(sells, fill.out) - paid * (1 + keeper.margin) - costs
    if surplus <= 0:
        return None
    if keeper.share < 1:
        moved = exchange.worth(False, fill.moved) if sells else paid / (1 - cost / WAD)
        cost -= round((1 - keeper.share) * surplus / moved * WAD)
        cost = max(cost, -WAD * WAD // (2 * view.rule.target))
        fill = view.fill(maximum, cost)
    return (cost, fill) if cost <= fill.allowed else None


def _dearest(view: View, maximum: int, headroom: int) -> tuple[int, Fill] | None:
    """The highest cost that the rule allows, and the fill at it, if there is one.

    A higher cost may let the fill go further, and that allow a higher cost again.
    """
    best = None
    fill = view.fill(maximum, 0)
    for _ in range(ROUNDS):
        cost = fill.allowed - headroom
        if best is not None and cost <= best[0]:
            break
        fill = view.fill(maximum, cost)
        if fill.out == 0:
            break
        if cost <= fill.allowed:
            best = (cost, fill)
    return best
