# SPDX-License-Identifier: Apache-2.0
"""The rebalance in floats: `steelyard.model.pairing.rebalancing`, and the end of vaults worth less than a dollar."""

from typing import NamedTuple

from steelyard.model.pairing import rebalancing as twin
from steelyard.simulator.compiled import compiled
from steelyard.simulator.pairing.position import Position, Vault, value, zero_point

MAX_STEPS = twin.MAX_STEPS
NOTHING, WAIT, BOUND, MARKET = (move.value for move in twin.Move)
REVERTED = (NOTHING, WAIT)


class Band(NamedTuple):
    """The range of prices that a reference price is good for: d and g."""

    fall: float
    rise: float


@compiled
def low(band: Band, reference: float) -> float:
    """P0 * (1 - d)."""
    return reference * (1 - band.fall)


@compiled
def high(band: Band, reference: float) -> float:
    """P0 * (1 + g)."""
    return reference * (1 + band.rise)


@compiled
def holds(band: Band, reference: float, price: float) -> bool:
    """Whether a price is in range."""
    return low(band, reference) <= price <= high(band, reference)


@compiled
def agrees(band: Band, spot: float, mean: float) -> bool:
    """Whether spot is within d/4 of the mean."""
    return 4 * abs(spot - mean) <= band.fall * mean


@compiled
def next_move(band: Band, reference: float, spot: float, mean: float, due: bool) -> tuple[int, float]:
    """The next rebalance and its price: at the bound while spot is a whole further band beyond, else at spot."""
    if not holds(band, reference, mean):
        lower, upper = low(band, reference), high(band, reference)
        if mean < lower and spot < low(band, lower):
            return BOUND, lower
        if mean > upper and spot > high(band, upper):
            return BOUND, upper
    elif not due:
        return NOTHING, 0.0
    return (MARKET, spot) if agrees(band, spot, mean) else (WAIT, 0.0)


class Merged(NamedTuple):
    """The vaults as pure U."""

    leveraged: float
    funding: float
    liquidity: float


@compiled
def merged(position: Position, price: float) -> Merged:
    """Every vault's value in U; below the zero point U goes pro rata to F."""
    zero = zero_point(position)
    return Merged(
        value(position.leveraged, zero, price) / price,
        value(position.funding, zero, price) / price,
        value(position.liquidity, zero, price) / price,
    )


@compiled
def split(target: float, parts: Merged, price: float) -> Position:
    """A fresh book: match the two vaults directly, then with LP; what is left stays a mismatch."""
    per = target - 1
    direct = min(parts.leveraged, parts.funding / per)
    bought = min(parts.leveraged - direct, parts.liquidity / per)
    sold = min(parts.funding / per - direct, parts.liquidity + bought)
    leveraged = Vault(parts.leveraged + (direct + bought) * per, parts.leveraged - direct - bought)
    funding = Vault(parts.funding - (direct + sold) * per, parts.funding + direct + sold)
    liquidity = Vault(parts.liquidity + (sold - bought) * per, parts.liquidity + bought - sold)
    total = parts.leveraged + parts.funding + parts.liquidity
    return Position(target, total, price, 1.0, leveraged, funding, liquidity)


@compiled
def settled(parts: Merged, dollars: float) -> Merged:
    """What stays: nothing of a vault worth less than a dollar, with a unit of U worth so many."""
    return Merged(
        parts.leveraged if parts.leveraged * dollars >= 1 else 0.0,
        parts.funding if parts.funding * dollars >= 1 else 0.0,
        parts.liquidity if parts.liquidity * dollars >= 1 else 0.0,
    )
