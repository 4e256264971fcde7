# SPDX-License-Identifier: Apache-2.0
"""Every theorem is proved, every wrong variant refuted and shown on the model; and the prover is not easily pleased."""

import pytest
import z3

from tools.check_invariants import INVARIANTS, identifiers
from verification.proofs.catalogue import THEOREMS
from verification.proofs.theorem import Case, Replay, Theorem, Values, theorem

DOCS = INVARIANTS.parent


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda theorem: theorem.name.replace(" ", "_"))
def test_theorem(theorem: Theorem) -> None:
    found = theorem.check()
    assert (found.proved, found.refuted, found.replayed) == (True, True, True)


def test_every_theorem_names_a_promise() -> None:
    promised = identifiers(INVARIANTS.read_text())
    for one in THEOREMS:
        named = identifiers(one.statement.__doc__ or "")
        assert named <= promised
        assert one.invariant == "–" or one.invariant in named, one.name


def test_every_theorem_is_in_the_docs() -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in (DOCS / "proofs.md").read_text().splitlines()]
    shown = [(row[1], row[2], row[3].startswith("integers"), row[4]) for row in rows if len(row) == 7]
    for one in THEOREMS:
        assert (one.invariant, one.name, one.integers, one.fault) in shown


def agree(values: Values, wrong: bool) -> bool:
    """A model that has the fault if it is asked for it."""
    return not wrong


def less_than_twice(case: Case, wrong: bool) -> z3.BoolRef:
    x = case.number("x", 0 if wrong else 1)
    return x < 2 * x


def test_a_small_truth() -> None:
    assert theorem("", fault="zero", replay=agree)(less_than_twice).check().good


def test_a_falsehood_is_not_proved() -> None:
    def falsehood(case: Case, wrong: bool) -> z3.BoolRef:
        return less_than_twice(case, True)

    assert not theorem("", fault="", replay=agree)(falsehood).check().proved


def test_contradictory_assumptions_prove_nothing() -> None:
    def vacuous(case: Case, wrong: bool) -> z3.BoolRef:
        x = case.number("x")
        case.assume(x < 0)
        return x > 1

    assert not theorem("", fault="", replay=agree)(vacuous).check().proved


def test_a_wrong_lemma_proves_nothing() -> None:
    def leaning(case: Case, wrong: bool) -> z3.BoolRef:
        x = case.number("x")
        case.lemma(x > 5)
        return x > 4

    assert not theorem("", fault="", replay=agree)(leaning).check().proved


def test_a_lemma_rests_on_what_is_known() -> None:
    case = Case(integers=True)
    x = case.number("x")
    with pytest.raises(ValueError, match="not known"):
        case.lemma(x > 0, x > 1)


def test_a_variant_that_is_true_is_not_refuted() -> None:
    def harmless(case: Case, wrong: bool) -> z3.BoolRef:
        return less_than_twice(case, False)

    found = theorem("", fault="none", replay=agree)(harmless).check()
    assert found.proved and not found.refuted and not found.replayed


@pytest.mark.parametrize("model", [lambda values, wrong: True, lambda values, wrong: False], ids=["keeps", "breaks"])
def test_a_model_that_does_not_care_shows_nothing(model: Replay) -> None:
    found = theorem("", fault="zero", replay=model)(less_than_twice).check()
    assert found.proved and found.refuted and not found.replayed
