# SPDX-License-Identifier: Apache-2.0
"""The position of a paired pool: what its vaults sum to, what leaves them for fees and queues, how funding grows."""

from unittest.mock import patch

import z3

from steelyard.model.clock import DAY
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import settlement, valuation
from steelyard.model.pairing.funding import grown
from steelyard.model.pairing.pairing_share import ShareState
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.valuation import ONE, Marks, Position, Side, Vault
from steelyard.model.pairing.wide import E36, wide_down, wide_up
from verification.proofs.theorem import Case, Values, theorem

BOUND = 10**6 * ONE
NO_MINIMUM = Parameters(target=2, dollar=0, margin=0, fall=1, rise=1, cap_leveraged=0, cap_funding=0)


def _position(values: Values, price: int = 2) -> Position:
    """A 2x market whose two vaults hold these amounts; L is worth nothing at half of `price`."""
    U, L1, F1, L2, F2 = (int(values[name]) for name in ("U", "L1", "F1", "L2", "F2"))
    return Position(2, U, price, ONE, Vault(L1, F1), Vault(L2, F2))


def _amounts(case: Case) -> tuple[z3.ArithRef, ...]:
    """U, and L and F of the two vaults, within U."""
    U = case.number("U", 1)
    L1, F1, L2, F2 = (case.number(name) for name in ("L1", "F1", "L2", "F2"))
    case.assume(L1 + L2 <= U, F1 + F2 <= U)
    return U, L1, F1, L2, F2


def _sum_in_model(values: Values, wrong: bool) -> bool:
    """The vaults' values at P; the fault owes F its index below the zero point too."""
    price, zero = int(values["P"]), int(values["z"])

    def uncapped(position: Position, at: int) -> Marks:
        return Marks(at, max(at - zero, 0), zero)

    with patch.object(Position, "marks", uncapped if wrong else Position.marks):
        position = _position(values, 2 * zero)
        return sum(position.value(side, price) for side in Side) == position.underlying * price


@theorem("PAIR-CONS-01", fault="F not capped at the price", replay=_sum_in_model)
def the_vaults_are_worth_u_times_p(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-CONS-01: with LP the rest of both kinds, the three values sum to U*P exactly, below the zero point too."""
    U, L1, F1, L2, F2 = _amounts(case)
    z, price = case.number("z", 1), case.number("P", 1)
    funding = z if wrong else z3.If(z <= price, z, price)
    leveraged = z3.If(price >= z, price - z, 0) if wrong else price - funding
    vaults = ((L1, F1), (L2, F2), (U - L1 - L2, U - F1 - F2))
    return z3.Sum([held * leveraged + owed * funding for held, owed in vaults]) == U * price


def _drained_in_model(values: Values, wrong: bool) -> bool:
    """Whether LP has anything left to owe after a fee; the fault rounds the two vaults up."""
    with patch.object(valuation, "wide_down", wide_up if wrong else wide_down):
        try:
            rest = _position(values).drained(int(values["fee"])).liquidity
        except Reverted:
            return False
    return min(rest.leveraged, rest.funding) >= 0


@theorem("PAIR-CONS-01", fault="vaults rounded up", replay=_drained_in_model)
def a_fee_overdraws_no_vault(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-CONS-01: when a management or rebalance fee leaves in proportion, LP never owes either kind.

    And the two vaults keep no more than their part.
    """
    U, L1, F1, L2, F2 = _amounts(case)
    fee = case.number("fee")
    case.assume(fee <= U)
    left, part = U - fee, case.up if wrong else case.down
    l1, f1, l2, f2 = (part(amount * left, U) for amount in (L1, F1, L2, F2))
    if not wrong:
        case.lemma(z3.And((l1 + l2) * U <= left * U, (f1 + f2) * U <= left * U))
    return z3.And(l1 + l2 <= left, f1 + f2 <= left)


def _settle_in_model(values: Values, wrong: bool) -> bool:
    """What two paid epochs leave for each share that stays; the fault rounds them up."""
    held, supply, first, second = (int(values[name]) for name in ("held", "S", "s1", "s2"))
    state = ShareState(supply=supply, epochs=(first, second), ripe=2)
    with patch.object(settlement, "wide_down", wide_up if wrong else wide_down):
        paid = settlement.settle(NO_MINIMUM, Side.LEVERAGED, state, held, E36, 0)
    return paid.total <= held and (held - paid.total) * supply >= held * (supply - first - second)


@theorem("PAIR-FAIR-01", fault="paid rounded up", replay=_settle_in_model)
def a_settlement_pays_no_more_than_the_parts(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FAIR-01, PAIR-CONS-01: paid epochs take at most what the vault holds, and no part of those who stay.

    Two epochs, the most that wait, any exit fee from 0 to 1; and when the generation ends with a cut of the shares
    that stay, cut and rest are exactly what is left.
    """
    held, S, s1, s2 = case.number("held"), case.number("S", 1), case.number("s1"), case.number("s2")
    keep, cut = case.number("keep"), case.number("cut")
    case.assume(s1 + s2 < S, keep <= 1, cut <= S - s1 - s2)
    part = case.up if wrong else case.down
    if case.searching:
        case.assume(keep == 1)
    owed1 = part(held * s1, S)
    paid1 = part(owed1 * keep, 1) if not wrong else owed1
    rest = held - paid1
    owed2 = part(rest * s2, S - s1)
    paid2 = part(owed2 * keep, 1) if not wrong else owed2
    left = rest - paid2
    fair = left * S >= held * (S - s1 - s2)
    if wrong:
        return fair
    case.lemma(z3.And(paid1 * S <= held * s1, rest * S >= held * (S - s1)))
    case.lemma(z3.And(rest >= 0, left * (S - s1) >= rest * (S - s1 - s2)))
    case.lemma(left >= 0)
    case.lemma(fair)
    ended = case.down(left * cut, S - s1 - s2)
    return z3.And(fair, left >= 0, ended <= left)


def _funding_in_model(values: Values, wrong: bool) -> bool:
    """The index after two spans and after one; the fault lets interest earn interest."""
    yearly, first, second = int(values["yearly"]) * WAD, int(values["first"]) * DAY, int(values["second"]) * DAY
    index = grown(ONE, yearly, first, BOUND)
    rate = yearly * index // ONE if wrong else yearly
    return grown(index, rate, second, BOUND) == grown(ONE, yearly, first + second, BOUND)


@theorem("–", fault="interest on interest", replay=_funding_in_model, integers=True)
def funding_grows_the_same_however_often_it_is_asked(case: Case, wrong: bool) -> z3.BoolRef:
    """The funding index after two spans is the one after their sum, exactly, at and below its bound.

    In integers, at one rate: a trade or a rebalance in between changes utilization and so the rate. `a` and `b` stand
    for rate times time.
    """
    index, maximum, a, b = case.number("index", 1), case.number("most", 0, 10**6), case.number("a"), case.number("b")
    second_growth = b
    if wrong:
        yearly, first, second = (case.number(name, 1) for name in ("yearly", "first", "second"))
        case.assume(index == 100, a == yearly * first, b == yearly * second, maximum >= 10**5)
        second_growth = b + case.down(a * b, index)

    def after(start: z3.ArithRef, growth: z3.ArithRef) -> z3.ArithRef:
        capped = z3.If(start + growth <= maximum, start + growth, maximum)
        return z3.If(capped >= start, capped, start)

    return after(after(index, a), second_growth) == after(index, a + b)
