# SPDX-License-Identifier: Apache-2.0
"""Debt, interest and the lenders' books: the pool of `steelyard.model.lending` in floats, with one borrower."""

import numpy as np

from steelyard.model.clock import HOUR, YEAR
from steelyard.model.lending.accounting import BILLION, LINE, MAX_EXPONENT
from steelyard.model.leverage import lifecycle
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.position import Position

TOLD, KINKED, ADAPTIVE = range(3)
"""Kinds of rates: told from outside, and the two models."""

TICKS = 32_768  # in a second, of the hourly allowance's bucket
HOUR_TICKS = float(HOUR * TICKS)
NOISE = 1e-6
MAX_GROWTH = MAX_EXPONENT / WAD
SMALL_EXPONENT = 1e-4
CARRIED = lifecycle.CARRIED / 100


class Pool:
    """The shape of a record: a pool's parameters. Rates are per year; those of the model that it has not are zero."""

    kind: int
    reserve_factor: float
    hourly_part: float
    base: float
    kink: float
    rate_at_kink: float
    rate_at_full: float
    target_utilization: float
    initial_rate: float
    min_rate: float
    max_rate: float
    steepness: float
    speed: float


# ------------------------------------------------------------------ interest


@compiled
def per_second(yearly: float) -> float:
    """A rate as the models answer it: whole 1e-18 parts, rounded down."""
    return float(np.floor(yearly * WAD / YEAR)) / WAD


@compiled
def kinked_rate(pool: Pool, utilization: float) -> float:
    """Per year."""
    if utilization <= pool.kink:
        return pool.base + (pool.rate_at_kink - pool.base) * utilization / pool.kink
    rise = pool.rate_at_full - pool.rate_at_kink
    return pool.rate_at_kink + rise * (utilization - pool.kink) / (1 - pool.kink)


@compiled
def drift(pool: Pool, start: float, exponent: float) -> tuple[float, float]:
    """Mean of min(start * exp(x), bound) over x from 0 to `exponent`, and its last value."""
    if exponent == 0:
        return start, start
    bound = pool.max_rate if exponent > 0 else pool.min_rate
    to_bound = np.log(bound / start)
    if abs(exponent) >= abs(to_bound):
        return (bound - start + bound * (exponent - to_bound)) / exponent, bound
    end = max(start * np.exp(exponent), pool.min_rate)
    if abs(exponent) < SMALL_EXPONENT:
        return start * (1 + exponent / 2 + exponent**2 / 6 + exponent**3 / 24), end
    return start * np.expm1(exponent) / exponent, end


@compiled
def adaptive_rate(pool: Pool, at_target: float, utilization: float, elapsed: float) -> tuple[float, float]:
    """Mean per year over the time elapsed, and the rate at target after it."""
    distance = utilization - pool.target_utilization
    error = distance / (1 - pool.target_utilization if distance > 0 else pool.target_utilization)
    mean, end = drift(pool, at_target, pool.speed * error * elapsed / YEAR)
    slope = 1 - 1 / pool.steepness if error < 0 else pool.steepness - 1
    return mean * (1 + slope * error), end


@compiled
def growth(exponent: float) -> float:
    """exp(exponent), to the last bit but one."""
    if exponent < 1e-3:
        return 1 + exponent * (1 + exponent / 2 * (1 + exponent / 3 * (1 + exponent / 4)))
    return float(np.exp(min(exponent, MAX_GROWTH)))


@compiled
def debt_at(position: Position, pool: Pool, now: int) -> float:
    """The debt with interest; impaired debt bears none."""
    elapsed = now - position.accrued_at
    if elapsed == 0 or position.is_impaired:
        return position.debt
    rate = position.rate
    if pool.kind == ADAPTIVE:
        rate = per_second(adaptive_rate(pool, position.rate_at_target, position.utilization, float(elapsed))[0])
    return position.debt * growth(rate * elapsed)


