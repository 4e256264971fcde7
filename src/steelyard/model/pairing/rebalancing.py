# SPDX-License-Identifier: Apache-2.0
"""The rebalance: every vault becomes pure U at one price, then splits anew and swaps to its own kind at par.

Pure functions on books, so that many steps run in memory. At par one unit of F trades for T-1 units of L.
"""

from dataclasses import dataclass
from enum import Enum

from steelyard.model.libraries.rounding import WAD, div_toward_zero
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.pairing.wide import E36, wide_down

MAX_STEPS = 64


class Move(Enum):
    """What the prices ask for."""

    NOTHING = 0
    WAIT = 1
    BOUND = 2
    MARKET = 3


@dataclass(frozen=True)
class Band:
    """The range of prices that a reference price is good for; bounds belong to it. d and g scaled by 1e18."""

    fall: int
    rise: int

    def low(self, reference: int) -> int:
        """P0 * (1 - d), rounded down."""
        return wide_down(reference, WAD - self.fall, WAD)

    def high(self, reference: int) -> int:
        """P0 * (1 + g), rounded down."""
        return wide_down(reference, WAD + self.rise, WAD)

    def holds(self, reference: int, price: int) -> bool:
        """Whether a price is in range."""
        return self.low(reference) <= price <= self.high(reference)

    def agrees(self, spot: int, mean: int) -> bool:
        """Whether spot is within d/4 of the TWAP: only then a rebalance at the market price may happen."""
        return 4 * WAD * abs(spot - mean) <= self.fall * mean

    def next_move(self, reference: int, spot: int, mean: int, due: bool) -> tuple[Move, int]:
        """The next rebalance and its price: at the bound while spot is a whole further band beyond, else at spot."""
        if not self.holds(reference, mean):
            low, high = self.low(reference), self.high(reference)
            if mean < low and spot < self.low(low):
                return Move.BOUND, low
            if mean > high and spot > self.high(high):
                return Move.BOUND, high
        elif not due:
            return Move.NOTHING, 0
        return (Move.MARKET, spot) if self.agrees(spot, mean) else (Move.WAIT, 0)


@dataclass(frozen=True)
class StepTransfer:
    """What a rebalance at `price` moved into each vault, measured at the market: quote units, towards zero."""

    price: int
    leveraged: int
    funding: int
    liquidity: int


@dataclass(frozen=True)
class Merged:
    """The vaults as pure U, in units of U; the liquidity vault is the rest."""

    leveraged: int
    funding: int
    liquidity: int

    def of(self, side: Side) -> int:
        """One vault's U."""
        return (self.leveraged, self.funding, self.liquidity)[side]

    def less(self, side: Side, amount: int) -> "Merged":
        """After `amount` left one vault."""
        parts = [self.leveraged, self.funding, self.liquidity]
        parts[side] -= amount
        return Merged(*parts)


def merged(position: Position, price: int) -> Merged:
    """Every vault's value at `price` in U, rounded down, the rest to LP; below the zero point U goes pro rata to F."""
    leveraged = position.value(Side.LEVERAGED, price) // price
    funding = position.value(Side.FUNDING, price) // price
    return Merged(leveraged, funding, position.underlying - leveraged - funding)


def split(target: int, parts: Merged, price: int) -> Position:
    """A fresh book at reference `price`: match the two vaults directly, then with LP; what is left stays a mismatch.

    The leveraged vault's F is what T-1 times as much L is paid for, exactly; the funding vault's L may leave less
    than T-1 units, which LP gets.
    """
    per = target - 1
    lv = Vault(parts.leveraged, parts.leveraged)
    fv = Vault(parts.funding, parts.funding)
    direct = min(lv.funding, fv.leveraged // per)
    bought = direct + min(lv.funding - direct, parts.liquidity // per)
    lv = lv.moved(Side.LEVERAGED, bought * per, -bought)
    fv = fv.moved(Side.FUNDING, direct, -direct * per)

    inventory = parts.liquidity + bought - direct
    wanted = fv.leveraged // per
    if wanted <= inventory:
        fv = fv.moved(Side.FUNDING, wanted, -fv.leveraged)
    else:
        fv = fv.moved(Side.FUNDING, inventory, -inventory * per)
    total = parts.leveraged + parts.funding + parts.liquidity
    return Position(target, total, price, ONE, lv, fv)


def rebalance_step(position: Position, price: int) -> Position:
    """One step: merge and split at `price`."""
    return split(position.target, merged(position, price), price)


def transfer(before: Position, after: Position, market: int) -> StepTransfer:
    """What a step moved between the vaults, at the market price."""
    moved = [div_toward_zero(after.value(side, market) - before.value(side, market), E36) for side in Side]
    return StepTransfer(after.reference, *moved)
