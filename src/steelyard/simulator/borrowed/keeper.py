# SPDX-License-Identifier: Apache-2.0
"""What a keeper does: the largest part of a due rebalance that pays at the venue, in floats."""

from math import inf
from typing import NamedTuple

from steelyard.simulator.borrowed.book import CONFIRMED, REBALANCING, WINDING, Book
from steelyard.simulator.borrowed.lending import Pool, borrowable
from steelyard.simulator.borrowed.rule import (
    Fill,
    Rule,
    auction_cost,
    clearing_fill,
    deleverage_fill,
    highest_tolerance,
    is_outside,
    lowest_tolerance,
    ratio_of,
    releverage_fill,
)
from steelyard.simulator.compiled import compiled
from steelyard.simulator.world.venue import received

SMALLEST_PART = 16  # of the whole fill; each part tried is half of the one before
ROUNDS = 4  # in which cost and allowance, which depend on each other, settle
ROOM = 1e-9  # that a keeper stays below what he may keep


class KeeperTerms:
    """The shape of a record: where he trades, how late he is, the least he wants in dollars, and his share."""

    depth: float
    fee: float
    room: float
    latency: int
    least_profit: float
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
    return Offer(False, Fill(0.0, 0.0, 0.0, 0.0), 0.0, 0.0)


@compiled
def prices_at(is_bear: bool, answer: float, true: float) -> Prices:
    """A bull's collateral and a bear's debt is the underlying, at `true` dollars and by the oracle `answer`."""
    if is_bear:
        return Prices(1 / answer, answer, 1.0, true)
    return Prices(answer, 1.0, true, 1.0)


@compiled
def is_open(book: Book, rule: Rule, debt: float, price: float, now: int) -> bool:
    """Whether anything may be rebalanced."""
    if book.state & CONFIRMED:
        return bool(debt > 0 and book.collateral > 0)
    is_begun = bool(book.state & REBALANCING) or now > book.on_target_at + rule.interval
    return is_begun or is_outside(rule, book.collateral * price, debt)


@compiled
def is_over_levered(book: Book, rule: Rule, debt: float, price: float) -> bool:
    """Whether collateral is to be sold; in a wind-down it always is."""
    assets = book.collateral * price
    return bool(book.state & WINDING) or assets <= debt or assets > rule.target * (assets - debt)


@compiled
def fill_at(
    book: Book, rule: Rule, debt: float, price: float, now: int, is_over: bool, most: float, cost: float
) -> Fill:
    """What filling at most `most` at `cost` comes to."""
    if book.state & CONFIRMED:
        allowed = auction_cost(book.collateral * price, debt, float(now - book.since))
        return clearing_fill(book.collateral, debt, price, most, cost, allowed)
    lowest = _lowest_now(book, rule, now)
    if is_over:
        return deleverage_fill(rule, book.collateral, debt, price, most, cost, lowest)
    return releverage_fill(rule, book.collateral, debt, price, most, cost, lowest)


@compiled
def highest_cost(book: Book, rule: Rule, debt: float, price: float, now: int, is_over: bool) -> float:
    """No part of the rebalance may cost more; at a cost c up to it the whole is at most 1 + 2*T*|c| of that at 0."""
    assets = book.collateral * price
    if book.state & CONFIRMED:
        return auction_cost(assets, debt, float(now - book.since))
    return highest_tolerance(rule, ratio_of(assets, debt), is_over, _lowest_now(book, rule, now))


@compiled
def _lowest_now(book: Book, rule: Rule, now: int) -> float:
    return lowest_tolerance(rule, float(now - book.on_target_at) - rule.interval)


@compiled
def dearest(
    book: Book, rule: Rule, debt: float, price: float, now: int, is_over: bool, most: float
) -> tuple[Fill, float]:
    """The fill at the highest cost that the rule allows it, and that cost; nothing if none was found."""
    fill = fill_at(book, rule, debt, price, now, is_over, most, 0.0)
    for _ in range(ROUNDS):
        cost = fill.allowed - ROOM
        fill = fill_at(book, rule, debt, price, now, is_over, most, cost)
        if fill.out <= 0:
            break
        if cost <= fill.allowed:
            return fill, cost
    return Fill(0.0, 0.0, 0.0, 0.0), 0.0


@compiled
def may_pay(
    book: Book,
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
    assets = book.collateral * prices.oracle
    volume = debt
    if assets > debt and not book.state & CONFIRMED:
        volume = abs(assets - rule.target * (assets - debt))
    cost = highest_cost(book, rule, debt, prices.oracle, now, is_over)
    got, paid = prices.collateral / prices.oracle, prices.debt
    if not is_over:
        got, paid = paid, got
        volume = min(volume, borrowable(book, pool, debt, now))
    gain = volume * (got * (1 - terms.fee) - paid * (1 - cost))
    return bool(gain * (1 + 2 * rule.target * abs(cost)) > gas + terms.least_profit)


@compiled
def best_offer(
    book: Book, rule: Rule, pool: Pool, debt: float, prices: Prices, terms: KeeperTerms, gas: float, now: int
) -> Offer:
    """The largest part of a due rebalance that pays, at the cost that he names; `gas` in dollars.

    However far the oracle is off in his favour, he pays at most 1/(2*T) of the volume for it: at 1/(T - 1) a releverage
    would have no end.
    """
    price = prices.oracle
    is_over = is_over_levered(book, rule, debt, price)
    if not may_pay(book, rule, pool, debt, prices, terms, gas, now, is_over):
        return no_offer()
    out_price, in_price = prices.collateral, prices.debt
    if not is_over:
        out_price, in_price = in_price, out_price
    room = inf if is_over else borrowable(book, pool, debt, now)
    whole = fill_at(book, rule, debt, price, now, is_over, room, 0.0)
    part = 1
    while part <= SMALLEST_PART:
        most = room if part == 1 else whole.out / part
        part *= 2
        fill, cost = dearest(book, rule, debt, price, now, is_over, most)
        if fill.out <= 0:
            continue
        surplus = _venue_pays(fill, out_price, terms) - fill.payment * in_price - gas - terms.least_profit
        if surplus <= 0:
            continue
        if terms.share < 1:
            moved = fill.moved * prices.debt if is_over else fill.payment / (1 - cost) * in_price
            cost = max(cost - (1 - terms.share) * surplus / moved, -1 / (2 * rule.target))
            fill = fill_at(book, rule, debt, price, now, is_over, most, cost)
        if cost <= fill.allowed:
            return Offer(is_over, fill, fill.out * out_price, _venue_pays(fill, out_price, terms))
    return no_offer()


@compiled
def _venue_pays(fill: Fill, out_price: float, terms: KeeperTerms) -> float:
    return received(fill.out * out_price, terms.depth, terms.fee, terms.room)
