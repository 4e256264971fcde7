# SPDX-License-Identifier: Apache-2.0
"""What a keeper does: the largest part of a due rebalance that pays at the venue, in floats."""

from math import inf
from typing import NamedTuple

from steelyard.model.leverage.lifecycle import STEP
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.lending import Pool, borrowable
from steelyard.simulator.leverage.position import OPEN, SALE, STARTED, Position
from steelyard.simulator.leverage.rule import (
    Fill,
    Rule,
    clearing_fill,
    deleverage_fill,
    highest_tolerance,
    no_fill,
    ratio_of,
    releverage_fill,
)
from steelyard.simulator.leverage.wind_down import DOLLAR, advanced
from steelyard.simulator.world.venue import received

SMALLEST_PART = 16  # of the whole fill; each part tried is half of the one before
ROUNDS = 4  # in which cost and allowance, which depend on each other, settle
ROOM = 1e-9  # that a keeper stays below what they may keep
UNIT = 1e-18  # of an asset, the least that a fill can move


class KeeperTerms:
    """The shape of a record: where they trade, how late they are, the least they want in dollars, and their share."""

    depth: float
    fee: float
    room: float
    latency: int
    min_profit: float
    share: float


class Prices(NamedTuple):
    """By the oracle: debt units per collateral unit, and dollars a debt unit. At the true price: dollars a unit."""

    oracle: float
    quote: float
    collateral: float
    debt: float


class Offer(NamedTuple):
    """A fill that pays, if `fill.out` is above 0; `sold` in dollars, `venue_pays` what the venue gives for it."""

    is_over: bool
    fill: Fill
    sold: float
    venue_pays: float


@compiled
def no_offer() -> Offer:
    """Nothing to do, or nothing that pays."""
    return Offer(False, no_fill(), 0.0, 0.0)


@compiled
def prices_at(is_bear: bool, answer: float, true: float) -> Prices:
    """A bull's collateral and a bear's debt is the underlying, at `true` dollars and by the oracle `answer`."""
    if is_bear:
        return Prices(1 / answer, answer, 1.0, true)
    return Prices(answer, 1.0, true, 1.0)


@compiled
def is_open(position: Position, rule: Rule, debt: float, price: float) -> bool:
    """Whether anything may be filled."""
    if position.stage == SALE:
        return bool(debt > 0 and position.collateral > 0)
    assets = position.collateral * price
    ratio = ratio_of(assets, debt)
    sells = position.stage <= STARTED and assets > debt and ratio > rule.upper
    return bool(sells or (position.stage == OPEN and ratio < rule.lower))


@compiled
def is_over_levered(position: Position, rule: Rule, debt: float, price: float) -> bool:
    """Whether collateral is to be sold; in a wind-down it always is."""
    assets = position.collateral * price
    return bool(position.stage != OPEN or assets <= debt or assets > rule.target * (assets - debt))


@compiled
def fill_at(
    position: Position, rule: Rule, debt: float, price: float, now: int, is_over: bool, maximum: float, cost: float
) -> Fill:
    """What filling at most `maximum` at `cost` comes to."""
    if position.stage == SALE:
        allowed = advanced(position, position.collateral * price, debt, now).discount
        return clearing_fill(position.collateral, debt, price, maximum, cost, allowed)
    if is_over:
        return deleverage_fill(rule, position.collateral, debt, price, maximum, cost)
    return releverage_fill(rule, position.collateral, debt, price, maximum, cost)


@compiled
def highest_cost(position: Position, rule: Rule, debt: float, price: float, now: int, is_over: bool) -> float:
    """No part of the rebalance may cost more; at a cost c up to it the whole is at most 1 + 2*T*|c| of that at 0."""
    assets = position.collateral * price
    if position.stage == SALE:
        return float(advanced(position, assets, debt, now).discount)
    return highest_tolerance(rule, ratio_of(assets, debt), is_over)


