# SPDX-License-Identifier: Apache-2.0
"""What a sale may cost: A assets, D debt, E equity at its confirmation, c the discount's bound."""

import z3

from steelyard.model.leverage.lifecycle import clearing_fill, discount_bound
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from verification.proofs.theorem import Case, Values, theorem

EQUITY = 10**24
ROUNDING = 4  # units: gross debt, volume, value, payment


def _sale_in_twin(values: Values, wrong: bool) -> bool:
    """A sale of all at the end of the rise; the fault lets it run to 5% whatever equity there was."""
    assets = int(values["A"] * EQUITY)
    debt = assets - int(values["E"] * EQUITY)
    cost = WAD // 20 if wrong else discount_bound(assets, debt)
    fill = clearing_fill(assets, debt, E36, assets, cost)
    lost = fill.moved - fill.payment
    return 2 * lost <= assets - debt + ROUNDING or 200 * lost <= fill.moved + 200 * ROUNDING


@theorem("LEV-END-02", fault="5% whatever equity there was", replay=_sale_in_twin, search_reals=True)
def a_sale_takes_half_of_the_equity_at_its_confirmation(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-END-02: all pieces sold while A > D cost holders at most E/2, or half a percent of what is sold.

    c is E/(2A) at the confirmation, at least 0.5%, and holds for the whole path: `moved` and `paid` are sums over any
    number of pieces at any prices, each at a discount of at most c, and a sale takes no more than the debt. Without
    rounding and without interest, which the debt goes on earning until a loss is booked.
    """
    A, E, c = case.number("A", 1), case.number("E"), case.number("c")
    moved, paid = case.number("moved"), case.number("paid")
    D = A - E
    case.assume(E >= 0, E <= A, moved - paid <= c * moved, paid <= D)
    if wrong:
        case.assume(20 * c == 1, 20 * moved == 20 * paid + moved, moved <= A, 40 * E <= A, 10 * E >= 1)
    else:
        case.assume(z3.If(100 * E >= A, 2 * A * c <= E, 200 * c <= 1))
        case.lemma(z3.Implies(100 * E >= A, (2 * A - E) * moved <= 2 * A * paid))
        case.lemma(z3.Implies(100 * E >= A, (2 * A - E) * (moved - paid) <= E * paid))
        case.lemma(z3.Implies(100 * E >= A, 2 * (moved - paid) <= E))
    return z3.Or(2 * (moved - paid) <= E, 200 * (moved - paid) <= moved)
