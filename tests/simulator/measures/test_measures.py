# SPDX-License-Identifier: Apache-2.0
"""Measures of runs made by hand, so that the right answer is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from steelyard.simulator.bars import Floats
from steelyard.simulator.measures import ideals
from steelyard.simulator.measures.attribution import attribute
from steelyard.simulator.measures.tracking import against, multiple
from steelyard.simulator.run import FIRST_NAV, Fills, Run, Totals

HOUR = 3600
NAN = float("nan")


def run_of(
    price: Sequence[float] | Floats, nav: Sequence[float] | Floats, *, factor: float = 3, fills: Sequence[int] = ()
) -> Run:
    """A run of hourly bars with nothing in it but prices, NAVs and when it was rebalanced."""
    length = len(price)
    nothing, ones = np.zeros(length), np.ones(len(fills))
    totals = Totals(nav[-1], 2.0, 1.0, 0.5, len(fills), 0, 0, 0, 0, 0, 0, -1)
    time = np.arange(length, dtype=np.int64) * HOUR
    return Run(
        "by hand", factor, False, totals, time, np.array(price), np.array(nav), nothing, nothing, nothing, nothing,
        Fills(np.array(fills, dtype=np.int64), ones, ones, ones, ones),
    )  # fmt: skip


def test_every_bar_multiplies_the_returns() -> None:
    run = run_of([100, 90, 100], [100, 70, 90])
    assert ideals.every_bar(run) == pytest.approx([100, 70, 70 * (1 + 3 / 9)])


def test_a_gap_in_the_prices_is_crossed_in_one_step() -> None:
    run = run_of([100, NAN, 110], [100, NAN, 130])
    assert ideals.every_bar(run) == pytest.approx([100, 100, 130])


def test_nothing_comes_back_from_zero() -> None:
    assert ideals.every_bar(run_of([100, 60, 100], [100, 0, 0])) == pytest.approx([100, 0, 0])


def test_daily_drifts_within_the_day_and_is_restored_at_its_end() -> None:
    price = [100.0] * 23 + [110.0] + [99.0] * 24  # +10% in the last hour of day one, -10% at once on day two
    nav = ideals.daily(run_of(price, [100.0] * 48))
    assert nav[22] == pytest.approx(100)
    assert nav[23] == pytest.approx(130)
    assert nav[24:] == pytest.approx(130 * 0.7)


def test_since_rebalance_starts_anew_in_the_bar_after_a_fill() -> None:
    run = run_of([100, 90, 81], [100, 70, 49], fills=[1])
    assert ideals.since_rebalance(run) == pytest.approx([100, 70, 49])
    assert multiple(run) == pytest.approx((0, 0))


def test_multiple_says_how_far_at_worst() -> None:
    found = multiple(run_of([100, 90, 80], [100, 70, 30]))
    assert found.worst == pytest.approx(0.1)
    assert found.mean == pytest.approx(0.1 / 3)


def test_tracking_of_a_token_that_loses_a_basis_point_a_day() -> None:
    days = 50
    price = np.repeat(100 * 1.01 ** np.arange(days), 24)
    run = run_of(price, price)
    found = against(run, price * np.repeat(np.exp(0.0001 * np.arange(days)), 24))
    assert found.ahead == pytest.approx(-0.0365)
    assert found.wobble == pytest.approx(0, abs=1e-9)
    assert found.end == pytest.approx(np.exp(-0.0001 * (days - 1)))


def test_the_parts_add_up_to_the_result() -> None:
    split = attribute(run_of([100, 80, 105], [100, 40, 95]))
    assert split.result == pytest.approx(95 - FIRST_NAV)
    assert split.exposure == pytest.approx(15)
    assert (split.interest, split.fees, split.cost) == (-2, -1, -0.5)
    assert split.drag == pytest.approx(-5 - 15 + 3.5)


def test_no_price_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no price"):
        ideals.every_bar(run_of([NAN, NAN], [NAN, NAN]))
