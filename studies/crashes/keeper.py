# SPDX-License-Identifier: Apache-2.0
"""A keeper with no money of their own and no competitor: they fill what pays, and take all that the rule allows.

So holders lose here the most that keepers may cost them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from steelyard.model.leverage.leveraged_token import CONFIRM_DELAY, WIND_DOWN_RATIO, BalanceSheet, State
from steelyard.model.leverage.rebalance_rule import E36, Fill
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.simulator.leverage.duties import assets_of, fill_of, is_open, is_over
from studies.crashes.kinds import COIN, DOLLAR, Kind, Venue
from studies.crashes.market import LeverageMarket

_PARTS = (1, 2, 4, 8, 16)  # of the whole fill, the largest that pays
_ROUNDS = 4  # in which cost and allowance, which depend on each other, settle
_ROOM = 10**9


@dataclass(frozen=True)
class Offer:
    """A fill that pays: an operation of the token and its arguments."""

    name: str
    maximum: int
    cost: int
    moved: int  # debt asset units at the oracle's price


def best_offer(market: LeverageMarket, venue: Venue, price: float, coin: float) -> Offer | None:
    """The largest part of a due rebalance that pays at a true `price` in dollars; None if none does.

    `coin`: dollars per ETH, in which gas is paid.
    """
    sheet = market.token.balance_sheet()
    rule, answer = market.token.rule, market.oracle.answer
    if not is_open(rule, sheet, answer, market.clock.now):
        return None
    over = is_over(rule, sheet, answer)
    room = MAX_UINT256 if over else market.pool.loan_state("token").borrowable
    whole = _fill(market, sheet, room, 0)
    for part in _PARTS:
        maximum = room if part == 1 else whole.out // part
        for fill, cost in _priced(market, sheet, maximum):
            got, owed = (
                in_dollars(market.kind, over, fill.out, price),
                in_dollars(market.kind, not over, fill.payment, price),
            )
            if venue.surplus(got, owed, coin) > 0:
                return Offer("deleverage" if over else "releverage", maximum, cost, fill.moved)
    return None


def next_step(market: LeverageMarket) -> str:
    """The step of a wind-down that is open, or an empty string."""
    sheet = market.token.balance_sheet()
    if not sheet.debt:
        return ""
    assets = assets_of(sheet, market.oracle.answer)
    if sheet.state & State.CONFIRMED:
        return _closing_step(market, sheet, assets)
    dying = assets <= sheet.debt or assets >= WIND_DOWN_RATIO * (assets - sheet.debt)
    if not sheet.state & State.STARTED:
        return "start_wind_down" if dying else ""
    ready = market.clock.now >= sheet.since + CONFIRM_DELAY and market.oracle.round > sheet.round
    return "confirm_wind_down" if ready or not dying else ""


def _closing_step(market: LeverageMarket, sheet: BalanceSheet, assets: int) -> str:
    impaired = market.pool.loan_state("token").nominal
    if assets < sheet.debt and not impaired:
        return "impair"
    return "write_off" if in_dollars(market.kind, True, sheet.collateral, _oracle_dollars(market)) < 1 else ""


def _priced(market: LeverageMarket, sheet: BalanceSheet, maximum: int) -> Iterator[tuple[Fill, int]]:
    """The fill at the highest cost that the rule allows it, if there is one."""
    fill = _fill(market, sheet, maximum, 0)
    for _ in range(_ROUNDS):
        cost = max(0, fill.allowed - _ROOM)
        fill = _fill(market, sheet, maximum, cost)
        if fill.out == 0:
            return
        if cost <= fill.allowed:
            yield fill, cost
            return


def _fill(market: LeverageMarket, sheet: BalanceSheet, maximum: int, cost: int) -> Fill:
    return fill_of(market.token.rule, sheet, market.oracle.answer, market.clock.now, maximum, cost)


def in_dollars(kind: Kind, is_collateral: bool, amount: int, price: float) -> float:
    """Units of the collateral, or of the debt asset, at a price in dollars."""
    return amount / DOLLAR if is_collateral is kind.is_bear else amount / COIN * price


def _oracle_dollars(market: LeverageMarket) -> float:
    scaled = market.oracle.answer / E36
    return 1 / scaled * COIN / DOLLAR if market.kind.is_bear else scaled * COIN / DOLLAR
