# SPDX-License-Identifier: Apache-2.0
"""The swap fee of a paired pool: the mean of f along the path, and why a trade in pieces pays no less than in one.

z = 1 - q is how far the vault is from balance, f(z) = M*z^5 where z > 0 and 0 elsewhere. Two theorems are about the
mean of f over any path, the third about where the pieces of a trade are on it. docs/security/proofs.md puts them
together.
"""

from unittest.mock import patch

import z3

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import imbalance, trades
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.pairing.wide import E36, wide_up
from verification.proofs.theorem import Case, Values, theorem

FEES = Fees()
UNDERLYING = 10**18
PRICE = 100 * E36


def _difference(maximum: int, before: int, after: int) -> int:
    """f(after) - f(before): a rate difference, which the model then charges on the whole size."""

    def f(q: int) -> int:
        distance = max(E36 - q, 0)
        return maximum * WAD * distance**5 // E36**5

    return f(after) - f(before)


def _minted(position: Position, *pieces: int) -> int:
    """LT minted in pieces at one price."""
    total = 0
    for underlying in pieces:
        trade = trades.mint(position, FEES, Prices(PRICE, PRICE), Side.LEVERAGED, underlying)
        position, total = trade.position, total + trade.amount
    return total


def _pieces_in_model(values: Values, wrong: bool) -> bool:
    """LT minted in two pieces against one, out of a balanced 2x vault; the fault charges rate differences."""
    position = Position(2, UNDERLYING, PRICE, ONE, Vault(), Vault())
    first, second = (int(UNDERLYING * values[name]) for name in ("z1", "z2"))
    with patch.object(imbalance, "mean_fee", _difference if wrong else imbalance.mean_fee):
        return _minted(position, first, second - first) <= _minted(position, second) + 2


def _powers(start: z3.ArithRef, end: z3.ArithRef) -> z3.ArithRef:
    """Sum of start^k * end^(5-k), six times the mean of z^5 between the two."""
    return z3.Sum([z3.Product([start] * k + [end] * (5 - k)) for k in range(6)])