@compiled
def accrue(position: Position, pool: Pool, now: int) -> None:
    """Books the interest."""
    debt = debt_at(position, pool, now)
    if pool.kind == ADAPTIVE:
        elapsed = float(now - position.accrued_at)
        position.rate_at_target = adaptive_rate(pool, position.rate_at_target, position.utilization, elapsed)[1]
    position.reserve += pool.reserve_factor * (debt - position.debt)
    position.debt, position.accrued_at = debt, now


@compiled
def sample(position: Position, pool: Pool) -> None:
    """Utilization and rate after cash or principal has moved."""
    earning = 0.0 if position.is_impaired else position.debt
    capital = earning + position.cash
    position.utilization = np.floor(earning / capital * BILLION) / BILLION if capital > 0 else 0.0
    if pool.kind == KINKED:
        position.rate = per_second(kinked_rate(pool, position.utilization))


# ------------------------------------------------------------------ borrow and repay


@compiled
def borrowable(position: Position, pool: Pool, debt: float, now: int) -> float:
    """What the limit, the hourly allowance and the cash leave."""
    used = max(0.0, position.drained_at - float(now) * TICKS)
    allowance = position.limit * pool.hourly_part * max(0.0, 1 - used / HOUR_TICKS)
    return max(0.0, min(position.limit - debt, allowance, position.cash))


@compiled
def ticks_of(amount: float, hourly: float) -> float:
    """What borrowing `amount` takes out of the hourly allowance, rounded up.

    Whoever borrows all that is left takes whole ticks: what floats add to them is no reason for one more.
    """
    return float(np.ceil(amount / hourly * HOUR_TICKS - NOISE))


@compiled
def borrow(position: Position, pool: Pool, amount: float, now: int) -> None:
    """After `accrue`."""
    hourly = position.limit * pool.hourly_part
    position.debt += amount
    position.cash -= amount
    position.drained_at = max(position.drained_at, float(now) * TICKS) + ticks_of(amount, hourly)
    sample(position, pool)


@compiled
def repay(position: Position, pool: Pool, amount: float) -> tuple[float, float]:
    """After `accrue`; returns what lenders and the reserve recover of impaired debt above the value they count."""
    position.debt -= amount
    position.cash += amount
    hourly = position.limit * pool.hourly_part
    if hourly > 0:
        position.drained_at -= min(position.drained_at, np.floor(amount / hourly * HOUR_TICKS))
    recovered = returned = 0.0
    if position.is_impaired:
        recovered = max(0.0, amount - position.carried)
        position.carried -= amount - recovered
        returned = position.covered - min(position.covered, position.debt - position.carried)
        position.reserve += returned
        position.covered -= returned
    sample(position, pool)
    return recovered - returned, returned


# ------------------------------------------------------------------ losses


@compiled
def absorb(position: Position, loss: float) -> float:
    """The reserve covers what it can; returns how much."""
    used: float = min(position.reserve, loss)
    position.reserve -= used
    position.covered += used
    return used


@compiled
def impair(position: Position, pool: Pool, assets: float, now: int) -> tuple[float, float]:
    """Lenders count the debt at the offer last refused from now on, at most at 95% of `assets`.

    Returns their loss and what the reserve covers. Nothing is booked on a debt under the line of the pool.
    """
    accrue(position, pool, now)
    if position.debt * LINE < position.cash + position.debt - position.reserve:
        return 0.0, 0.0
    position.is_impaired = 1
    position.carried = min(position.collateral * position.refused, CARRIED * assets, position.debt)
    loss = position.debt - position.carried
    used = absorb(position, loss)
    sample(position, pool)
    return loss - used, used


@compiled
def write_off(position: Position, pool: Pool, now: int) -> tuple[float, float]:
    """The debt is gone; returns the lenders' loss and what the reserve covers."""
    accrue(position, pool, now)
    loss = position.carried if position.is_impaired else position.debt
    used = absorb(position, loss)
    position.is_impaired, position.carried, position.debt, position.limit = 1, 0.0, 0.0, 0.0
    sample(position, pool)
    return loss - used, used
