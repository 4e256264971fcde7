# SPDX-License-Identifier: Apache-2.0
"""A rebalance done: what it makes of the book, and how it looks from outside."""

import numpy as np

from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.holders import Fees, accrue_fee
from steelyard.simulator.leverage.keeper import Offer
from steelyard.simulator.leverage.lending import Pool, accrue, borrow, repay
from steelyard.simulator.leverage.metrics import Metrics, count_loss, exposure_of
from steelyard.simulator.leverage.position import SALE, Position
from steelyard.simulator.leverage.wind_down import advanced, settle
from steelyard.simulator.moves import Moves


@compiled
def carry_out(
    position: Position, metrics: Metrics, pool: Pool, fees: Fees, offer: Offer, price: float, now: int
) -> None:
    """Moves the balance sheet and the clocks of a sale; `price` is the oracle's."""
    accrue(position, pool, now)
    accrue_fee(position, fees, now)
    if position.stage == SALE:
        after = advanced(position, position.collateral * price, position.debt, now)
        position.clock, position.ramp, position.is_under, position.since = after.clock, after.ramp, after.is_under, now
        position.refused = price * (1 - after.discount)
    if offer.is_over:
        position.collateral -= offer.fill.out
        recovered, returned = repay(position, pool, offer.fill.payment)
        count_loss(metrics, -recovered, -returned)
        settle(position)
    else:
        borrow(position, pool, offer.fill.out, now)
        position.collateral += offer.fill.payment


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
