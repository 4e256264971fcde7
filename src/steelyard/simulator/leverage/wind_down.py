# SPDX-License-Identifier: Apache-2.0
"""The end of a token in floats: whoever sees that a step is open takes it, at once."""

from steelyard.model.leverage.leveraged_token import CONFIRM_DELAY
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.holders import Fees, accrue_fee
from steelyard.simulator.leverage.keeper import Prices
from steelyard.simulator.leverage.lending import Pool, accrue, debt_at, impair, write_off
from steelyard.simulator.leverage.metrics import Metrics, count_loss
from steelyard.simulator.leverage.position import CONFIRMED, STARTED, Position
from steelyard.simulator.leverage.rule import is_dying

WORTH_SELLING = 1.0  # dollar


@compiled
def step(
    position: Position, metrics: Metrics, pool: Pool, fees: Fees, prices: Prices, rounds: int, now: int, bar: int
) -> None:
    """Takes the step that is open, if one is."""
    debt, quote = debt_at(position, pool, now), prices.quote
    assets = position.collateral * prices.oracle
    if debt <= 0:
        return
    if position.state & CONFIRMED:
        _close(position, metrics, pool, assets, debt, quote, now)
        return
    dying = is_dying(assets, debt) and max(assets, debt) * quote >= WORTH_SELLING
    is_started = bool(position.state & STARTED)
    if is_started and dying and (now < position.since + CONFIRM_DELAY or rounds <= position.round):
        return
    if is_started or dying:
        accrue(position, pool, now)
        accrue_fee(position, fees, now)
    if is_started:
        position.state &= ~STARTED
        if dying:
            position.state |= CONFIRMED
            position.since, metrics.ended = now, bar
    elif dying:
        position.state |= STARTED
        position.since, position.round = now, rounds


@compiled
def _close(
    position: Position, metrics: Metrics, pool: Pool, assets: float, debt: float, quote: float, now: int
) -> None:
    if assets < debt and not position.is_impaired:
        count_loss(metrics, *impair(position, pool, assets, now))
    elif assets * quote < WORTH_SELLING:
        count_loss(metrics, *write_off(position, pool, now))