@compiled
def dearest(
    position: Position, rule: Rule, debt: float, price: float, now: int, is_over: bool, maximum: float
) -> tuple[Fill, float]:
    """The fill at the highest cost that the rule allows it, and that cost; nothing if none was found.

    A higher cost may let the fill go further, and that allow a higher cost again.
    """
    best, highest = no_fill(), 0.0
    fill = fill_at(position, rule, debt, price, now, is_over, maximum, 0.0)
    for _ in range(ROUNDS):
        cost = fill.allowed - ROOM
        if best.out > 0 and cost <= highest:
            break
        fill = fill_at(position, rule, debt, price, now, is_over, maximum, cost)
        if fill.out <= 0:
            break
        if cost <= fill.allowed:
            best, highest = fill, cost
    return best, highest


@compiled
def may_pay(
    position: Position,
    rule: Rule,
    pool: Pool,
    debt: float,
    prices: Prices,
    terms: KeeperTerms,
    gas: float,
    now: int,
    is_over: bool,
) -> bool:
    """Whether a part could pay if the venue's price did not move: a glance, for the many times when none does."""
    assets = position.collateral * prices.oracle
    volume = debt
    if assets > debt and position.stage != SALE:
        volume = abs(assets - (rule.upper_landing if is_over else rule.lower_landing) * (assets - debt))
    cost = highest_cost(position, rule, debt, prices.oracle, now, is_over)
    got, paid = prices.collateral / prices.oracle, prices.debt
    if not is_over:
        got, paid = paid, got
        volume = min(volume, borrowable(position, pool, debt, now))
    gain = volume * (got * (1 - terms.fee) - paid * (1 - cost))
    return bool(gain * (1 + 2 * rule.target * abs(cost)) > gas + terms.min_profit)


@compiled
def best_offer(
    position: Position, rule: Rule, pool: Pool, debt: float, prices: Prices, terms: KeeperTerms, gas: float, now: int
) -> Offer:
    """The largest part of a due rebalance that pays, at the cost that they name; `gas` in dollars. Or a tick of a sale.

    However far the oracle is off in their favour, they pay at most 1/(2*T) of the volume: at 1/(T - 1) a releverage
    would have no end.
    """
    price = prices.oracle
    is_over = is_over_levered(position, rule, debt, price)
    if not may_pay(position, rule, pool, debt, prices, terms, gas, now, is_over):
        return tick(position, debt, prices, now)
    out_price, in_price = prices.collateral, prices.debt
    if not is_over:
        out_price, in_price = in_price, out_price
    room = inf if is_over else borrowable(position, pool, debt, now)
    whole = fill_at(position, rule, debt, price, now, is_over, room, 0.0)
    part = 1
    while part <= SMALLEST_PART:
        maximum = room if part == 1 else whole.out / part
        part *= 2
        fill, cost = dearest(position, rule, debt, price, now, is_over, maximum)
        if fill.out <= 0:
            continue
        surplus = _venue_pays(fill, out_price, terms) - fill.payment * in_price - gas - terms.min_profit
        if surplus <= 0:
            continue
        if terms.share < 1:
            moved = fill.moved * prices.debt if is_over else fill.payment / (1 - cost) * in_price
            cost = max(cost - (1 - terms.share) * surplus / moved, -1 / (2 * rule.target))
            fill = fill_at(position, rule, debt, price, now, is_over, maximum, cost)
        if cost <= fill.allowed:
            return Offer(is_over, fill, fill.out * out_price, _venue_pays(fill, out_price, terms))
    return tick(position, debt, prices, now)


@compiled
def tick(position: Position, debt: float, prices: Prices, now: int) -> Offer:
    """In a sale that nobody takes: a fill of next to nothing that shows it, or of all that is worth under a dollar."""
    if position.stage != SALE or now < position.since + STEP:
        return no_offer()
    is_dust = position.collateral * prices.oracle * prices.quote < DOLLAR
    allowed = advanced(position, position.collateral * prices.oracle, debt, now).discount
    fill = clearing_fill(position.collateral, debt, prices.oracle, inf if is_dust else UNIT, 0.0, allowed)
    return Offer(True, fill, fill.out * prices.collateral, fill.out * prices.collateral)


@compiled
def _venue_pays(fill: Fill, out_price: float, terms: KeeperTerms) -> float:
    return received(fill.out * out_price, terms.depth, terms.fee, terms.room)
