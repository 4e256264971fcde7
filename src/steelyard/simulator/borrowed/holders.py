# SPDX-License-Identifier: Apache-2.0
"""Shares: those who come and go in kind, and the fees they leave, in floats."""

from steelyard.model.clock import YEAR
from steelyard.model.leveraged_token import FIRST_NAV, MIN_EQUITY, SEED, SEED_FLOOR
from steelyard.simulator.borrowed.book import WINDING, Book
from steelyard.simulator.borrowed.lending import TICKS, Pool, accrue, borrow, borrowable, debt_at, repay, ticks_of
from steelyard.simulator.borrowed.rule import Rule, ratio_of
from steelyard.simulator.compiled import compiled

FIRST_SEED = SEED / FIRST_NAV


class Fees:
    """The shape of a record: parts of the shares minted, of the shares redeemed, and of the supply per year."""

    mint: float
    redeem: float
    management: float


@compiled
def fee_since(book: Book, fees: Fees, now: int) -> float:
    """Shares of the management fee that are not in the supply yet."""
    if book.state & WINDING:
        return 0.0
    return book.supply * fees.management * (now - book.fees_at) / YEAR


@compiled
def accrue_fee(book: Book, fees: Fees, now: int) -> None:
    """Adds the management fee to the supply."""
    fee = fee_since(book, fees, now)
    book.fees_owed += fee
    book.supply += fee
    book.fees_at = now


@compiled
def mint(book: Book, rule: Rule, pool: Pool, fees: Fees, part: float, price: float, quote: float, now: int) -> bool:
    """Mints `part` of the supply; returns whether the rule lets it. `quote`: dollars a unit of debt by the oracle."""
    debt, supply = debt_at(book, pool, now), book.supply + fee_since(book, fees, now)
    shares, lent = supply * part, debt * part
    fee = shares * fees.mint if supply > book.locked else 0.0
    equity = (book.collateral * price - debt) * (1 + part) * quote
    lock = _seed_to_lock(book.locked, supply + shares - fee, equity)
    if ratio_of(book.collateral * price, debt) > rule.emergency or lent > borrowable(book, pool, debt, now):
        return False
    if equity < MIN_EQUITY or lock >= shares - fee:
        return False
    accrue(book, pool, now)
    accrue_fee(book, fees, now)
    if lent > 0:
        borrow(book, pool, lent, now)
    book.collateral += book.collateral * part
    book.supply += shares - fee
    book.locked += lock
    return True


@compiled
def _seed_to_lock(locked: float, supply: float, equity: float) -> float:
    """Shares that fill the locked seed up to ten dollars again once it has decayed below one."""
    if equity * max(FIRST_SEED, locked) >= SEED_FLOOR * supply:
        return 0.0
    return SEED * supply / equity - locked


@compiled
def redeem(book: Book, pool: Pool, fees: Fees, part: float, now: int) -> bool:
    """Redeems `part` of the supply, as far as somebody has the shares."""
    accrue(book, pool, now)
    accrue_fee(book, fees, now)
    shares = min(book.supply * part, book.supply - book.fees_owed - book.locked)
    if shares <= 0:
        return False
    fee = shares * fees.redeem if book.supply - shares > book.locked else 0.0
    moved = (shares - fee) / book.supply
    book.collateral -= book.collateral * moved
    book.supply -= shares
    if book.debt > 0:
        repay(book, pool, min(book.debt * moved, book.debt))
    return True


@compiled
def open_book(
    book: Book, rule: Rule, pool: Pool, is_bear: bool, equity: float, deposit: float, answer: float, now: int
) -> None:
    """The first mint, on target at $100 a share, of the whole `equity`; `deposit` dollars are lent to the pool.

    The hourly allowance of this first hour is the whole limit.
    """
    unit = answer if is_bear else 1.0
    book.collateral = equity * rule.target if is_bear else equity * rule.target / answer
    book.supply, book.locked = equity / FIRST_NAV, FIRST_SEED
    book.fees_at = book.on_target_at = book.accrued_at = now
    book.rate_at_target = pool.initial_rate
    book.cash = book.limit = deposit / unit
    debt = equity * (rule.target - 1) / unit
    borrow(book, pool, debt, now)
    book.drained_at = float(now) * TICKS + ticks_of(debt, book.limit)
