# SPDX-License-Identifier: Apache-2.0
"""Who holds what, and what it is worth at a price: `steelyard.model.pairing.valuation` and `funding` in floats.

Amounts are whole units of U, prices quote units per unit of U, times in seconds.
"""

from typing import NamedTuple

from steelyard.model.clock import YEAR
from steelyard.model.pairing import funding
from steelyard.model.pairing.valuation import Side
from steelyard.model.rounding import WAD
from steelyard.simulator.compiled import compiled

LEVERAGED, FUNDING, LIQUIDITY = map(int, Side)
KINK = funding.KINK / WAD
MOST_COST = funding.MOST_COST / WAD


class Vault(NamedTuple):
    """Amounts of both kinds."""

    leveraged: float
    funding: float


class Book(NamedTuple):
    """One market's claims. The liquidity vault is kept too: as a rest it would lose digits where little is left."""

    target: float
    underlying: float
    reference: float
    funding_index: float
    leveraged: Vault
    funding: Vault
    liquidity: Vault


class Accrual(NamedTuple):
    """The funding curve, where the index stops, and the management fee a year."""

    floor: float
    slope: float
    steep: float
    most_index: float
    management: float


@compiled
def vault_of(book: Book, side: int) -> Vault:
    """One of the three vaults."""
    if side == LEVERAGED:
        return book.leveraged
    return book.funding if side == FUNDING else book.liquidity


@compiled
def zero_point(book: Book) -> float:
    """The price at which the leveraged kind is worth nothing."""
    return book.reference * (book.target - 1) / book.target * book.funding_index


@compiled
def value(vault: Vault, zero: float, price: float) -> float:
    """Quote units; F is owed the zero point, at most the price."""
    mark = min(zero, price)
    return vault.leveraged * (price - mark) + vault.funding * mark


@compiled
def drained(book: Book, amount: float) -> Book:
    """The book after `amount` of U left all vaults in proportion."""
    part = (book.underlying - amount) / book.underlying
    return Book(
        book.target,
        book.underlying - amount,
        book.reference,
        book.funding_index,
        _part_of(book.leveraged, part),
        _part_of(book.funding, part),
        _part_of(book.liquidity, part),
    )


@compiled
def _part_of(vault: Vault, part: float) -> Vault:
    return Vault(vault.leveraged * part, vault.funding * part)


# ------------------------------------------------------------------ funding


@compiled
def utilization(book: Book) -> float:
    """By who holds the kinds outside the liquidity vault; 0 in an empty market."""
    if book.underlying == 0:
        return 0.0
    return (1 + (book.leveraged.leveraged - book.funding.funding) / book.underlying) / 2


@compiled
def rate(accrual: Accrual, target: float, used: float) -> float:
    """APY of F; at most what costs the leveraged side 60% a year."""
    bent = accrual.slope * min(used, KINK) + accrual.steep * max(used - KINK, 0.0)
    return min(accrual.floor + bent, MOST_COST / (target - 1))


@compiled
def grown(index: float, yearly: float, seconds: int, most: float) -> float:
    """The funding index: linear, at most `most` (never less than before)."""
    return max(index, min(index + yearly * seconds / YEAR, most))


@compiled
def accrued(book: Book, accrual: Accrual, yearly: float, seconds: int) -> Book:
    """The book after so much funding at `yearly`, and the management fee."""
    index = grown(book.funding_index, yearly, seconds, accrual.most_index)
    later = Book(
        book.target, book.underlying, book.reference, index, book.leveraged, book.funding, book.liquidity
    )  # fmt: skip
    fee = book.underlying * accrual.management * seconds / YEAR
    return drained(later, fee) if fee > 0 else later
