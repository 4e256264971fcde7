# SPDX-License-Identifier: Apache-2.0
"""What the demo computes itself: the path through a bar, checks, conversions, and reading the Lens."""

import math

import pytest

from steelyard.chain.abi import named
from steelyard.demo.bars import Bar, day, end_of, load_bars, minute, ticks
from steelyard.demo.checks import Checks
from steelyard.demo.leverage.keeper import in_usdc
from steelyard.demo.units import FEED, USDC, uniswap_price, worth
from steelyard.model.libraries.rounding import WAD

HOUR = 3_600
RISING = Bar(0, 100 * FEED, 120 * FEED, 90 * FEED, 110 * FEED)
FALLING = Bar(HOUR, 110 * FEED, 115 * FEED, 70 * FEED, 80 * FEED)


def test_the_bundled_week_is_whole() -> None:
    bars = load_bars()
    assert [bar.time for bar in bars] == [1_621_209_600 + HOUR * hour for hour in range(168)]
    assert all(bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high for bar in bars)
    assert min(bar.low for bar in bars) == 1_732 * FEED
    assert end_of(bars) == bars[0].time + 7 * 24 * HOUR


def test_a_rising_hour_visits_its_low_first() -> None:
    assert [price // FEED for _, price in RISING.path()] == [100, 90, 120, 110]
    assert [price // FEED for _, price in FALLING.path()] == [110, 115, 70, 80]


@pytest.mark.parametrize("step", [0.01, 0.03, 0.5])
def test_ticks_visit_every_point_in_time_and_never_step_too_far(step: float) -> None:
    seen = list(ticks([RISING, FALLING], step))
    assert set(RISING.path() + FALLING.path()) <= {(tick.time, tick.price) for tick in seen}
    assert all(before.time < after.time for before, after in zip(seen, seen[1:], strict=False))
    moves = [abs(math.log(after.price / before.price)) for before, after in zip(seen, seen[1:], strict=False)]
    assert max(moves) <= math.log(1 + step) * (1 + 1e-6)


def test_a_large_step_takes_no_more_than_the_points() -> None:
    assert [(tick.time, tick.price) for tick in ticks([RISING, FALLING], 1)] == RISING.path() + FALLING.path()


@pytest.mark.parametrize("step", [0, -0.1, 1.5])
def test_a_step_out_of_bounds_is_refused(step: float) -> None:
    with pytest.raises(ValueError, match=f"largest step {step} is not within 0 and 1"):
        list(ticks([RISING], step))


def test_days_and_minutes_are_utc() -> None:
    assert day(1_621_425_600) == "2021-05-19"
    assert minute(1_621_425_600) == "19 May 12:00"


def test_a_failed_check_is_kept_with_both_numbers() -> None:
    checks = Checks()
    checks.equal("even", 5, 5)
    checks.equal("near", 1_000, 1_001, tolerance=1)
    checks.equal("off", 1_000, 1_002, tolerance=1)
    assert [check.name for check in checks.failed()] == ["off"]
    assert checks.failed()[0].detail == "1,000 against 1,002 (rounding: up to 1)"


def test_prices_and_worth() -> None:
    assert uniswap_price(3_000 * FEED) == 3_000 * 10**36 * USDC // WAD
    assert worth(50 * USDC, WAD // 2, 3_000 * FEED) == 1_550


@pytest.mark.parametrize(("is_bear", "in_debt_asset"), [(False, True), (True, False)])
def test_the_quote_side_is_taken_as_it_is(is_bear: bool, in_debt_asset: bool) -> None:
    assert in_usdc(is_bear, 3_000 * FEED, 7, in_debt_asset) == 7


@pytest.mark.parametrize(("is_bear", "in_debt_asset"), [(True, True), (False, False)])
def test_the_underlying_side_is_converted(is_bear: bool, in_debt_asset: bool) -> None:
    assert in_usdc(is_bear, 3_000 * FEED, WAD, in_debt_asset) == 3_000 * USDC


def test_answers_of_the_lens_get_their_names() -> None:
    parts = [
        {"name": "a", "type": "uint256"},
        {"name": "b", "type": "tuple", "components": [{"name": "c", "type": "bool"}]},
    ]
    output = {"type": "tuple[]", "components": parts}
    assert named(output, [(1, (True,)), (2, (False,))]) == [{"a": 1, "b": {"c": True}}, {"a": 2, "b": {"c": False}}]
