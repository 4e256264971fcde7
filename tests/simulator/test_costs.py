# SPDX-License-Identifier: Apache-2.0
"""The study of what holders pay: it counts what it played, and says what is above the goals."""

from dataclasses import dataclass

import numpy as np
import pytest

from steelyard.model.clock import DAY
from steelyard.simulator.path import Path
from studies.parameters import costs
from studies.parameters.trial import FIVE_MINUTES

PRICES = DAY // FIVE_MINUTES


@dataclass(frozen=True)
class Made:
    """So many days of a random walk, in the place of months."""

    count: int
    swing: float
    name: str = "made"

    @property
    def months(self) -> range:
        return range(self.count)

    @property
    def parts(self) -> tuple[range, ...]:
        return (range(self.count),)

    def path(self, index: int) -> Path:
        moves = np.random.default_rng(index).standard_normal(PRICES) * self.swing
        return Path.of_closes(np.arange(PRICES) * FIVE_MINUTES, 2_000 * np.exp(np.cumsum(moves)))


def played(count: int, swing: float, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    monkeypatch.setattr(costs, "GAS", (costs.CHEAP,))
    monkeypatch.setattr(costs, "MIN_FILLS", 0)
    shown: list[str] = []
    return costs.report(Made(count, swing), shown.append), shown  # type: ignore[arg-type]


def test_calm_prices_meet_the_goals_and_wild_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    calm, wild = 0.0005, 0.006
    faults, shown = played(costs.MIN_MONTHS, calm, monkeypatch)
    assert faults == [] and len(shown) > 15
    faults, _ = played(costs.MIN_MONTHS, wild, monkeypatch)
    assert [fault.split(" costs ")[0] for fault in faults] == [
        "a keeper who keeps 100%", "a keeper who keeps 0%",
    ]  # fmt: skip


def test_too_few_months_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    faults, _ = played(3, 0.0005, monkeypatch)
    assert faults == [f"3 months; at least {costs.MIN_MONTHS}"]


def test_hardly_any_fill_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices that seem to last a twentieth of their time cost a twentieth: that is no verdict."""
    monkeypatch.setattr(costs, "GAS", (costs.CHEAP,))
    faults = costs.report(Made(costs.MIN_MONTHS, 0.0001), lambda line: None)  # type: ignore[arg-type]
    assert len(faults) == 2 and all(f"at least {costs.MIN_FILLS}" in fault for fault in faults)
