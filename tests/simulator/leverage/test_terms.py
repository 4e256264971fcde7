# SPDX-License-Identifier: Apache-2.0
"""The parameters: their defaults are those of the protocol's markets, and what no market can be is refused."""

import pytest

from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.leverage import Borrowed
from studies.crashes.kinds import Kind
from studies.crashes.market import TOLERANCE, LeverageMarket


@pytest.mark.parametrize(("exposure", "is_bear"), [(2, False), (3, False), (1, True), (2, True), (3, True)])
def test_defaults_are_those_of_the_crash_replay(exposure: int, is_bear: bool) -> None:
    terms = Borrowed(exposure=exposure, is_bear=is_bear)
    expected = LeverageMarket(Kind(exposure, is_bear), 150_000, 2_000 * 10**8, 1_600_000_000).token.rule
    ours = terms.parameters(WAD).rule()
    assert ours.tolerance == TOLERANCE
    assert (ours.target, ours.lower, ours.interval) == (expected.target, expected.lower, expected.interval)
    assert ours.upper == pytest.approx(expected.upper, rel=1e-15)


def test_names() -> None:
    assert Borrowed().name == "steelyard 3x"
    assert Borrowed(exposure=1.5).name == "steelyard 1.5x"
    bear = Borrowed(exposure=2, is_bear=True)
    assert (bear.name, bear.factor, bear.debt_ratio) == ("steelyard -2x", -2, 2)


def test_what_no_market_can_be_is_refused() -> None:
    with pytest.raises(ValueError, match="bull has no exposure of 1"):
        Borrowed(exposure=1)
    with pytest.raises(ValueError, match="bear has no exposure of 0"):
        Borrowed(exposure=0, is_bear=True)
    with pytest.raises(ValueError, match="band 0.7 to 1.1"):
        Borrowed(lower=0.7, upper=1.1)
