# SPDX-License-Identifier: Apache-2.0
"""The rebalance of a paired pool: what the vaults hold and are worth afterwards. T is the target, proved for each.

At the price X of a rebalance F is worth X*(T - 1)/T, rounded down, and L the rest.
"""

from unittest.mock import patch

import z3

from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import rebalancing as model
from steelyard.model.pairing.funding import grown
from steelyard.model.pairing.parameters import PERCENT, Parameters
from steelyard.model.pairing.rebalancing import Band, Merged, rebalance_step, split
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from verification.proofs.theorem import TARGETS, Case, Values, theorem

PLENTY = 10**9
PRICE = 10**36


def _least(one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    return z3.If(one <= other, one, other)


def _split_in_model(values: Values, wrong: bool) -> bool:
    """Whether a 3x split finds a position; the fault matches without a look at what the other side has."""
    parts = Merged(*(int(values[name]) for name in ("a", "b", "lp")))
    try:
        with patch.object(model, "min", (lambda one, other: one) if wrong else min, create=True):
            position = split(3, parts, PRICE)
        vaults = [position.vault(side) for side in Side]
    except Reverted:
        return False
    return all(
        sum(vault.of(kind) for vault in vaults) == position.underlying for kind in (Side.LEVERAGED, Side.FUNDING)
    )


@theorem("PAIR-CONS-01", fault="a match without a look", replay=_split_in_model, integers=True, targets=TARGETS)
def a_split_conserves_both_kinds_and_overdraws_no_vault(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-CONS-01: after direct match and swap with LP no vault owes a kind, and each holds most of its own.

    In integers. a, b and lp are the three vaults' U. LP's amounts are what the others leave of the sum, so that both
    kinds sum to U. And the shape that the next theorem stands on: LT paid x of F for (T - 1)*x of L; FT paid (T - 1)*y
    of L for y of F, and less than T - 1 of L more.
    """
    a, b, lp, per = case.number("a"), case.number("b"), case.number("lp"), case.target - 1
    direct = a if wrong else _least(a, _floor(b, per))
    bought = direct + (0 if wrong else _least(a - direct, _floor(lp, per)))
    inventory, surplus = lp + bought - direct, b - direct * per
    wanted = _floor(surplus, per)
    swapped = direct + _least(wanted, inventory)
    lv_l, lv_f = a + bought * per, a - bought
    fv_l, fv_f = z3.If(wanted <= inventory, 0, surplus - inventory * per), b + swapped
    total = a + b + lp
    overdrawn = z3.And(lv_f >= 0, fv_l >= 0, total - lv_l - fv_l >= 0, total - lv_f - fv_f >= 0)
    lost = b - swapped * per - fv_l
    shape = z3.And(bought >= 0, bought <= a, swapped >= 0, lost >= 0, lost < per)
    return overdrawn if wrong else z3.And(overdrawn, lv_l >= lv_f, fv_f >= fv_l, shape)


def _floor(amount: z3.ArithRef, per: int) -> z3.ArithRef:
    """z3's division of integers by a positive number rounds down, as Python's does."""
    return amount / per


def _neutral_in_model(values: Values, wrong: bool) -> bool:
    """The leveraged vault's value before and after a 3x rebalance at X; the fault asks at another market price."""
    leveraged, reference, price, market = (int(values[name]) for name in ("L", "P0", "X", "M"))
    before = Position(3, PLENTY, reference, ONE, Vault(leveraged), Vault())
    after, at = rebalance_step(before, price), market if wrong else price
    change = after.value(Side.LEVERAGED, at) - before.value(Side.LEVERAGED, at)
    return -price < change <= 3 * leveraged


@theorem("PAIR-SPLIT-01", fault="valued at a market elsewhere", replay=_neutral_in_model, targets=TARGETS)
def a_rebalance_is_neutral_at_its_own_price(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-SPLIT-01: at X the LT vault gains at most T units of the mark per unit, and loses less than a unit of U.

    The FT vault gains nothing and loses less than two units of U and T units of the mark per unit and once; LP is the
    rest. A unit of the mark is 1e-36 of a quote unit. `left_over` and `right_over` are what the merge leaves to LP by
    rounding down. Stands on the shape proved above.
    """
    X, T = case.number("X", 1, 10**4), case.target
    if wrong:
        return _elsewhere(case, X)
    a, b, x, y, lost = (case.number(name) for name in ("a", "b", "x", "y", "lost"))
    odd, left_over, right_over = (case.number(name) for name in ("odd", "left_over", "right_over"))
    case.assume(x <= a, y * (T - 1) + lost <= b, lost <= T - 1, odd < 1, left_over < X, right_over < X)
    # F's mark is X*(T - 1)/T - odd: all times T, to stay with whole coefficients
    funding, leveraged = X * (T - 1) - T * odd, X + T * odd
    case.assume(funding >= 0)
    fallen = b - y * (T - 1) - lost
    lt = (a + x * (T - 1)) * leveraged + (a - x) * funding - T * (a * X + left_over)
    ft = fallen * leveraged + (b + y) * funding - T * (b * X + right_over)
    case.lemma(lt == T * (T * x * odd - left_over))
    case.lemma(ft == T * (-T * y * odd - right_over) - lost * leveraged)
    case.lemma(z3.And(x * odd <= x, y * odd <= y, x * odd >= 0, y * odd >= 0))
    case.lemma(z3.And(lost * leveraged >= 0, lost * leveraged <= (T - 1) * leveraged))
    return z3.And(lt > -T * X, lt <= T * T * a, ft <= 0, ft > -T * (2 * X + T * b + T))


def _elsewhere(case: Case, X: z3.ArithRef) -> z3.BoolRef:
    """The LT vault of a 3x, L alone, whose F is all swapped: its value at M before and after a rebalance at X."""
    L, P0, M = case.number("L", 1, 50), case.number("P0", 1, 10**4), case.number("M", 1, 10**4)
    zero, fresh = case.down(2 * P0, 3), case.down(2 * X, 3)
    case.assume(zero < X, fresh < M, zero < M, 10 * M < 9 * X, X < P0)
    merged = case.down(L * (X - zero), X)
    change = 3 * merged * (M - fresh) - L * (M - zero)
    return z3.And(change > -X, change <= 3 * L)


def _bound_in_model(values: Values, wrong: bool) -> bool:
    """The LT vault of a 3x at the lower bound against the reference; the fault falls twice as far in one step."""
    leveraged, funding, reference, percent = (int(values[name]) for name in ("L", "F", "P0", "percent"))
    position = Position(3, PLENTY, reference, ONE, Vault(leveraged, funding), Vault())
    fall = percent * PERCENT
    bound = Band(2 * fall if wrong else fall, fall).low(reference)
    kept, before = position.value(Side.LEVERAGED, bound), position.value(Side.LEVERAGED, reference)
    return 100 * kept >= (100 - 3 * percent) * before - 200 * leveraged


@theorem("PAIR-SPLIT-01", fault="two falls in one step", replay=_bound_in_model, targets=TARGETS)
def a_step_at_the_bound_leaves_lt_all_but_t_times_d(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-SPLIT-01 at the lower bound: with a fresh index LT is worth at least 1 - T*d of before, less two units each.

    T*d <= 0.40, prices of at least 1,000 (12 digits in the code). A mismatch in the vault only softens it. n steps:
    (1 - T*d)^n, if each gives the target leverage back or less. `percent` is d.
    """
    P0, percent, T = case.number("P0", 1_000, 10**6), case.number("percent"), case.target
    L, F = case.number("L"), case.number("F")
    case.assume(T * percent <= 40, percent > 0)
    if case.searching:
        case.assume(L == 1, F == 0, percent == 10)
    zero = case.down(P0 * (T - 1), T)
    bound = case.down(P0 * (100 - (2 if wrong else 1) * percent), 100)
    kept, before = L * (bound - zero) + F * zero, L * (P0 - zero) + F * zero
    claim = 100 * kept >= (100 - T * percent) * before - 200 * L
    if not wrong:
        each = 100 * (bound - zero) - (100 - T * percent) * (P0 - zero) + 200
        case.lemma(z3.And(each >= 0, zero >= 0, bound >= zero))
        by_kind = z3.And(L * each >= 0, F * zero * T * percent >= 0)
        case.lemma(by_kind)
        case.lemma(claim, by_kind)
    return claim


def _index_in_model(values: Values, wrong: bool) -> bool:
    """L of a 3x at its lower bound after much funding; the fault lets the index grow on."""
    d = 10 * PERCENT
    terms = Parameters(target=3, dollar=1, margin=0, fall=d, rise=d, cap_leveraged=0, cap_funding=0)
    reference = int(values["P0"])
    maximum = 10 * ONE if wrong else terms.max_index
    position = Position(
        3, PLENTY, reference, grown(ONE, int(values["grown"] * WAD), ONE // WAD, maximum), Vault(1), Vault()
    )
    kept = position.value(Side.LEVERAGED, Band(terms.fall, terms.rise).low(reference))
    return 60 * kept + 120 >= reference


@theorem("PAIR-SPLIT-01", fault="an index without a bound", replay=_index_in_model, search_reals=True, targets=TARGETS)
def at_the_greatest_index_l_keeps_a_twentieth_at_the_bound(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-SPLIT-01 at the lower bound: whatever funding accrued, L is worth 5% of P0/T there.

    Less two units of the mark. With f at most (T*(1 - d) - 0.05)/(T - 1). So what was 1 - T*d with a fresh index
    becomes 1 - T*d/(T - (T - 1)*f).
    """
    P0, f, percent, T = case.number("P0", 1_000, 10**6), case.number("f", 1), case.number("percent"), case.target
    case.assume(T * percent <= 40)
    if wrong:
        more = case.number("grown", 0, 2)
        case.assume(percent == 10, f == 1 + more)
    else:
        case.assume(100 * f * (T - 1) <= T * (100 - percent) - 5)
    zero, bound = case.down(P0 * (T - 1) * f, T), case.down(P0 * (100 - percent), 100)
    leveraged = z3.If(bound > zero, bound - zero, 0)
    return 20 * T * leveraged + 40 * T >= P0
