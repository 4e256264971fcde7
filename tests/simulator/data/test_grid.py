# SPDX-License-Identifier: Apache-2.0
"""Coarser bars and joined series say the same as the bars that they are made of."""

import numpy as np
import pytest

from steelyard.simulator.bars import Bars
from steelyard.simulator.data.grid import aggregate, join, merge, on_grid

HOUR = 3_600
BEGIN = 1_621_382_400


def random_bars(count: int, *, begin: int = BEGIN, step: int = 300, seed: int = 1) -> Bars:
    """A fifth of them without a price."""
    rng = np.random.default_rng(seed)
    prices = np.sort(rng.lognormal(size=(count, 4)), axis=1)
    prices[rng.random(count) < 0.2] = np.nan
    low, opened, close, high = prices.T
    return Bars("ETH", step, begin + step * np.arange(count), opened, high, low, close)


def plainly(bars: Bars, step: int) -> list[tuple[float, ...]]:
    """Aggregated bar by bar."""
    coarse: dict[int, list[float]] = {int(time) - int(time) % step: [np.nan] * 4 for time in bars.time}
    for time, *prices in zip(bars.time, bars.open, bars.high, bars.low, bars.close, strict=True):
        if np.isnan(prices[3]):
            continue
        bar = coarse[int(time) - int(time) % step]
        if np.isnan(bar[0]):
            bar[:] = prices
        bar[1], bar[2], bar[3] = max(bar[1], prices[1]), min(bar[2], prices[2]), prices[3]
    return [(time, *bar) for time, bar in coarse.items()]


@pytest.mark.parametrize(("first", "count"), [(0, 24), (0, 1), (5, 100), (11, 2), (3, 3)])
def test_aggregate_is_what_a_plain_loop_makes(first: int, count: int) -> None:
    fine = random_bars(count, begin=BEGIN + 300 * first, seed=count)
    coarse = aggregate(fine, HOUR)
    columns = (coarse.time, coarse.open, coarse.high, coarse.low, coarse.close)
    np.testing.assert_array_equal(np.column_stack(columns), plainly(fine, HOUR))
    assert (coarse.symbol, coarse.step) == ("ETH", HOUR)


def test_a_coarse_bar_has_a_price_if_any_fine_bar_has_one() -> None:
    nothing = [np.nan] * 11
    fine = Bars(
        "ETH", 300, BEGIN + 300 * np.arange(24), *(np.array([7.0, *nothing, np.nan, *nothing]) for _ in range(4))
    )
    assert aggregate(fine, HOUR).missing == 1
    assert aggregate(fine, HOUR).close[0] == 7


@pytest.mark.parametrize(("step", "begin"), [(450, BEGIN), (100, BEGIN), (HOUR, BEGIN + 60)])
def test_aggregate_refuses_parts_of_bars(step: int, begin: int) -> None:
    with pytest.raises(ValueError, match="do not make up bars of"):
        aggregate(random_bars(5, begin=begin), step)


def test_join_leaves_what_is_between_without_a_price() -> None:
    whole = random_bars(100)
    joined = join([whole.between(BEGIN, BEGIN + 3000), whole.between(BEGIN + 6000, BEGIN + 9000)])
    np.testing.assert_array_equal(joined.time, BEGIN + 300 * np.arange(30))
    np.testing.assert_array_equal(joined.high[:10], whole.high[:10])
    assert np.isnan(joined.high[10:20]).all()
    np.testing.assert_array_equal(joined.low[20:], whole.low[20:30])


@pytest.mark.parametrize(("begin", "step"), [(BEGIN + 300 * 9, 300), (BEGIN + 3100, 300), (BEGIN + 3600, 600)])
def test_join_refuses_what_does_not_continue(begin: int, step: int) -> None:
    with pytest.raises(ValueError, match="does not continue"):
        join([random_bars(10), random_bars(10, begin=begin, step=step)])


def test_on_grid_keeps_every_price_at_its_time() -> None:
    bars = on_grid("ETH", 60, np.array([120, 180, 360]), [np.array([1.0, 2.0, 3.0])] * 4)
    np.testing.assert_array_equal(bars.time, [120, 180, 240, 300, 360])
    np.testing.assert_array_equal(bars.close, [1, 2, np.nan, np.nan, 3])


def test_merge_takes_the_later_price_and_keeps_what_it_lacks() -> None:
    older, later = random_bars(30), random_bars(30, begin=BEGIN + 300 * 20, seed=2)
    merged = merge(older, later)
    assert len(merged) == 50
    for number in range(50):
        ours = number - 20
        wanted = later.close[ours] if ours >= 0 and later.close[ours] == later.close[ours] else np.nan
        if wanted != wanted and number < 30:
            wanted = older.close[number]
        np.testing.assert_equal(merged.close[number], wanted)
    np.testing.assert_array_equal(merge(later, older).time, merged.time)


@pytest.mark.parametrize(("begin", "step"), [(BEGIN + 100, 300), (BEGIN, 600)])
def test_merge_refuses_another_grid(begin: int, step: int) -> None:
    with pytest.raises(ValueError, match="is not on the grid of those before"):
        merge(random_bars(10), random_bars(10, begin=begin, step=step))
