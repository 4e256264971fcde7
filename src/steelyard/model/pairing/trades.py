# SPDX-License-Identifier: Apache-2.0
"""Mint, redeem and deposit on a book: what moves, and what it is worth. Every rounding is against the user.

A leg that buys L is priced at the high user price, a leg that sells L at the low one; shares are the smaller count
of the two prices. The margin and the fee stay in the liquidity vault.
"""

from dataclasses import dataclass, replace

from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256, WAD, uint
from steelyard.model.pairing.imbalance import swap_rate
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.valuation import Marks, Position, Side
from steelyard.model.pairing.wide import E36, wide_down, wide_up


@dataclass(frozen=True)
class Prices:
    """The two prices an operation is held against, scaled by 1e36."""

    low: int
    high: int

    @classmethod
    def around(cls, margin: int, *seen: int) -> "Prices":
        """The lowest less the margin, rounded down, to the highest plus the margin, rounded up."""
        return cls(wide_down(min(seen), WAD - margin, WAD), wide_up(max(seen), WAD + margin, WAD))

    def both(self) -> tuple[int, int]:
        """Low, high."""
        return self.low, self.high


@dataclass(frozen=True)
class Trade:
    """The book afterwards, and the amount: units of the kind minted into the vault, or units of U paid out."""

    position: Position
    amount: int


def mint(position: Position, fees: Fees, prices: Prices, side: Side, underlying: int) -> Trade:
    """Splits U, swaps the other kind with the liquidity vault for more of `side`, rounded down."""
    marks = position.marks(prices.high if side is Side.LEVERAGED else prices.low)
    moved = uint(underlying * marks.of(side.other))
    vault = position.liquidity
    fee = swap_rate(fees, vault, marks, side, moved)
    bought = wide_down(moved, E36 - fee, E36) // marks.of(side)
    require(bought <= vault.of(side), "mint: no inventory", wanted=bought, held=vault.of(side))
    amount = underlying + bought
    own = position.vault(side).moved(side, amount, 0)
    return Trade(position.with_vault(side, own, position.underlying + underlying), amount)


def redeem(position: Position, fees: Fees, prices: Prices, side: Side, shares: int, supply: int) -> Trade:
    """Takes a share of the vault, swaps as much of `side` as lets the rest merge, and merges; U rounded down."""
    marks = position.marks(prices.low if side is Side.LEVERAGED else prices.high)
    own, other, gap = _slice(position, side, shares, supply)
    vault = position.liquidity
    moved = uint(_sold(gap, marks, side, fees.swap * WAD) * marks.of(side))
    fee = swap_rate(fees, vault, marks, side.other, moved)
    underlying = own - _sold(gap, marks, side, fee)
    bought = underlying - other
    require(bought <= vault.of(side.other), "redeem: no inventory", wanted=bought, held=vault.of(side.other))
    left = position.vault(side).moved(side, -own, -other)
    return Trade(position.with_vault(side, left, position.underlying - underlying), underlying)


def redeemable(position: Position, fees: Fees, prices: Prices, side: Side, shares: int, supply: int) -> int:
    """The part of `shares` that the liquidity vault can pay now, rounded down."""
    marks = position.marks(prices.low if side is Side.LEVERAGED else prices.high)
    _, _, gap = _slice(position, side, shares, supply)
    wanted = gap - _sold(gap, marks, side, fees.swap * WAD)
    held = position.liquidity.of(side.other)
    return shares if wanted <= held else wide_down(shares, held, wanted)


def mintable(position: Position, prices: Prices, side: Side) -> int:
    """Most U that a mint can bring before the liquidity vault runs out of the kind, the fee aside; rounded down."""
    marks = position.marks(prices.high if side is Side.LEVERAGED else prices.low)
    return wide_down(position.liquidity.of(side), marks.of(side), marks.of(side.other))


def deposit(position: Position, underlying: int) -> Position:
    """Splits U into the liquidity vault, no swap."""
    return replace(position, underlying=uint(position.underlying + underlying))


def shares_for(position: Position, after: Position, side: Side, supply: int, prices: Prices) -> int:
    """Shares for what came into a vault: gain / NAV, the smaller count of both prices, rounded down."""
    counts = [
        wide_down(after.value(side, price) - position.value(side, price), supply, position.value(side, price))
        for price in prices.both()
    ]
    return min(counts)


def entry_fee(position: Position, margin: int, price: int) -> int:
    """|leverage of the liquidity vault - 1| * margin, scaled by 1e18, rounded up, at most 1."""
    vault, marks = position.liquidity, position.marks(price)
    distance = uint(abs(vault.leveraged - vault.funding) * marks.funding)
    return min(wide_up(distance, margin, marks.value_of(vault)), WAD)


def cut_shares(position: Position, after: Position, cut: int, supply: int, prices: Prices) -> int:
    """LP shares worth `cut` of what the liquidity vault gained; the smaller count of both prices, rounded down.

    None where the vault has nothing left that the shares could be a part of.
    """
    min_out = MAX_UINT256
    for price in prices.both():
        worth = after.value(Side.LIQUIDITY, price)
        if worth == 0:
            return 0
        part = wide_down(worth - position.value(Side.LIQUIDITY, price), cut, WAD)
        min_out = min(min_out, wide_down(part, supply, worth - part))
    return min_out


def _slice(position: Position, side: Side, shares: int, supply: int) -> tuple[int, int, int]:
    """A share of the vault, both kinds rounded down; the vault never holds less of its own kind than of the other."""
    vault = position.vault(side)
    own = wide_down(vault.of(side), shares, supply)
    other = wide_down(vault.of(side.other), shares, supply)
    return own, other, own - other


def _sold(gap: int, marks: Marks, side: Side, fee: int) -> int:
    """What must be swapped of `gap` so that the rest finds its counterpart; rounded up."""
    paid = wide_down(marks.of(side), E36 - fee, E36)
    return wide_up(gap, marks.of(side.other), marks.of(side.other) + paid)
