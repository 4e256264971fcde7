# SPDX-License-Identifier: Apache-2.0
"""A rebalance done: what it makes of the book, and how it looks from outside."""

import numpy as np

from steelyard.simulator.borrowed.book import CONFIRMED, REBALANCING, Book
from steelyard.simulator.borrowed.holders import Fees, accrue_fee
from steelyard.simulator.borrowed.keeper import Offer
from steelyard.simulator.borrowed.lending import Pool, accrue, borrow, repay
from steelyard.simulator.borrowed.rule import Rule, is_on_target
from steelyard.simulator.borrowed.tally import Tally, count_loss, exposure_of
from steelyard.simulator.compiled import compiled
from steelyard.simulator.moves import Moves


@compiled
def carry_out(
    book: Book, tally: Tally, rule: Rule, pool: Pool, fees: Fees, offer: Offer, price: float, now: int
) -> None:
    """Moves the balance sheet and the state; `price` is the oracle's."""
    accrue(book, pool, now)
    accrue_fee(book, fees, now)
    if offer.is_over:
        book.collateral -= offer.fill.out
        count_loss(tally, -repay(book, pool, offer.fill.payment), 0.0)
    else:
        borrow(book, pool, offer.fill.out, now)
        book.collateral += offer.fill.payment
    if book.state & CONFIRMED:
        return
    if is_on_target(rule, book.collateral * price, book.debt):
        book.on_target_at = now
        book.state &= ~REBALANCING
    else:
        book.state |= REBALANCING


@compiled
def moves_of(
    is_bear: bool, price: float, before: tuple[float, float], after: tuple[float, float], moved: float
) -> Moves:
    """`before` and `after`: collateral and debt; `moved` in units of the debt asset."""
    equity = before[0] * price - before[1]
    return Moves(
        exposure_of(before[0] * price, before[1], is_bear),
        exposure_of(after[0] * price, after[1], is_bear),
        moved / equity if equity > 0 else np.nan,
    )
