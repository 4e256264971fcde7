# SPDX-License-Identifier: Apache-2.0
"""The fast engine against the integer twin: equal to a billionth in everything that a run says.

NAV and exposure are relative to themselves, down to a thousandth of a dollar or of the underlying. Sums are dollars a
share and relative to the first NAV, the keeper's profit to the token's equity: parts of them cancel out.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.simulator.run import FIRST_NAV, Run, Totals
from tests.simulator.leverage.scenarios import scenario

TOLERANCE = 1e-9
SMALL = 1e-3
SCALES = {"interest": FIRST_NAV, "fees": FIRST_NAV, "cost": FIRST_NAV}


def check_equal(fast: Run, exact: Run, equity: float) -> None:
    """Bar by bar, fill by fill and in total."""
    assert (fast.exact, exact.exact) == (False, True)
    for name in ("nav", "exposure", "interest", "fees", "cost"):
        _check(getattr(fast, name), getattr(exact, name), SCALES.get(name, SMALL), name)
    for name in Totals._fields:
        scale = SCALES.get(name, equity if name == "keeper_profit" else SMALL)
        _check(getattr(fast.totals, name), getattr(exact.totals, name), scale, name)
    for name in ("bar", "exposure_before", "exposure_after", "volume", "cost"):
        _check(getattr(fast.fills, name), getattr(exact.fills, name), 1.0, f"fills' {name}")


def _check(fast: object, exact: object, scale: float, name: str) -> None:
    near = pytest.approx(exact, rel=TOLERANCE, abs=TOLERANCE * scale, nan_ok=True)
    assert fast == near, name


@given(seed=st.integers(0, 2**32 - 1))
def test_both_engines_make_the_same_run(seed: int) -> None:
    rule, path, world = scenario(seed)
    fast = rule.run(path, world)
    check_equal(fast, rule.run_exact(path, world), world.equity)
    assert np.array_equal(rule.run(path, world, record=False).totals, fast.totals, equal_nan=True)


def test_the_scenarios_are_worth_the_name() -> None:
    """In two hundred there are wind-downs, lenders who lose, reserves that help, and tokens that nobody keeps."""
    totals = [rule.run(path, world, record=False).totals for rule, path, world in map(scenario, range(200))]
    assert sum(one.ended >= 0 for one in totals) >= 20
    assert sum(one.lender_loss > 0 for one in totals) >= 20
    assert sum(one.reserve_used > 0 for one in totals) >= 3
    assert sum(one.fills == 0 and one.outside > 0 for one in totals) >= 10
    assert sum(one.fills > 20 for one in totals) >= 20
