# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Mint, redeem and deposit on a book: what moves, and what it is worth
@license AGPL-3.0-only
@notice Every rounding is against the user. A leg that buys L is priced at the high user
        price, a leg that sells L at the low one; shares are the smaller count of the two
        prices. The margin and the fee stay in the liquidity vault. Shares are raw,
        amounts units of U; `prices` are the low and the high one.
"""
from ..interfaces import IPairingPool
from ..libraries import errors
from . import imbalance
from . import valuation
from . import wide


# of a vault that somebody takes their part of: of its own kind, and how much more that is than of the other
struct Slice:
    own: uint256
    other: uint256
    gap: uint256


# of the two prices that an operation is held against, scaled by 1e36
LOW: constant(uint256) = 0
HIGH: constant(uint256) = 1

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36


@internal
@pure
def around(margin: uint256, seen: uint256[3]) -> uint256[2]:
    """
    @param seen Spot, mean and one more, or 0.
    @return The lowest less the margin, rounded down, to the highest plus the margin,
            rounded up.
    """
    low: uint256 = min(seen[0], seen[1])
    if seen[2] != 0:
        low = min(low, seen[2])
    high: uint256 = max(max(seen[0], seen[1]), seen[2])
    return [wide.mul_div_down(low, WAD - margin, WAD), wide.mul_div_up(high, WAD + margin, WAD)]


# ------------------------------------------------------------------ mint


@internal
@pure
def mint(
    position: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2], side: uint256, amount: uint256
) -> IPairingPool.Position:
    """
    @dev As `minted`; refuses where the liquidity vault lacks the kind.
    """
    after: IPairingPool.Position = empty(IPairingPool.Position)
    has_inventory: bool = False
    after, has_inventory = self.minted(position, terms, prices, side, amount)
    errors.require(has_inventory, "mint: no inventory")
    return after


@internal
@pure
def minted(
    position: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2], side: uint256, amount: uint256
) -> (IPairingPool.Position, bool):
    """
    @dev Splits U and swaps the other kind with the liquidity vault for more of `side`,
         rounded down.
    @return The book afterwards, and whether the liquidity vault has the kind: else it is as before.
    """
    m: valuation.Marks = self._buying_marks(position, terms, prices, side)
    moved: uint256 = amount * valuation.mark(m, valuation.other(side))
    vault: IPairingPool.Vault = valuation.liquidity(position)
    fee: uint256 = imbalance.swap_rate(terms.fees, vault, m, side, moved)
    bought: uint256 = wide.mul_div_down(moved, E36 - fee, E36) // valuation.mark(m, side)
    if bought > valuation.held(vault, side):
        return position, False
    after: IPairingPool.Position = self.deposit(position, amount)
    if side == valuation.LEVERAGED:
        after.leveraged.leveraged += amount + bought
    else:
        after.funding.funding += amount + bought
    return after, True


@internal
@pure
def deposit(position: IPairingPool.Position, amount: uint256) -> IPairingPool.Position:
    """
    @dev Splits U into the liquidity vault, no swap.
    """
    after: IPairingPool.Position = position
    after.underlying += amount
    return after


@internal
@pure
def mintable(position: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2], side: uint256) -> uint256:
    """
    @return Most U that a mint can bring before the liquidity vault runs out of the kind,
            the fee aside; rounded down.
    """
    m: valuation.Marks = self._buying_marks(position, terms, prices, side)
    held: uint256 = valuation.held(valuation.liquidity(position), side)
    return wide.mul_div_down(held, valuation.mark(m, side), valuation.mark(m, valuation.other(side)))


# ------------------------------------------------------------------ redeem


@internal
@pure
def redeem(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    prices: uint256[2],
    side: uint256,
    shares: uint256,
    supply: uint256,
) -> IPairingPool.Position:
    """
    @dev As `redeemed`; refuses where the liquidity vault lacks the counterpart.
    """
    after: IPairingPool.Position = empty(IPairingPool.Position)
    has_inventory: bool = False
    after, has_inventory = self.redeemed(position, terms, prices, side, shares, supply)
    errors.require(has_inventory, "redeem: no inventory")
    return after


@internal
@pure
def redeemed(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    prices: uint256[2],
    side: uint256,
    shares: uint256,
    supply: uint256,
) -> (IPairingPool.Position, bool):
    """
    @dev Takes a share of the vault, swaps as much of `side` as lets the rest merge, and
         merges; what the book then holds less of U is paid out, rounded down.
    @return The book afterwards, and whether the liquidity vault has the counterpart: else it is as before.
    """
    m: valuation.Marks = self._selling_marks(position, terms, prices, side)
    counterpart: uint256 = valuation.other(side)
    part: Slice = self._slice(position, side, shares, supply)
    vault: IPairingPool.Vault = valuation.liquidity(position)
    moved: uint256 = self._sold(part.gap, m, side, terms.fees.swap * WAD) * valuation.mark(m, side)
    fee: uint256 = imbalance.swap_rate(terms.fees, vault, m, counterpart, moved)
    amount: uint256 = part.own - self._sold(part.gap, m, side, fee)
    if amount - part.other > valuation.held(vault, counterpart):
        return position, False
    after: IPairingPool.Position = position
    after.underlying -= amount
    if side == valuation.LEVERAGED:
        after.leveraged.leveraged -= part.own
        after.leveraged.funding -= part.other
    else:
        after.funding.funding -= part.own
        after.funding.leveraged -= part.other
    return after, True


@internal
@pure
def redeemable(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    prices: uint256[2],
    side: uint256,
    shares: uint256,
    supply: uint256,
) -> uint256:
    """
    @return The part of `shares` that the liquidity vault can pay now, rounded down.
    """
    m: valuation.Marks = self._selling_marks(position, terms, prices, side)
    gap: uint256 = self._slice(position, side, shares, supply).gap
    wanted: uint256 = gap - self._sold(gap, m, side, terms.fees.swap * WAD)
    held: uint256 = valuation.held(valuation.liquidity(position), valuation.other(side))
    if wanted <= held:
        return shares
    return wide.mul_div_down(shares, held, wanted)


@internal
@pure
def _slice(position: IPairingPool.Position, side: uint256, shares: uint256, supply: uint256) -> Slice:
    """
    @dev Both kinds rounded down; the vault never holds less of its own kind than of the
         other.
    """
    vault: IPairingPool.Vault = valuation.vault(position, side)
    own: uint256 = wide.mul_div_down(valuation.held(vault, side), shares, supply)
    other: uint256 = wide.mul_div_down(valuation.held(vault, valuation.other(side)), shares, supply)
    return Slice(own=own, other=other, gap=own - other)


@internal
@pure
def _sold(gap: uint256, m: valuation.Marks, side: uint256, fee: uint256) -> uint256:
    """
    @param fee Scaled by 1e36.
    @return What must be swapped of `gap` so that the rest finds its counterpart; rounded up.
    """
    paid: uint256 = wide.mul_div_down(valuation.mark(m, side), E36 - fee, E36)
    mark: uint256 = valuation.mark(m, valuation.other(side))
    return wide.mul_div_up(gap, mark, mark + paid)


# ------------------------------------------------------------------ shares


@internal
@pure
def shares_for(
    position: IPairingPool.Position,
    after: IPairingPool.Position,
    target: uint256,
    side: uint256,
    supply: uint256,
    prices: uint256[2],
) -> uint256:
    """
    @return Shares for what came into a vault: gain / NAV, the smaller count of both
            prices, rounded down.
    """
    min_out: uint256 = max_value(uint256)
    for price: uint256 in prices:
        worth: uint256 = valuation.value_of(position, target, side, price)
        gain: uint256 = valuation.value_of(after, target, side, price) - worth
        min_out = min(min_out, wide.mul_div_down(gain, supply, worth))
    return min_out


@internal
@pure
def cut_shares(
    position: IPairingPool.Position,
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    supply: uint256,
    prices: uint256[2],
) -> uint256:
    """
    @return LP shares worth the cut of what the liquidity vault gained; the smaller count
            of both prices, rounded down. None where the vault has nothing left that the
            shares could be a part of.
    """
    min_out: uint256 = max_value(uint256)
    for price: uint256 in prices:
        worth: uint256 = valuation.value_of(after, terms.target, valuation.LIQUIDITY, price)
        if worth == 0:
            return 0
        gain: uint256 = worth - valuation.value_of(position, terms.target, valuation.LIQUIDITY, price)
        part: uint256 = wide.mul_div_down(gain, terms.fees.cut, WAD)
        min_out = min(min_out, wide.mul_div_down(part, supply, worth - part))
    return min_out


@internal
@pure
def entry_fee(position: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2]) -> uint256:
    """
    @return |leverage of the liquidity vault - 1| * margin, the greater of both prices,
            scaled by 1e18, rounded up, at most 1.
    """
    vault: IPairingPool.Vault = valuation.liquidity(position)
    distance: uint256 = max(vault.leveraged, vault.funding) - min(vault.leveraged, vault.funding)
    maximum: uint256 = 0
    for price: uint256 in prices:
        m: valuation.Marks = valuation.marks(position, terms.target, price)
        fee: uint256 = wide.mul_div_up(distance * m.funding, terms.margin, valuation.worth(vault, m))
        maximum = max(maximum, min(fee, WAD))
    return maximum


# ------------------------------------------------------------------ which price is worse


@internal
@pure
def _buying_marks(
    position: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2], side: uint256
) -> valuation.Marks:
    """
    @return The marks for who wants more of `side`: L dear for L, L cheap for F.
    """
    price: uint256 = prices[HIGH] if side == valuation.LEVERAGED else prices[LOW]
    return valuation.marks(position, terms.target, price)


@internal
@pure
def _selling_marks(
    position: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2], side: uint256
) -> valuation.Marks:
    """
    @return The marks for who gives `side` away: L cheap for L, L dear for F.
    """
    price: uint256 = prices[LOW] if side == valuation.LEVERAGED else prices[HIGH]
    return valuation.marks(position, terms.target, price)
