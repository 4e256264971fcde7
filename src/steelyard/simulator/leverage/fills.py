# SPDX-License-Identifier: Apache-2.0
"""A rebalance done: what it makes of the book, and how it looks from outside."""

import numpy as np

from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.holders import Fees, accrue_fee
from steelyard.simulator.leverage.keeper import Offer
from steelyard.simulator.leverage.lending import Pool, accrue, borrow, repay
from steelyard.simulator.leverage.metrics import Metrics, count_loss, exposure_of
from steelyard.simulator.leverage.position import CONFIRMED, REBALANCING, Position
from steelyard.simulator.leverage.rule import Rule, is_on_target
from steelyard.simulator.moves import Moves


@compiled
def carry_out(
    position: Position, metrics: Metrics, rule: Rule, pool: Pool, fees: Fees, offer: Offer, price: float, now: int
) -> None:
    """Moves the balance sheet and the state; `price` is the oracle's."""
    accrue(position, pool, now)
    accrue_fee(position, fees, now)
    if offer.is_over:
        position.collateral -= offer.fill.out
        count_loss(metrics, -repay(position, pool, offer.fill.payment), 0.0)
    else:
        borrow(position, pool, offer.fill.out, now)
        position.collateral += offer.fill.payment
    if position.state & CONFIRMED:
        return
    if is_on_target(rule, position.collateral * price, position.debt):
        position.on_target_at = now
        position.state &= ~REBALANCING
    else:
        position.state |= REBALANCING


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
