# SPDX-License-Identifier: Apache-2.0
"""Who holds what, and what it is worth at a price.

F and L are counted in units of the underlying U (one U = one F + one L). Prices and marks are quote units per unit of
U scaled by 1e36; a value is an amount times a mark, so quote units scaled by 1e36, exact. The funding index is scaled
by `ONE` = 1e18 * seconds per year, so that a yearly rate scaled by 1e18 times seconds adds to it exactly.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

from steelyard.model.clock import YEAR
from steelyard.model.libraries.rounding import WAD, uint
from steelyard.model.pairing.wide import wide_down, wide_up

ONE = WAD * YEAR


class Side(IntEnum):
    """The three vaults and their share tokens; the first two also name what U splits into."""

    LEVERAGED = 0
    FUNDING = 1
    LIQUIDITY = 2

    @property
    def other(self) -> "Side":
        """The counterpart of a kind."""
        return Side.FUNDING if self is Side.LEVERAGED else Side.LEVERAGED


@dataclass(frozen=True)
class Vault:
    """Amounts of both kinds, in units of the underlying."""

    leveraged: int = 0
    funding: int = 0

    def of(self, kind: Side) -> int:
        """The amount of one kind."""
        return self.leveraged if kind is Side.LEVERAGED else self.funding

    def moved(self, kind: Side, own: int, other: int) -> "Vault":
        """The vault after `own` of `kind` and `other` of its counterpart came in (negative: went out)."""
        if kind is Side.LEVERAGED:
            return Vault(uint(self.leveraged + own), uint(self.funding + other))
        return Vault(uint(self.leveraged + other), uint(self.funding + own))


@dataclass(frozen=True)
class Marks:
    """What one unit of each kind is worth; they sum to the price."""

    price: int
    leveraged: int
    funding: int

    def of(self, kind: Side) -> int:
        """The mark of one kind."""
        return self.leveraged if kind is Side.LEVERAGED else self.funding

    def value_of(self, vault: Vault) -> int:
        """Quote units scaled by 1e36, exact."""
        return uint(vault.leveraged * self.leveraged + vault.funding * self.funding)


@dataclass(frozen=True)
class Position:
    """One market's claims. The liquidity vault is what the other two leave: never stored, so dust falls to it."""

    target: int
    underlying: int
    reference: int
    index: int
    leveraged: Vault
    funding: Vault

    @property
    def liquidity(self) -> Vault:
        """What the leveraged and the funding vault leave."""
        return Vault(
            uint(self.underlying - self.leveraged.leveraged - self.funding.leveraged),
            uint(self.underlying - self.leveraged.funding - self.funding.funding),
        )

    def vault(self, side: Side) -> Vault:
        """One of the three vaults."""
        return (self.leveraged, self.funding)[side] if side is not Side.LIQUIDITY else self.liquidity

    def with_vault(self, side: Side, vault: Vault, underlying: int) -> "Position":
        """The book with another leveraged or funding vault and another total."""
        position = replace(self, underlying=uint(underlying))
        return replace(position, leveraged=vault) if side is Side.LEVERAGED else replace(position, funding=vault)

    @property
    def zero_point(self) -> int:
        """The price at which the leveraged kind is worth nothing: uF*f, rounded down."""
        return wide_down(uint(self.reference * (self.target - 1)), self.index, self.target * ONE)

    def marks(self, price: int) -> Marks:
        """l and fv of both kinds at `price`; funding is owed its index, at most the price."""
        funding = min(self.zero_point, price)
        return Marks(price, price - funding, funding)

    def value(self, side: Side, price: int) -> int:
        """A vault's value, quote units scaled by 1e36, exact."""
        return self.marks(price).value_of(self.vault(side))

    def drained(self, amount: int) -> "Position":
        """The book after `amount` of U left all vaults in proportion; the two vaults are rounded down."""
        left = uint(self.underlying - amount)

        def part(vault: Vault) -> Vault:
            return Vault(
                wide_down(vault.leveraged, left, self.underlying), wide_down(vault.funding, left, self.underlying)
            )

        return replace(self, underlying=left, leveraged=part(self.leveraged), funding=part(self.funding))


def leverage(position: Position, side: Side, price: int) -> int:
    """What a vault's value moves by, relative to the price, scaled by 1e18, rounded down; 0 where it is worth 0."""
    marks = position.marks(price)
    worth = marks.value_of(position.vault(side))
    if worth == 0 or marks.leveraged == 0:
        return 0
    return wide_down(uint(position.vault(side).leveraged * price), WAD, worth)


def kappa_leveraged(position: Position, price: int) -> int:
    """T * leveraged vault / all, scaled by 1e18, rounded up; 0 in an empty market."""
    total = uint(position.underlying * price)
    return wide_up(uint(position.target * position.value(Side.LEVERAGED, price)), WAD, total) if total else 0


def kappa_funding(position: Position, price: int, leaving: int = 0) -> int:
    """Funding vault / F side of all but `leaving` units of U, scaled by 1e18, rounded up; 0 in an empty market."""
    total = uint((position.underlying - leaving) * price * (position.target - 1))
    return wide_up(uint(position.target * position.value(Side.FUNDING, price)), WAD, total) if total else 0


def has_leverage_over(position: Position, price: int, leaving: int, most: int) -> bool:
    """Whether LP's leverage is over `most` (1e18) once `leaving` units of U left it, or it is worth nothing then.

    Compared as values, for the quotient of what hardly is worth anything fits no word.
    """
    rest = position.value(Side.LIQUIDITY, price) - leaving * price
    own = max(position.liquidity.leveraged - leaving, 0)
    return rest <= 0 or own * price > wide_down(rest, most, WAD)
