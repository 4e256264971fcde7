# SPDX-License-Identifier: Apache-2.0
"""The end of a token in floats: the state table, and whoever sees that a step is open takes it, at once."""

from typing import NamedTuple

from steelyard.model.leverage import lifecycle
from steelyard.model.leverage.lifecycle import CONFIRM_DELAY, DAY, MAX_RAMP, RISE, STEP
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.holders import Fees, accrue_fee
from steelyard.simulator.leverage.lending import Pool, accrue, debt_at, impair, write_off
from steelyard.simulator.leverage.metrics import Metrics, count_loss
from steelyard.simulator.leverage.position import CLOSED, OPEN, SALE, STARTED, Position
from steelyard.simulator.leverage.rule import is_dying

DOLLAR = 1.0
FLOOR, LONG_BEND = lifecycle.FLOOR / WAD, lifecycle.LONG_BEND / WAD


class Clocks(NamedTuple):
    """The clocks of a sale after a fill now, and the most discount they come to."""

    clock: int
    ramp: int
    is_under: bool
    discount: float


@compiled
def long_ramp(time: int) -> float:
    """5% in 30 minutes, 50% in 24 hours, then half of the rest each further day."""
    if time <= RISE:
        return LONG_BEND * time / RISE
    if time <= DAY:
        return LONG_BEND + (0.5 - LONG_BEND) * (time - RISE) / (DAY - RISE)
    left = 0.5 ** (time // DAY)
    return float(1 - left + left / 2 * (time % DAY) / DAY)


@compiled
def advanced(position: Position, assets: float, debt: float, now: int) -> Clocks:
    """What a fill of a sale makes of the clocks before it is priced."""
    gap, is_under = now - position.since, assets <= debt
    clock, ramp = min(position.clock + min(gap, STEP), RISE), 0
    if is_under and position.is_under and gap < 2 * STEP:
        ramp = min(position.ramp + min(gap, STEP), MAX_RAMP)
    discount = position.bound * clock / RISE
    if is_under:
        discount = max(discount, long_ramp(ramp))
    return Clocks(clock, ramp, is_under, discount)


@compiled
def settle(position: Position) -> None:
    """A debt that is gone ends a sale for good, and a start at once."""
    if position.debt <= 0 and position.stage != OPEN:
        position.stage = CLOSED if position.stage == SALE else OPEN


@compiled
def step(
    position: Position, metrics: Metrics, pool: Pool, fees: Fees, price: float, quote: float, rounds: int, now: int,
    bar: int,
) -> None:  # fmt: skip
    """Takes the step that is open, if one is; `price` is the oracle's, `quote` dollars a unit of debt by it."""
    debt = debt_at(position, pool, now)
    assets = position.collateral * price
    if debt <= 0:
        return
    if position.stage == SALE:
        _close(position, metrics, pool, assets, debt, now)
        return
    dying, is_started = is_dying(assets, debt), position.stage == STARTED
    if is_started and dying and (now < position.since + CONFIRM_DELAY or rounds <= position.round):
        return
    if not is_started and not (dying and debt * quote >= DOLLAR):
        return
    accrue(position, pool, now)
    accrue_fee(position, fees, now)
    if not is_started:
        position.stage, position.since, position.round = STARTED, now, rounds
        return
    if not dying:
        position.stage = OPEN
        return
    position.stage, position.since, metrics.ended = SALE, now, bar
    position.is_under = assets <= position.debt
    position.bound = max((assets - position.debt) / (2 * assets), FLOOR)
    position.refused = price
    _close(position, metrics, pool, assets, position.debt, now)


@compiled
def _close(position: Position, metrics: Metrics, pool: Pool, assets: float, debt: float, now: int) -> None:
    if assets < debt and not position.is_impaired:
        count_loss(metrics, *impair(position, pool, assets, now))
    elif position.collateral <= 0:
        count_loss(metrics, *write_off(position, pool, now))
        settle(position)
