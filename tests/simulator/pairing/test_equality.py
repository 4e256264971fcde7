# SPDX-License-Identifier: Apache-2.0
"""The fast engine against the integer twin. What the two must agree on to a billionth, and how much is dust.

A NAV is relative to itself down to a ten-thousandth of a dollar, a millionth of where it began: below that the twin
has no digits left. Sums are relative to themselves or to a hundredth of the greatest NAV.

Where a price is at a bound of the range to the last digit the two may step differently, as the twin rounds bounds down.
A price must come back to the very answer of an earlier rebalance for that: no random one does.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.simulator.run import Run
from tests.simulator.pairing.scenarios import scenario

TOLERANCE = 1e-9
DUST = 1e-4  # dollars


def check_equal(fast: Run, exact: Run) -> None:
    """Bar by bar, fill by fill and in total."""
    assert (fast.exact, exact.exact) == (False, True)
    assert fast.nav == pytest.approx(exact.nav, rel=TOLERANCE, abs=TOLERANCE * DUST, nan_ok=True)
    dust = TOLERANCE * float(np.nanmax(exact.nav)) / 100
    for name in ("exposure", "interest", "fees", "cost"):
        near = pytest.approx(getattr(exact, name), rel=TOLERANCE, abs=dust, nan_ok=True)
        assert getattr(fast, name) == near, name
    assert fast.totals == pytest.approx(exact.totals, rel=TOLERANCE, abs=dust)
    assert fast.fills.bar.tolist() == exact.fills.bar.tolist()
    for name in ("exposure_before", "exposure_after", "volume"):
        near = pytest.approx(getattr(exact.fills, name), rel=TOLERANCE, abs=TOLERANCE, nan_ok=True)
        assert getattr(fast.fills, name) == near, name
    lost, lost_exact = (run.fills.cost * run.fills.volume for run in (fast, exact))
    assert lost == pytest.approx(lost_exact, rel=TOLERANCE, abs=TOLERANCE, nan_ok=True)


@pytest.mark.parametrize("wild", [False, True])
@given(seed=st.integers(0, 2**32 - 1))
def test_both_engines_make_the_same_run(wild: bool, seed: int) -> None:
    rule, path, world = scenario(seed, wild=wild)
    fast = rule.run(path, world)
    check_equal(fast, rule.run_exact(path, world))
    assert np.array_equal(rule.run(path, world, record=False).totals, fast.totals, equal_nan=True)


def test_the_scenarios_are_worth_the_name() -> None:
    """In a hundred there are tokens that end, calls of many steps or of all 64, and keepers who stay away."""
    runs = [rule.run(path, world) for rule, path, world in (scenario(seed, wild=True) for seed in range(100))]
    assert sum(run.totals.ended >= 0 for run in runs) >= 10
    steps = [max(np.bincount(run.fills.bar), default=0) for run in runs]
    assert sum(count > 20 for count in steps) >= 10 and 64 in steps
    assert sum(run.totals.fills == 0 and run.totals.outside > 0 for run in runs) >= 5