@theorem("PAIR-FEE-01", fault="rate differences times size", replay=_pieces_in_model, search_reals=True)
def the_mean_of_the_fee_adds_up_over_pieces(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FEE-01: size times the mean of f adds up over the pieces of a path, at, below and across balance.

    The mean over [s, e] times e - s is (e+ - s+)*(s+^5 + s+^4*e+ + ... + e+^5)/6, with z+ = max(z, 0); M/6 is left out.
    """
    z0, z1, z2 = case.signed("z0"), case.signed("z1"), case.signed("z2")
    case.assume(z0 <= z1, z1 <= z2, z2 <= 1)
    if wrong:
        f0, f1, f2 = (z3.Product([z] * 5) for z in (z0, z1, z2))
        case.assume(z0 == 0, 2 * z1 == z2, 2 * z2 == 1)
        return (z1 - z0) * (f1 - f0) + (z2 - z1) * (f2 - f1) >= (z2 - z0) * (f2 - f0)
    a, b, c = case.number("a"), case.number("b"), case.number("c")
    for plus, z in ((a, z0), (b, z1), (c, z2)):
        case.assume(plus == z3.If(z > 0, z, 0))
    return (b - a) * _powers(a, b) + (c - b) * _powers(b, c) == (c - a) * _powers(a, c)


def _either_side(maximum: int, before: int, after: int) -> int:
    """The mean of the fifth power of the distance, on whichever side of balance."""
    return wide_up(imbalance._powers(abs(E36 - before), abs(E36 - after)), maximum * WAD, 6 * E36)


def _further_in_model(values: Values, wrong: bool) -> bool:
    """The means over a path and over one further out; the fault charges a vault that is too full as well."""
    near, far = ([E36 - int(values[name] * E36) for name in path] for path in (("s", "e"), ("s2", "e2")))
    with patch.object(imbalance, "mean_fee", _either_side if wrong else imbalance.mean_fee):
        return imbalance.mean_fee(FEES.imbalance, *near) <= imbalance.mean_fee(FEES.imbalance, *far)


@theorem("PAIR-FEE-01", fault="distance on either side", replay=_further_in_model, search_reals=True)
def a_path_further_out_costs_no_less(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FEE-01: the mean of f over [s, e] is at most that over [s2, e2], if both ends lie no nearer to balance.

    On both sides of balance and across it. The powers are built one by one, so that each step is quadratic.
    """
    s, e, s2, e2 = (case.signed(name) for name in ("s", "e", "s2", "e2"))
    case.assume(s < e, s2 < e2, s <= s2, e <= e2, e2 <= 1)
    if wrong:
        case.assume(s == z3.RealVal("-0.5"), e <= z3.RealVal("-0.2"), e2 == 0)
        return _powers(-s, -e) <= _powers(-s2, -e2)
    a, b, a2, b2 = (case.number(name) for name in ("a", "b", "a2", "b2"))
    for plus, z in ((a, s), (b, e), (a2, s2), (b2, e2)):
        case.assume(plus == z3.If(z > 0, z, 0))
    order = z3.And(a <= a2, b <= b2, a <= b, a2 <= b2, b - a <= e - s, b2 - a2 <= e2 - s2)
    case.lemma(order)
    total, total2, grows = _growing_sums(case, (a, b), (a2, b2), order)
    mean, mean2 = case.number("mean"), case.number("mean2")
    charged, charged2 = mean * (e - s) == (b - a) * total, mean2 * (e2 - s2) == (b2 - a2) * total2
    case.assume(charged, charged2)
    paths = [s < e, s2 < e2, s <= s2, e <= e2]
    positive = [total >= 0, total2 >= 0, mean >= 0, mean2 >= 0]
    within = z3.And(mean <= total, z3.Implies(s2 >= 0, mean2 == total2))
    case.lemma(within)
    case.lemma(z3.Implies(s2 >= 0, mean <= mean2), within, grows)
    across = z3.Implies(s2 < 0, z3.And(a == 0, a2 == 0, z3.Or(b == 0, b == e), z3.Or(b2 == 0, b2 == e2)))
    case.lemma(across)
    case.lemma(z3.Implies(s2 < 0, mean <= mean2), across, grows, order, charged, charged2, *paths, *positive)
    return mean <= mean2


def _growing_sums(
    case: Case, near: tuple[z3.ArithRef, ...], far: tuple[z3.ArithRef, ...], order: z3.BoolRef
) -> tuple[z3.ArithRef, z3.ArithRef, z3.BoolRef]:
    """The sums of powers of both paths, built factor by factor, and that the further one is the greater."""
    facts = [_ordered_powers(case, name, one, other, order) for name, one, other in zip("se", near, far, strict=True)]
    total, total2 = case.number("total"), case.number("total2")
    rows = [(case.number(f"term{k}"), case.number(f"term{k}_2")) for k in range(6)]
    steps = []
    for k, (term, term2) in enumerate(rows):
        (one, other, known), (last, last2, known2) = facts[0][k], facts[1][5 - k]
        product, product2 = term == one * last, term2 == other * last2
        case.assume(product, product2)
        steps.append(term <= term2)
        case.lemma(steps[-1], product, product2, known, known2)
    sums = (total == z3.Sum([term for term, _ in rows]), total2 == z3.Sum([term2 for _, term2 in rows]))
    case.assume(*sums)
    case.lemma(total <= total2, *sums, *steps)
    return total, total2, total <= total2


def _ordered_powers(
    case: Case, name: str, base: z3.ArithRef, base2: z3.ArithRef, order: z3.BoolRef
) -> list[tuple[z3.ArithRef, z3.ArithRef, z3.BoolRef]]:
    """The powers 0 to 5 of both bases, and that those of the greater are the greater."""
    one = z3.RealVal(1)
    known = one >= 0
    case.lemma(known)
    powers = [(one, one, known)]
    for k in range(1, 6):
        last, last2, before = powers[-1]
        power, power2 = case.number(f"{name}^{k}"), case.number(f"{name}2^{k}")
        made = z3.And(power == last * base, power2 == last2 * base2)
        case.assume(made)
        rises = z3.And(power >= 0, power <= power2)
        case.lemma(rises, made, before, order, base >= 0)
        powers.append((power, power2, rises))
    return powers


def _emptier_in_model(values: Values, wrong: bool) -> bool:
    """Where a first piece leaves a balanced 2x vault, against the path of the whole; the fault keeps nothing on it."""
    position = Position(2, UNDERLYING, PRICE, ONE, Vault(), Vault())
    marks, piece = position.marks(PRICE), int(UNDERLYING * values["m1"] / values["W"])
    moved = piece * marks.funding
    kept = 0 if wrong else wide_up(moved, (FEES.swap + FEES.imbalance) * WAD, E36)
    left, worth = UNDERLYING * marks.leveraged - (moved - kept), marks.value_of(position.liquidity) + kept
    planned = imbalance._against_balance(left, worth, marks, Side.LEVERAGED)
    vault = trades.mint(position, FEES, Prices(PRICE, PRICE), Side.LEVERAGED, piece).position.liquidity
    return vault.leveraged * PRICE * E36 <= planned * marks.value_of(vault)


@theorem("PAIR-FEE-01", fault="a path that keeps no fee", replay=_emptier_in_model, search_reals=True)
def pieces_start_from_an_emptier_vault(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FEE-01: the second piece's path lies no nearer to balance than what is left of the path of the whole.

    L of the kind that leaves in a vault worth W, m1 and m2 the value moved, `worst` the greatest fee, which the path
    assumes to be kept, `kept` what the first piece really paid. Q0, Q1, Q are the shares at the start, after m1 and
    after both on the path of the whole, A1 and A2 those of the second piece. And Q1 is at most on the chord from Q0 to
    Q, so that the first piece too is charged a part of the path that lies no nearer. Mints out of enough inventory;
    redeems size their swap by the fee and are not covered. n pieces by induction.
    """
    L, W, m1, m2 = (case.number(name, min_out) for name, min_out in (("L", 0), ("W", 1), ("m1", 0), ("m2", 0)))
    worst, kept = case.number("worst"), case.number("kept")
    Q0, Q1, Q, A1, A2 = (case.number(name) for name in ("Q0", "Q1", "Q", "A1", "A2"))
    case.assume(L <= W, kept <= worst, worst < 1, (m1 + m2) * (1 - worst) <= L)

    def after(share: z3.ArithRef, moved: z3.ArithRef, stays: z3.ArithRef) -> None:
        case.assume(share * (W + stays) == L - moved + stays)

    plan = 0 if wrong else worst
    after(Q0, 0, 0)
    after(Q1, m1, m1 * plan)
    after(A1, m1, m1 * kept)
    if wrong:
        case.assume(2 * L == W, 1000 * kept >= 3, 100 * worst <= 3, 10 * m1 >= W, 5 * m1 <= W, m2 == 0)
        return A1 <= Q1
    after(Q, m1 + m2, (m1 + m2) * plan)
    after(A2, m1 + m2, m1 * kept + m2 * plan)
    case.lemma(A1 <= Q1)
    case.lemma(A2 <= Q)
    chord = Q1 * (m1 + m2) <= Q0 * m2 + Q * m1
    case.lemma(chord)
    return z3.And(A1 <= Q1, A2 <= Q, chord)
