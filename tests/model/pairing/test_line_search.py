# SPDX-License-Identifier: Apache-2.0
"""Whoever calls, and when, changes nothing; nobody gains; every rule that is taken away is missed.

`make confluence` plays 20,000 schedules and 30,000 cases.
"""

import pytest

from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.line import Kind
from tests.model.pairing import line_money, line_search
from tests.model.pairing.line_faults import FAULTS, variant
from tests.model.pairing.line_search import ENOUGH, Violation, search

SCHEDULES = 250
CASES = 1_200


def test_every_schedule_ends_alike() -> None:
    """PAIR-LINE-01 and PAIR-LINE-03."""
    seen = search(SCHEDULES, seed=1)
    assert seen["schedule"] == SCHEDULES
    wanted = [f"{kind.name.lower()}: done" for kind in Kind] + ["death", "phase ended", "claim", "result: cap"]
    assert all(seen[kind] >= ENOUGH for kind in wanted), {kind: seen[kind] for kind in wanted}


def test_a_lone_entry_gains_nothing() -> None:
    """PAIR-LINE-02."""
    seen = line_money.judge(CASES, seed=1)
    assert not line_money.missing(seen)


def test_a_variant_without_changes_is_honest() -> None:
    rules, shell = variant([])
    assert search(5, seed=2, shell=shell, rules=rules)["schedule"] == 5
    assert line_money.judge(20, seed=2, rules=rules)


@pytest.mark.parametrize("name", FAULTS)
def test_a_rule_taken_away_is_missed(name: str) -> None:
    judge, changes = FAULTS[name]
    rules, shell = variant(changes)
    with pytest.raises((Violation, Reverted, ZeroDivisionError)):
        judge(rules, shell)


def test_a_run_that_saw_nothing_fails() -> None:
    assert line_search.missing(search(1, seed=1))
    assert line_money.missing(line_money.judge(1, seed=1))
