# SPDX-License-Identifier: Apache-2.0
"""The anchored token: atoms are what a holder owns, `factor` shares per unit scaled by 1e27, W is 1e18."""

from unittest.mock import patch

import z3

from steelyard.model.clock import DAY, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.leverage import anchored_token as model
from steelyard.model.leverage.anchored_token import ATOMS_PER_SHARE, AnchoredToken, Pending
from steelyard.model.libraries.rounding import RAY, WAD, mul_div_down, mul_div_up
from verification.proofs.theorem import Case, Values, theorem


def _anchored(atoms: int, factor: int) -> AnchoredToken:
    """A token whose only holder owns `atoms`."""
    share = Erc20()
    share.mint("anchored", atoms // ATOMS_PER_SHARE)
    token = AnchoredToken(share, Clock(DAY), "anchored", 100 * WAD, 10 * WAD, 0)
    token.factor, token.total_atoms = factor, atoms
    token._atoms["holder"] = atoms
    return token


def _spend_in_model(values: Values, wrong: bool) -> bool:
    """What is left of a claim after all units shown were transferred; the fault shows units rounded up."""
    token = _anchored(int(values["a"]), int(values["factor"]))
    with patch.object(model, "mul_div_down", mul_div_up if wrong else mul_div_down):
        token.transfer("other", token.balance_of("holder"), sender="holder")
    left = token.atoms_of("holder")
    return left >= 0 and left * WAD < token.factor


@theorem("ANCH-02", fault="units shown rounded up", replay=_spend_in_model, integers=True)
def no_factor_lets_a_holder_spend_more_than_their_claim(case: Case, wrong: bool) -> z3.BoolRef:
    """ANCH-02: the atoms of any units up to the balance shown, and of the whole shares in them, are at most one's own.

    In integers, for any factor: so atoms never go below zero, and the shares held stay at least the atoms over 1e9,
    because wrap and unwrap move both by the same. `shown` and `taken` stand for units times the factor.
    """
    a, factor = case.number("a", 1, 10**4), case.number("factor", 1, 10 * WAD)
    shown, taken = case.signed("shown"), case.number("taken", 0, 10**30)
    if case.searching:
        balance = case.number("balance")
        case.assume(factor == 3 * WAD // 2, shown == balance * (3 * WAD // 2), taken == shown)
    case.assume(taken <= shown)
    if wrong:
        case.assume(shown >= a * WAD, shown < a * WAD + factor)
    else:
        case.assume(shown <= a * WAD)
    atoms = case.up(taken, WAD)
    return z3.And(atoms <= a, case.down(atoms, ATOMS_PER_SHARE) * ATOMS_PER_SHARE <= a)


def _dust_in_model(values: Values, wrong: bool) -> bool:
    """The claim in shares over a rebase, and what all units shown would leave of it; the fault scales the atoms."""
    atoms, factor, after = (int(values[name]) for name in ("a", "factor", "after"))
    token = _anchored(atoms, factor)
    claim = token.shares_of("holder")
    token.factor = after
    if wrong:
        token._atoms["holder"] = atoms * factor // after
    left = atoms - mul_div_up(token.balance_of("holder"), after, WAD)
    return token.shares_of("holder") == claim and left >= 0 and left * WAD < after


@theorem("ANCH-01", fault="atoms scaled with the factor", replay=_dust_in_model)
def under_any_factor_all_units_are_the_whole_claim(case: Case, wrong: bool) -> z3.BoolRef:
    """ANCH-01: a rebase writes the factor alone, and under any factor all units shown stand for the claim in atoms.

    To less than the atoms of one unit, and never more than one atom above it (to the atom in ANCH-02).
    """
    a, factor, after = case.number("a", 1, 10**12), case.number("factor", 1, 10**28), case.number("after", 1, 10**28)
    held = a
    if wrong:
        case.assume(a == 10**11, factor == RAY, after == 10 * RAY)
        held = case.down(a * factor, after)
    units = case.down(held * WAD, after)
    atoms = case.up(units * after, WAD)
    return z3.And((a - atoms) * WAD < after, atoms < a + 1)


def _rebase_in_model(values: Values, wrong: bool) -> bool:
    """A unit's value after a rebase; the fault rounds the factor down."""
    token = _anchored(ATOMS_PER_SHARE, RAY)
    nav = int(values["nav"])
    token.pending = Pending(1, 0, True)
    with patch.object(model, "mul_div_up", mul_div_down if wrong else mul_div_up):
        token.rebase(nav, 2)
    worth = nav * token.factor
    return token.anchor * RAY <= worth < token.anchor * RAY + nav


@theorem("ANCH-01", fault="factor rounded down", replay=_rebase_in_model)
def a_rebase_puts_a_unit_at_its_anchor(case: Case, wrong: bool) -> z3.BoolRef:
    """ANCH-01: with the new factor a unit is worth at least the anchor, and less than nav/1e27 more.

    Not covered: a step that is cut at 1,000,000x, which the next rebase continues.
    """
    nav, anchor = case.number("nav", 1, 10 * WAD), case.number("anchor", 1, 100 * WAD)
    if case.searching:
        case.assume(anchor == 100 * WAD, nav == 3 * WAD)
    factor = (case.down if wrong else case.up)(anchor * RAY, nav)
    return z3.And(nav * factor >= anchor * RAY, nav * factor < anchor * RAY + nav)
