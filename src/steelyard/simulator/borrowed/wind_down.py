# SPDX-License-Identifier: Apache-2.0
"""The end of a token in floats: whoever sees that a step is open takes it, at once."""

from steelyard.model.leveraged_token import CONFIRM_DELAY
from steelyard.simulator.borrowed.book import CONFIRMED, STARTED, Book
from steelyard.simulator.borrowed.holders import Fees, accrue_fee
from steelyard.simulator.borrowed.keeper import Prices
from steelyard.simulator.borrowed.lending import Pool, accrue, debt_at, impair, write_off
from steelyard.simulator.borrowed.rule import is_dying
from steelyard.simulator.borrowed.tally import Tally, count_loss
from steelyard.simulator.compiled import compiled

WORTH_SELLING = 1.0  # dollar


@compiled
def step(book: Book, tally: Tally, pool: Pool, fees: Fees, prices: Prices, rounds: int, now: int, bar: int) -> None:
    """Takes the step that is open, if one is."""
    debt, quote = debt_at(book, pool, now), prices.quote
    assets = book.collateral * prices.oracle
    if debt <= 0:
        return
    if book.state & CONFIRMED:
        _close(book, tally, pool, assets, debt, quote, now)
        return
    dying = is_dying(assets, debt) and max(assets, debt) * quote >= WORTH_SELLING
    is_started = bool(book.state & STARTED)
    if is_started and dying and (now < book.since + CONFIRM_DELAY or rounds <= book.round):
        return
    if is_started or dying:
        accrue(book, pool, now)
        accrue_fee(book, fees, now)
    if is_started:
        book.state &= ~STARTED
        if dying:
            book.state |= CONFIRMED
            book.since, tally.ended = now, bar
    elif dying:
        book.state |= STARTED
        book.since, book.round = now, rounds


@compiled
def _close(book: Book, tally: Tally, pool: Pool, assets: float, debt: float, quote: float, now: int) -> None:
    if assets < debt and not book.is_impaired:
        count_loss(tally, *impair(book, pool, assets, now))
    elif assets * quote < WORTH_SELLING:
        count_loss(tally, *write_off(book, pool, now))
