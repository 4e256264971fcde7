# SPDX-License-Identifier: Apache-2.0
"""Who holds what, and what it is worth at a price: `steelyard.model.pairing.valuation` and `funding` in floats.

Amounts are whole units of U, prices quote units per unit of U, times in seconds.
"""

from typing import NamedTuple

from steelyard.model.clock import YEAR
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import funding
from steelyard.model.pairing.valuation import Side
from steelyard.simulator.compiled import compiled

LEVERAGED, FUNDING, LIQUIDITY = map(int, Side)
KINK = funding.KINK / WAD
MAX_COST = funding.MAX_COST / WAD


class Vault(NamedTuple):
    """Amounts of both kinds."""

    leveraged: float
    funding: float


class Position(NamedTuple):
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
    max_index: float
    management: float


@compiled
def vault_of(position: Position, side: int) -> Vault:
    """One of the three vaults."""
    if side == LEVERAGED:
        return position.leveraged
    return position.funding if side == FUNDING else position.liquidity


@compiled
def zero_point(position: Position) -> float:
    """The price at which the leveraged kind is worth nothing."""
    return position.reference * (position.target - 1) / position.target * position.funding_index


@compiled
def value(vault: Vault, zero: float, price: float) -> float:
    """Quote units; F is owed the zero point, at most the price."""
    mark = min(zero, price)
    return vault.leveraged * (price - mark) + vault.funding * mark


@compiled
def drained(position: Position, amount: float) -> Position:
    """The book after `amount` of U left all vaults in proportion."""
    part = (position.underlying - amount) / position.underlying
    return Position(
        position.target,
        position.underlying - amount,
        position.reference,
        position.funding_index,
        _part_of(position.leveraged, part),
        _part_of(position.funding, part),
        _part_of(position.liquidity, part),
    )


@compiled
def _part_of(vault: Vault, part: float) -> Vault:
    return Vault(vault.leveraged * part, vault.funding * part)


# ------------------------------------------------------------------ funding


@compiled
def utilization(position: Position) -> float:
    """By who holds the kinds outside the liquidity vault; 0 in an empty market."""
    if position.underlying == 0:
        return 0.0
    return (1 + (position.leveraged.leveraged - position.funding.funding) / position.underlying) / 2


@compiled
def rate(accrual: Accrual, target: float, used: float) -> float:
    """APY of F; at most what costs the leveraged side 60% a year."""
    bent = accrual.slope * min(used, KINK) + accrual.steep * max(used - KINK, 0.0)
    return min(accrual.floor + bent, MAX_COST / (target - 1))


@compiled
def grown(index: float, yearly: float, seconds: int, maximum: float) -> float:
    """The funding index: linear, at most `max` (never less than before)."""
    return max(index, min(index + yearly * seconds / YEAR, maximum))


@compiled
def accrued(position: Position, accrual: Accrual, yearly: float, seconds: int) -> Position:
    """The book after so much funding at `yearly`, and the management fee."""
    index = grown(position.funding_index, yearly, seconds, accrual.max_index)
    later = Position(
        position.target, position.underlying, position.reference, index,
        position.leveraged, position.funding, position.liquidity
    )  # fmt: skip
    fee = position.underlying * accrual.management * seconds / YEAR
    return drained(later, fee) if fee > 0 else later
