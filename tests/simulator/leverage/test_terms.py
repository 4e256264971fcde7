# SPDX-License-Identifier: Apache-2.0
"""The parameters: their defaults are those of the protocol's markets, and what no market can be is refused."""

from dataclasses import replace

import pytest

from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import parameters
from steelyard.simulator.leverage import Borrowed


@pytest.mark.parametrize(("exposure", "is_bear"), [(2, False), (3, False), (1, True), (2, True), (3, True)])
def test_defaults_are_the_presets(exposure: int, is_bear: bool) -> None:
    ours = Borrowed(exposure=exposure, is_bear=is_bear).parameters(WAD)
    expected = parameters(exposure * WAD, is_bear, WAD)
    assert replace(ours, upper=expected.upper) == expected
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
    with pytest.raises(ValueError, match="landing"):
        Borrowed(landing=0.95)
    with pytest.raises(ValueError, match="band 0.7 to 1.1"):
        Borrowed(lower=0.7, upper=1.1)
