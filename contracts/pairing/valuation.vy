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
from ..interfaces import IPairedPool
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
def liquidity(book: IPairedPool.Book) -> IPairedPool.Vault:
    """
    @return What the leveraged and the funding vault leave.
    """
    return IPairedPool.Vault(
        leveraged=book.underlying - book.leveraged.leveraged - book.funding.leveraged,
        funding=book.underlying - book.leveraged.funding - book.funding.funding,
    )


@internal
@pure
def vault(book: IPairedPool.Book, side: uint256) -> IPairedPool.Vault:
    """
    @return One of the three vaults.
    """
    if side == LEVERAGED:
        return book.leveraged
    if side == FUNDING:
        return book.funding
    return self.liquidity(book)


@internal
@pure
def held(kept: IPairedPool.Vault, kind: uint256) -> uint256:
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
def drained(book: IPairedPool.Book, amount: uint256) -> IPairedPool.Book:
    """
    @return The book after `amount` of U left all vaults in proportion; the two vaults
            are rounded down.
    """
    left: uint256 = book.underlying - amount
    return IPairedPool.Book(
        underlying=left,
        reference=book.reference,
        index=book.index,
        leveraged=self._part(book.leveraged, left, book.underlying),
        funding=self._part(book.funding, left, book.underlying),
    )


@internal
@pure
def _part(whole: IPairedPool.Vault, left: uint256, total: uint256) -> IPairedPool.Vault:
    return IPairedPool.Vault(
        leveraged=wide.mul_div_down(whole.leveraged, left, total), funding=wide.mul_div_down(whole.funding, left, total)
    )


# ------------------------------------------------------------------ values


@internal
@pure
def zero_point(book: IPairedPool.Book, target: uint256) -> uint256:
    """
    @return The price at which the leveraged kind is worth nothing: uF*f, rounded down.
    """
    return wide.mul_div_down(book.reference * (target - 1), book.index, target * ONE)


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
def marks(book: IPairedPool.Book, target: uint256, price: uint256) -> Marks:
    """
    @return What both kinds are worth at `price`.
    """
    return self.marks_above(self.zero_point(book, target), price)


@internal
@pure
def mark(m: Marks, kind: uint256) -> uint256:
    """
    @return The mark of one kind.
    """
    return m.leveraged if kind == LEVERAGED else m.funding


@internal
@pure
def worth(kept: IPairedPool.Vault, m: Marks) -> uint256:
    """
    @return Quote units scaled by 1e36, exact.
    """
    return kept.leveraged * m.leveraged + kept.funding * m.funding


@internal
@pure
def value_of(book: IPairedPool.Book, target: uint256, side: uint256, price: uint256) -> uint256:
    """
    @return A vault's value, quote units scaled by 1e36, exact.
    """
    return self.worth(self.vault(book, side), self.marks(book, target, price))


@internal
@pure
def dollar(terms: IPairedPool.Terms, price: uint256) -> uint256:
    """
    @return One dollar as a value: quote units scaled by 1e36.
    """
    return terms.dollar * (price if terms.is_bear else E36)


@internal
@pure
def dollars(terms: IPairedPool.Terms, amount: uint256, price: uint256) -> uint256:
    """
    @param amount A value: quote units scaled by 1e36.
    @return It in dollars scaled by 1e18, rounded down.
    """
    return wide.mul_div_down(amount, WAD, self.dollar(terms, price))


@internal
@pure
def is_poor(terms: IPairedPool.Terms, amount: uint256, price: uint256) -> bool:
    """
    @return Whether a value is below one dollar.
    """
    return amount < self.dollar(terms, price)


# ------------------------------------------------------------------ figures


@internal
@pure
def leverage(book: IPairedPool.Book, target: uint256, side: uint256, price: uint256) -> uint256:
    """
    @return What a vault's value moves by, relative to the price, scaled by 1e18, rounded
            down; 0 where it is worth 0.
    """
    m: Marks = self.marks(book, target, price)
    kept: IPairedPool.Vault = self.vault(book, side)
    total: uint256 = self.worth(kept, m)
    if total == 0 or m.leveraged == 0:
        return 0
    return wide.mul_div_down(kept.leveraged * price, WAD, total)


@internal
@pure
def kappa_leveraged(book: IPairedPool.Book, target: uint256, price: uint256) -> uint256:
    """
    @return T * leveraged vault / all, scaled by 1e18, rounded up; 0 in an empty market.
    """
    total: uint256 = book.underlying * price
    if total == 0:
        return 0
    return wide.mul_div_up(target * self.value_of(book, target, LEVERAGED, price), WAD, total)


@internal
@pure
def kappa_funding(book: IPairedPool.Book, target: uint256, price: uint256, leaving: uint256) -> uint256:
    """
    @param leaving Units of U that protect nobody any more.
    @return Funding vault / F side of all but `leaving`, scaled by 1e18, rounded up; 0 in
            an empty market.
    """
    total: uint256 = (book.underlying - leaving) * price * (target - 1)
    if total == 0:
        return 0
    return wide.mul_div_up(target * self.value_of(book, target, FUNDING, price), WAD, total)


@internal
@pure
def leaving(book: IPairedPool.Book, target: uint256, price: uint256, waiting: uint256, supply: uint256) -> uint256:
    """
    @param waiting Raw LP shares in the queue.
    @param supply Raw LP shares.
    @return Units of U that queued LP would take along at `price`, rounded up.
    """
    if waiting == 0:
        return 0
    worth: uint256 = wide.mul_div_up(self.value_of(book, target, LIQUIDITY, price), waiting, supply)
    return wide.mul_div_up(worth, 1, price)
