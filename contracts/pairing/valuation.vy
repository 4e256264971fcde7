# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Who holds what, and what it is worth at a price
@license AGPL-3.0-only
@notice F and L are counted in units of the underlying U (one U = one F + one L). Prices
        and marks are quote units per unit of U scaled by 1e36; a value is an amount
        times a mark, so quote units scaled by 1e36, exact. The funding index is scaled
        by ONE = 1e18 * seconds per year, so that a yearly rate scaled by 1e18 times
        seconds adds to it exactly.
"""
from ..interfaces import IPairingPool
from . import wide


# what one unit of each kind is worth; they sum to the price
struct Marks:
    price: uint256
    leveraged: uint256
    funding: uint256


LEVERAGED: constant(uint256) = 0
FUNDING: constant(uint256) = 1
LIQUIDITY: constant(uint256) = 2

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
YEAR: constant(uint256) = 31_536_000
ONE: constant(uint256) = WAD * YEAR


# ------------------------------------------------------------------ holdings


@internal
@pure
def liquidity(position: IPairingPool.Position) -> IPairingPool.Vault:
    """
    @return What the leveraged and the funding vault leave.
    """
    return IPairingPool.Vault(
        leveraged=position.underlying - position.leveraged.leveraged - position.funding.leveraged,
        funding=position.underlying - position.leveraged.funding - position.funding.funding,
    )


@internal
@pure
def vault(position: IPairingPool.Position, side: uint256) -> IPairingPool.Vault:
    """
    @return One of the three vaults.
    """
    if side == LEVERAGED:
        return position.leveraged
    if side == FUNDING:
        return position.funding
    return self.liquidity(position)


@internal
@pure
def held(kept: IPairingPool.Vault, kind: uint256) -> uint256:
    """
    @return The amount of one kind, units of U.
    """
    return kept.leveraged if kind == LEVERAGED else kept.funding


@internal
@pure
def other(kind: uint256) -> uint256:
    """
    @return The counterpart of a kind.
    """
    return FUNDING if kind == LEVERAGED else LEVERAGED


@internal
@pure
def drained(position: IPairingPool.Position, amount: uint256) -> IPairingPool.Position:
    """
    @return The book after `amount` of U left all vaults in proportion; the two vaults
            are rounded down.
    """
    left: uint256 = position.underlying - amount
    return IPairingPool.Position(
        underlying=left,
        reference=position.reference,
        index=position.index,
        leveraged=self._part(position.leveraged, left, position.underlying),
        funding=self._part(position.funding, left, position.underlying),
    )


@internal
@pure
def _part(whole: IPairingPool.Vault, left: uint256, total: uint256) -> IPairingPool.Vault:
    return IPairingPool.Vault(
        leveraged=wide.mul_div_down(whole.leveraged, left, total), funding=wide.mul_div_down(whole.funding, left, total)
    )


# ------------------------------------------------------------------ values


@internal
@pure
def zero_point(position: IPairingPool.Position, target: uint256) -> uint256:
    """
    @return The price at which the leveraged kind is worth nothing: uF*f, rounded down.
    """
    return wide.mul_div_down(position.reference * (target - 1), position.index, target * ONE)


@internal
@pure
def marks_above(zero: uint256, price: uint256) -> Marks:
    """
    @return What both kinds are worth at `price` over the zero point `zero`: funding is
            owed that much, at most the price.
    """
    owed: uint256 = min(zero, price)
    return Marks(price=price, leveraged=price - owed, funding=owed)


@internal
@pure
def marks(position: IPairingPool.Position, target: uint256, price: uint256) -> Marks:
    """
    @return What both kinds are worth at `price`.
    """
    return self.marks_above(self.zero_point(position, target), price)


@internal
@pure
def mark(m: Marks, kind: uint256) -> uint256:
    """
    @return The mark of one kind.
    """
    return m.leveraged if kind == LEVERAGED else m.funding


@internal
@pure
def worth(kept: IPairingPool.Vault, m: Marks) -> uint256:
    """
    @return Quote units scaled by 1e36, exact.
    """
    return kept.leveraged * m.leveraged + kept.funding * m.funding


@internal
@pure
def value_of(position: IPairingPool.Position, target: uint256, side: uint256, price: uint256) -> uint256:
    """
    @return A vault's value, quote units scaled by 1e36, exact.
    """
    return self.worth(self.vault(position, side), self.marks(position, target, price))


@internal
@pure
def dollar(terms: IPairingPool.Terms, price: uint256) -> uint256:
    """
    @return One dollar as a value: quote units scaled by 1e36.
    """
    return terms.dollar * (price if terms.is_bear else E36)


@internal
@pure
def dollars(terms: IPairingPool.Terms, amount: uint256, price: uint256) -> uint256:
    """
    @param amount A value: quote units scaled by 1e36.
    @return It in dollars scaled by 1e18, rounded down.
    """
    return wide.mul_div_down(amount, WAD, self.dollar(terms, price))


@internal
@pure
def is_poor(terms: IPairingPool.Terms, amount: uint256, price: uint256) -> bool:
    """
    @return Whether a value is below one dollar.
    """
    return amount < self.dollar(terms, price)


# ------------------------------------------------------------------ figures


@internal
@pure
def leverage(position: IPairingPool.Position, target: uint256, side: uint256, price: uint256) -> uint256:
    """
    @return What a vault's value moves by, relative to the price, scaled by 1e18, rounded
            down; 0 where it is worth 0.
    """
    m: Marks = self.marks(position, target, price)
    kept: IPairingPool.Vault = self.vault(position, side)
    total: uint256 = self.worth(kept, m)
    if total == 0 or m.leveraged == 0:
        return 0
    return wide.mul_div_down(kept.leveraged * price, WAD, total)


@internal
@pure
def kappa_leveraged(position: IPairingPool.Position, target: uint256, price: uint256) -> uint256:
    """
    @return T * leveraged vault / all, scaled by 1e18, rounded up; 0 in an empty market.
    """
    total: uint256 = position.underlying * price
    if total == 0:
        return 0
    return wide.mul_div_up(target * self.value_of(position, target, LEVERAGED, price), WAD, total)


@internal
@pure
def kappa_funding(position: IPairingPool.Position, target: uint256, price: uint256, leaving: uint256) -> uint256:
    """
    @param leaving Units of U that protect nobody any more.
    @return Funding vault / F side of all but `leaving`, scaled by 1e18, rounded up; 0 in
            an empty market.
    """
    total: uint256 = (position.underlying - leaving) * price * (target - 1)
    if total == 0:
        return 0
    return wide.mul_div_up(target * self.value_of(position, target, FUNDING, price), WAD, total)


@internal
@pure
def leaving(
    position: IPairingPool.Position, target: uint256, price: uint256, waiting: uint256, supply: uint256
) -> uint256:
    """
    @param waiting Raw LP shares in the queue.
    @param supply Raw LP shares.
    @return Units of U that queued LP would take along at `price`, rounded up.
    """
    if waiting == 0:
        return 0
    worth: uint256 = wide.mul_div_up(self.value_of(position, target, LIQUIDITY, price), waiting, supply)
    return wide.mul_div_up(worth, 1, price)


@internal
@pure
def has_leverage_over(
    position: IPairingPool.Position, target: uint256, price: uint256, gone: uint256, most: uint256
) -> bool:
    """
    @dev Compared as values, for the quotient of what hardly is worth anything fits no word.
    @param gone Units of U that have left the liquidity vault.
    @param most Scaled by 1e18.
    @return Whether LP's leverage is over `most` then, or LP is worth nothing.
    """
    worth: uint256 = self.value_of(position, target, LIQUIDITY, price)
    if worth <= gone * price:
        return True
    own: uint256 = self.liquidity(position).leveraged
    return own > gone and (own - gone) * price > wide.mul_div_down(worth - gone * price, most, WAD)
