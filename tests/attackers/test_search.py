# SPDX-License-Identifier: Apache-2.0
"""The search finds what is there to be found, says what it did, and a verdict says what is wrong."""

import boa
import pytest

from tests.attackers.search import REVERTED, Amount, Attacker, Choice, Part, Plan, Span, Steps, attempt, search
from tests.attackers.verdicts import bound_faults, control_faults, judge
from tests.support.contracts import deploy

_PEAK = 12_345_678


class Climber(Attacker):
    """Earns most at one amount, in one order of two moves; the weakened world pays ten times as much."""

    name = story = bound_means = weakness = "climber"
    evaluations = 400
    unit = 1
    bound = 1_000_000

    def __init__(self, weakened: bool = False) -> None:
        self.factor = 10 if weakened else 1
        self.space = {
            "amount": Amount(1, 10**12),
            "steps": Steps(3, up={"by": Span(0, 9)}, down={"part": Part()}),
            "is_open": Choice(True, True, True, False),
        }

    def play(self, plan: Plan) -> int:
        if not plan["is_open"]:
            boa.env.raw_call(self.closed)
        order = [name for name, _ in plan["steps"]] == ["up", "down"]
        missed = abs(plan["amount"] - _PEAK) * 1_000_000 // max(plan["amount"], _PEAK)
        return self.factor * (1_000_000 - missed) if order else -1

    closed = ""


@pytest.fixture(autouse=True)
def closed() -> None:
    """A contract that refuses whatever it is sent."""
    Climber.closed = str(deploy("MockAsset", 6).address)


def test_finds_the_best_plan_and_always_the_same() -> None:
    found = search(Climber())
    assert found == search(Climber())
    assert found.profit > 990_000
    assert abs(found.plan["amount"] - _PEAK) < _PEAK // 100
    assert (found.evaluations, found.refused > 20) == (400, True)


def test_the_budget_is_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_SEARCH", "0.1")
    assert search(Climber()).evaluations == 40


def test_stops_when_it_has_enough() -> None:
    found = search(Climber(), enough=100_000)
    assert found.profit > 100_000
    assert found.evaluations < 400


def test_a_world_that_refuses_everything_is_a_fault() -> None:
    climber = Climber()
    climber.space = {**climber.space, "is_open": Choice(False)}
    found = search(climber)
    assert (found.profit, found.refused) == (REVERTED, 400)
    assert bound_faults(climber.bound, found) == ["every plan was refused"]


def test_a_refused_step_can_be_left_out() -> None:
    with attempt():
        boa.env.raw_call(Climber.closed)


def test_a_verdict_says_what_is_wrong() -> None:
    verdict = judge(Climber)
    assert verdict.faults == []
    assert bound_faults(1_000, verdict.found)[0].startswith(f"profit {verdict.found.profit} is above the bound 1000")
    assert "not above" in control_faults(10**9, verdict.control)[0]
