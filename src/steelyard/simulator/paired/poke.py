# SPDX-License-Identifier: Apache-2.0
"""One poke: `steelyard.model.pairing.engine.poke` in floats, and what it does to the side that is looked at."""

from typing import NamedTuple

from steelyard.simulator.bars import Floats
from steelyard.simulator.compiled import compiled
from steelyard.simulator.moves import Moves, with_row
from steelyard.simulator.paired.book import Accrual, Book, drained, vault_of, zero_point
from steelyard.simulator.paired.resplit import (
    BOUND,
    MARKET,
    MOST_STEPS,
    REFUSED,
    Band,
    merged,
    next_move,
    settled,
    split,
)
from steelyard.simulator.paired.tally import Sheet, Tally, count_fee, count_step, exposure_of, sheet_of


class Market(NamedTuple):
    """All parameters, and the side that is looked at; `most_reward` in units of U."""

    side: int
    is_bear: bool
    band: Band
    accrual: Accrual
    window: int
    period: int
    rebalance: float
    reward: float
    most_reward: float


class Moment(NamedTuple):
    """One price of a path: true in dollars, and as the oracle has it in the quote asset. `is_due`: a period is over."""

    bar: int
    true: float
    spot: float
    is_due: bool


@compiled
def sheet_at(market: Market, book: Book, true: float) -> Sheet:
    """The side."""
    return sheet_of(vault_of(book, market.side), zero_point(book), true, market.is_bear)


@compiled
def quote_at(market: Market, true: float) -> float:
    """Dollars of a unit of the quote asset."""
    return true if market.is_bear else 1.0


@compiled
def reward_of(market: Market, underlying: float, true: float) -> float:
    """Dollars for the poker."""
    return min(market.most_reward, underlying * market.rebalance * market.reward) * _dollars(market, true)


@compiled
def poke(
    tally: Tally, market: Market, book: Book, mean: float, moment: Moment, fills: Floats, keep: bool
) -> tuple[Book, Floats]:
    """Up to 64 re-splits of an accrued book: at the bounds while spot is far beyond them, the last at spot."""
    before = sheet_at(market, book, moment.true)
    if market.rebalance > 0:
        book = drained(book, book.underlying * market.rebalance)
        charged = sheet_at(market, book, moment.true)
        count_fee(tally, before.worth, charged.worth)
        before = charged
    is_due, move = moment.is_due, BOUND
    steps = 0
    while move == BOUND and steps < MOST_STEPS:
        move, price = next_move(market.band, book.reference, moment.spot, mean, is_due)
        if move in REFUSED:
            break
        book, after = _step(tally, market, book, move, price, moment)
        volume, cost = count_step(tally, before, after, quote_at(market, moment.true))
        if keep:
            row = Moves(exposure_of(before), exposure_of(after), volume)
            fills = with_row(fills, tally.fills - 1, moment.bar, row, cost)
        before, is_due = after, False
        steps += 1
    return book, fills


@compiled
def _step(tally: Tally, market: Market, book: Book, move: int, price: float, moment: Moment) -> tuple[Book, Sheet]:
    """One re-split, and what the side is then. At the market price a vault worth less than a dollar is closed."""
    parts = merged(book, price)
    kept = settled(parts, _dollars(market, price)) if move == MARKET else parts
    book = split(book.target, kept, price)
    if kept[market.side] == parts[market.side]:
        return book, sheet_at(market, book, moment.true)
    tally.ended = moment.bar
    return book, Sheet(parts[market.side] * _dollars(market, moment.true), 0.0)


@compiled
def _dollars(market: Market, true: float) -> float:
    """Dollars of a unit of U."""
    return 1.0 if market.is_bear else true
