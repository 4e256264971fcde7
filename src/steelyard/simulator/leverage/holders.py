# SPDX-License-Identifier: Apache-2.0
"""Shares: those who come and go in kind, and the fees they leave, in floats."""

from steelyard.model.clock import YEAR
from steelyard.model.leverage.issuance import FIRST_NAV, MIN_EQUITY, SEED, SEED_FLOOR
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.lending import TICKS, Pool, accrue, borrow, borrowable, debt_at, repay, ticks_of
from steelyard.simulator.leverage.position import STARTED, Position
from steelyard.simulator.leverage.rule import Rule, ratio_of

FIRST_SEED = SEED / FIRST_NAV


class Fees:
    """The shape of a record: parts of the shares minted, of the shares redeemed, and of the supply per year."""

    mint: float
    redeem: float
    management: float


@compiled
def fee_since(position: Position, fees: Fees, now: int) -> float:
    """Shares of the management fee that are not in the supply yet."""
    if position.stage > STARTED:
        return 0.0
    return position.supply * fees.management * (now - position.fees_at) / YEAR


@compiled
def accrue_fee(position: Position, fees: Fees, now: int) -> None:
    """Adds the management fee to the supply."""
    fee = fee_since(position, fees, now)
    position.fees_owed += fee
    position.supply += fee
    position.fees_at = now


@compiled
def mint(
    position: Position, rule: Rule, pool: Pool, fees: Fees, part: float, price: float, quote: float, now: int
) -> bool:
    """Mints `part` of the supply; returns whether the rule lets it. `quote`: dollars a unit of debt by the oracle."""
    debt, supply = debt_at(position, pool, now), position.supply + fee_since(position, fees, now)
    shares, lent = supply * part, debt * part
    fee = shares * fees.mint if supply > position.locked else 0.0
    equity = (position.collateral * price - debt) * (1 + part) * quote
    lock = _seed_to_lock(position.locked, supply + shares - fee, equity)
    if ratio_of(position.collateral * price, debt) > rule.emergency or lent > borrowable(position, pool, debt, now):
        return False
    if equity < MIN_EQUITY or lock >= shares - fee:
        return False
    accrue(position, pool, now)
    accrue_fee(position, fees, now)
    if lent > 0:
        borrow(position, pool, lent, now)
    position.collateral += position.collateral * part
    position.supply += shares - fee
    position.locked += lock
    return True


@compiled
def _seed_to_lock(locked: float, supply: float, equity: float) -> float:
    """Shares that fill the locked seed up to ten dollars again once it has decayed below one."""
    if equity * max(FIRST_SEED, locked) >= SEED_FLOOR * supply:
        return 0.0
    return SEED * supply / equity - locked


@compiled
def redeem(position: Position, pool: Pool, fees: Fees, part: float, now: int) -> bool:
    """Redeems `part` of the supply, as far as somebody has the shares."""
    accrue(position, pool, now)
    accrue_fee(position, fees, now)
    shares = min(position.supply * part, position.supply - position.fees_owed - position.locked)
    if shares <= 0:
        return False
    is_charged = position.stage <= STARTED and position.supply - shares > position.locked
    fee = shares * fees.redeem if is_charged else 0.0
    moved = (shares - fee) / position.supply
    position.collateral -= position.collateral * moved
    position.supply -= shares
    if position.debt > 0:
        repay(position, pool, min(position.debt * moved, position.debt))
    return True


@compiled
def open_position(
    position: Position, rule: Rule, pool: Pool, is_bear: bool, equity: float, deposit: float, answer: float, now: int
) -> None:
    """The first mint, on target at $100 a share, of the whole `equity`; `deposit` dollars are lent to the pool.

    The hourly allowance of this first hour is the whole limit.
    """
    unit = answer if is_bear else 1.0
    position.collateral = equity * rule.target if is_bear else equity * rule.target / answer
    position.supply, position.locked = equity / FIRST_NAV, FIRST_SEED
    position.fees_at = position.accrued_at = now
    position.rate_at_target = pool.initial_rate
    position.cash = position.limit = deposit / unit
    debt = equity * (rule.target - 1) / unit
    borrow(position, pool, debt, now)
    position.drained_at = float(now) * TICKS + ticks_of(debt, position.limit)
