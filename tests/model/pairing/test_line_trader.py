# SPDX-License-Identifier: Apache-2.0
"""The stale-oracle trader on the line: whatever they give, they pay their fee, and keepers make no difference."""

import pytest

from steelyard.model.pairing.line import Kind
from studies.stale_trader.library import bundled
from studies.stale_trader.line import ENOUGH, Gains, trade
from tests.model.pairing.line_search import summary

LATEST = 10**6  # rounds: once, at the end


@pytest.mark.parametrize("target", [2, 3, 10])
def test_no_entry_gains_on_average(target: int) -> None:
    gains, _ = trade(bundled(), target)
    assert not gains.missing
    assert all(gains.mean(kind) < 0 for kind in Kind), {kind.name: gains.mean(kind) for kind in Kind}


def test_late_and_absent_keepers_change_nothing() -> None:
    found = [trade(bundled(), 3, late) for late in (0, 1, LATEST)]
    ends = [[summary(line) for line in lines] for _, lines in found]
    assert ends[0] == ends[1] == ends[2]
    assert sum(len(line.outcomes) for line in found[0][1]) >= 8 * ENOUGH


def test_a_tape_that_shows_too_little_says_so() -> None:
    assert set(Gains().missing) == {kind.name for kind in Kind}
