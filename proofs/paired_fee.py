# SPDX-License-Identifier: Apache-2.0
"""The swap fee of a paired pool: the mean of f along the path, and why a trade in pieces pays no less than in one.

z = 1 - q is how far the vault is from balance, f(z) = M*z^5 where z > 0 and 0 elsewhere. The first theorem is about the
mean of f over any path, the second about where pieces of a trade are on it. Together: with Z the mean that the whole
is charged, pieces are charged means over parts of the path, or over parts that lie further out, so at least Z on
average.
"""

from unittest.mock import patch

import z3

from proofs.theorem import Case, Values, theorem
from steelyard.model.pairing import imbalance, trades
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Book, Side, Vault
from steelyard.model.pairing.wide import E36, wide_up
from steelyard.model.rounding import WAD

FEES = Fees()
UNDERLYING = 10**18
PRICE = 100 * E36


def _difference(most: int, before: int, after: int) -> int:
    """f(after) - f(before): a rate difference, which the twin then charges on the whole size."""

    def f(q: int) -> int:
        distance = max(E36 - q, 0)
        return most * WAD * distance**5 // E36**5

    return f(after) - f(before)


def _minted(book: Book, *pieces: int) -> int:
    """LT minted in pieces at one price."""
    total = 0
    for underlying in pieces:
        trade = trades.mint(book, FEES, Prices(PRICE, PRICE), Side.LEVERAGED, underlying)
        book, total = trade.book, total + trade.amount
    return total


def _pieces_in_twin(values: Values, wrong: bool) -> bool:
    """LT minted in two pieces against one, out of a balanced 2x vault; the fault charges rate differences."""
    book = Book(2, UNDERLYING, PRICE, ONE, Vault(), Vault())
    first, second = (int(UNDERLYING * values[name]) for name in ("z1", "z2"))
    with patch.object(imbalance, "mean_fee", _difference if wrong else imbalance.mean_fee):
        return _minted(book, first, second - first) <= _minted(book, second) + 2


def _powers(start: z3.ArithRef, end: z3.ArithRef) -> z3.ArithRef:
    """Sum of start^k * end^(5-k), six times the mean of z^5 between the two."""
    return z3.Sum([_product([start] * k + [end] * (5 - k)) for k in range(6)])


def _product(factors: list[z3.ArithRef]) -> z3.ArithRef:
    return z3.Product(factors)


@theorem("PAIR-FEE-01", fault="rate differences times size", replay=_pieces_in_twin, search_reals=True)
def the_mean_of_the_fee_adds_up_over_pieces(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FEE-01: size times the mean of f adds up over the pieces of a path, at, below and across balance.

    The mean over [s, e] times e - s is (e+ - s+)*(s+^5 + s+^4*e+ + ... + e+^5)/6, with z+ = max(z, 0); M/6 is left out.
    """
    z0, z1, z2 = case.signed("z0"), case.signed("z1"), case.signed("z2")
    case.assume(z0 <= z1, z1 <= z2, z2 <= 1)
    if wrong:
        f0, f1, f2 = (_product([z] * 5) for z in (z0, z1, z2))
        case.assume(z0 == 0, 2 * z1 == z2, 2 * z2 == 1)
        return (z1 - z0) * (f1 - f0) + (z2 - z1) * (f2 - f1) >= (z2 - z0) * (f2 - f0)
    a, b, c = case.number("a"), case.number("b"), case.number("c")
    for plus, z in ((a, z0), (b, z1), (c, z2)):
        case.assume(plus == z3.If(z > 0, z, 0))
    return (b - a) * _powers(a, b) + (c - b) * _powers(b, c) == (c - a) * _powers(a, c)


def _either_side(most: int, before: int, after: int) -> int:
    """The mean of the fifth power of the distance, on whichever side of balance."""
    return wide_up(imbalance._powers(abs(E36 - before), abs(E36 - after)), most * WAD, 6 * E36)


def _further_in_twin(values: Values, wrong: bool) -> bool:
    """The means over a path and over one further out; the fault charges a vault that is too full as well."""
    near, far = ([E36 - int(values[name] * E36) for name in path] for path in (("s", "e"), ("s2", "e2")))
    with patch.object(imbalance, "mean_fee", _either_side if wrong else imbalance.mean_fee):
        return imbalance.mean_fee(FEES.imbalance, *near) <= imbalance.mean_fee(FEES.imbalance, *far)


@theorem("PAIR-FEE-01", fault="distance on either side", replay=_further_in_twin, search_reals=True)
def a_path_further_out_costs_no_less(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FEE-01: the mean of f over [s, e] is at most that over [s2, e2], if both ends lie no nearer to balance.

    On both sides of balance and across it. The powers are built one by one, so that each step is quadratic.
    """
    s, e, s2, e2 = (case.signed(name) for name in ("s", "e", "s2", "e2"))
    case.assume(s < e, s2 < e2, s <= s2, e <= e2, s >= -1, e2 <= 1)
    if wrong:
        case.assume(s == z3.RealVal("-0.5"), e <= z3.RealVal("-0.2"), e2 == 0)
        return _powers(-s, -e) <= _powers(-s2, -e2)
    a, b, a2, b2 = (case.number(name) for name in ("a", "b", "a2", "b2"))
    for plus, z in ((a, s), (b, e), (a2, s2), (b2, e2)):
        case.assume(plus == z3.If(z > 0, z, 0))
    case.lemma(z3.And(a <= b, a2 <= b2, a <= a2, b <= b2, b - a <= e - s, b2 - a2 <= e2 - s2))
    rows = [_row(case, base, further) for base, further in ((a, a2), (b, b2))]
    total, total2 = case.number("total"), case.number("total2")
    terms = [_term(case, rows[0][k], rows[1][5 - k]) for k in range(6)]
    near, far = total == z3.Sum([one for one, _ in terms]), total2 == z3.Sum([other for _, other in terms])
    case.assume(near, far)
    grows = total <= total2
    case.lemma(grows, near, far, *[_ordered(one, other) for one, other in terms])
    mean, mean2 = case.number("mean"), case.number("mean2")
    charged, charged2 = mean * (e - s) == (b - a) * total, mean2 * (e2 - s2) == (b2 - a2) * total2
    case.assume(charged, charged2)
    return mean <= mean2
