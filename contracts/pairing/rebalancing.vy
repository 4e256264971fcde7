# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The rebalance: every vault becomes pure U at one price, then splits anew
@license AGPL-3.0-only
@notice After the split the vaults swap to their own kind at par, where one unit of F trades
        for T-1 units of L. Pure functions on books, so that many steps run in memory.
        Prices are scaled by 1e36, amounts units of U.
"""
from ..interfaces import IPairingPool
from . import valuation
from . import wide

# the next rebalance that the prices ask for
struct Next:
    move: uint256
    price: uint256


# a book and what its vaults are worth at the market, which the next step needs again
struct Valued:
    position: IPairingPool.Position
    zero: uint256  # price at which L is worth nothing
    values: uint256[3]  # quote units scaled by 1e36


# moves
NOTHING: constant(uint256) = 0
WAIT: constant(uint256) = 1
BOUND: constant(uint256) = 2
MARKET: constant(uint256) = 3

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
MAX_STEPS: constant(uint256) = 64


# ------------------------------------------------------------------ when, and at which price


@internal
@pure
def low(reference: uint256, fall: uint256) -> uint256:
    """
    @return P0 * (1 - d), rounded down.
    """
    return wide.mul_div_down(reference, WAD - fall, WAD)


@internal
@pure
def high(reference: uint256, rise: uint256) -> uint256:
    """
    @return P0 * (1 + g), rounded down.
    """
    return wide.mul_div_down(reference, WAD + rise, WAD)


@internal
@pure
def holds(terms: IPairingPool.Terms, reference: uint256, price: uint256) -> bool:
    """
    @return Whether a price is in range; the bounds belong to it.
    """
    return self.low(reference, terms.fall) <= price and price <= self.high(reference, terms.rise)


@internal
@pure
def agrees(terms: IPairingPool.Terms, spot: uint256, mean: uint256) -> bool:
    """
    @return Whether spot is within d/4 of the mean: only then a rebalance at the market
            price may happen.
    """
    distance: uint256 = max(spot, mean) - min(spot, mean)
    return distance <= wide.mul_div_down(terms.fall, mean, 4 * WAD)


@internal
@pure
def next_move(terms: IPairingPool.Terms, reference: uint256, spot: uint256, mean: uint256, due: bool) -> Next:
    """
    @return The next rebalance and its price: at the bound while spot is a whole further
            band beyond, else at spot.
    """
    lowest: uint256 = self.low(reference, terms.fall)
    maximum: uint256 = self.high(reference, terms.rise)
    if mean < lowest:
        if spot < self.low(lowest, terms.fall):
            return Next(move=BOUND, price=lowest)
    elif mean > maximum:
        if spot > self.high(maximum, terms.rise):
            return Next(move=BOUND, price=maximum)
    elif not due:
        return Next(move=NOTHING, price=0)
    if self.agrees(terms, spot, mean):
        return Next(move=MARKET, price=spot)
    return Next(move=WAIT, price=0)


# ------------------------------------------------------------------ one step


@internal
@pure
def merged(v: Valued, price: uint256) -> uint256[3]:
    """
    @return Every vault's value at `price` in U, rounded down, the rest to LP; below the zero
            point U goes pro rata to F.
    """
    m: valuation.Marks = valuation.marks_above(v.zero, price)
    leveraged: uint256 = valuation.worth(v.position.leveraged, m) // price
    funding: uint256 = valuation.worth(v.position.funding, m) // price
    return [leveraged, funding, v.position.underlying - leveraged - funding]


@internal
@pure
def split(target: uint256, parts: uint256[3], price: uint256) -> IPairingPool.Position:
    """
    @dev Matches the two vaults directly, then with LP; what is left stays a mismatch. The
         leveraged vault's F is what T-1 times as much L is paid for, exactly; the
         funding vault's L may leave less than T-1 units, which LP gets.
    @return A fresh book at reference `price`.
    """
    per: uint256 = target - 1
    total: uint256 = parts[0] + parts[1] + parts[2]
    direct: uint256 = min(parts[0], parts[1] // per)
    # Unsafe below: direct and bought are at most parts[0], direct * per is at most parts[1], and
    # (bought - direct) * per at most parts[2]. So nothing is negative, and no sum is above the total.
    indirect: uint256 = min(unsafe_sub(parts[0], direct), parts[2] // per)
    bought: uint256 = unsafe_add(direct, indirect)
    surplus: uint256 = unsafe_sub(parts[1], unsafe_mul(direct, per))
    inventory: uint256 = unsafe_add(parts[2], indirect)
    wanted: uint256 = surplus // per
    mismatch: uint256 = 0
    if wanted > inventory:
        mismatch = unsafe_sub(surplus, unsafe_mul(inventory, per))
        wanted = inventory
    return IPairingPool.Position(
        underlying=total,
        reference=price,
        index=valuation.ONE,
        leveraged=IPairingPool.Vault(
            leveraged=unsafe_add(parts[0], unsafe_mul(bought, per)), funding=unsafe_sub(parts[0], bought)
        ),
        funding=IPairingPool.Vault(leveraged=mismatch, funding=unsafe_add(unsafe_add(parts[1], direct), wanted)),
    )


@internal
@pure
def valued(position: IPairingPool.Position, target: uint256, market: uint256) -> Valued:
    """
    @return `position` with what it is worth at the market price.
    """
    zero: uint256 = valuation.zero_point(position, target)
    m: valuation.Marks = valuation.marks_above(zero, market)
    return Valued(
        position=position,
        zero=zero,
        values=[
            valuation.worth(position.leveraged, m),
            valuation.worth(position.funding, m),
            valuation.worth(valuation.liquidity(position), m),
        ],
    )


@internal
@pure
def transfer(before: Valued, after: Valued) -> IPairingPool.StepTransfer:
    """
    @return What a step moved between the vaults, at the market price.
    """
    return IPairingPool.StepTransfer(
        price=after.position.reference,
        leveraged=self._moved(before.values[0], after.values[0]),
        funding=self._moved(before.values[1], after.values[1]),
        liquidity=self._moved(before.values[2], after.values[2]),
    )


@internal
@pure
def _moved(old: uint256, new: uint256) -> int256:
    """
    @return Quote units, towards zero.
    """
    if new < old:
        return -convert((old - new) // E36, int256)
    return convert((new - old) // E36, int256)
