# SPDX-License-Identifier: Apache-2.0
"""From bars to the order in which prices were seen."""

import numpy as np
import pytest

from steelyard.simulator.bars import Bars
from steelyard.simulator.path import Path

NAN = float("nan")


def bars_of(*rows: tuple[float, float, float, float], step: int = 3600) -> Bars:
    time = np.arange(len(rows), dtype=np.int64) * step
    return Bars("ETH", step, time, *(np.array(column) for column in zip(*rows, strict=True)))


def test_a_rising_bar_sees_its_low_first_and_a_falling_one_its_high() -> None:
    path = Path.of(bars_of((10, 14, 8, 12), (12, 13, 7, 9)))
    assert path.price.tolist() == [10, 8, 14, 12, 12, 13, 7, 9]
    assert path.time.tolist() == [0, 900, 1800, 2700, 3600, 4500, 5400, 6300]
    assert path.bar_price.tolist() == [12, 9]
    assert path.bar_time.tolist() == [2700, 6300]


def test_a_bar_without_a_price_stays_without() -> None:
    for path in (
        Path.sampled(bars_of((10, 14, 8, 12), (NAN,) * 4), 8),
        Path.sampled(bars_of((9, 9, 9, 9), (NAN,) * 4), 8),
    ):
        assert np.isnan(path.price[8:]).all()
        assert np.isfinite(path.price[:8]).all()


def test_sampled_ways_go_exactly_as_far_as_their_bars() -> None:
    rng = np.random.default_rng(3)
    inner = np.sort(rng.uniform(50, 150, (400, 4)), axis=1)
    rows = [
        (one[1], one[3], one[0], one[2]) if odd else (one[2], one[3], one[0], one[1]) for odd, one in enumerate(inner)
    ]
    rows += [(10, 12, 10, 12), (12, 12, 10, 10), (10, 12, 10, 10), (12, 12, 10, 12), (11, 11, 11, 11)]
    bars = bars_of(*rows)
    for per_bar in (4, 7, 60):
        found = Path.sampled(bars, per_bar).price.reshape(len(bars), per_bar)
        assert (found[:, 0] == bars.open).all() and (found[:, -1] == bars.close).all()
        assert (found.max(axis=1) == bars.high).all() and (found.min(axis=1) == bars.low).all()


def test_ways_repeat_by_seed_and_index_and_differ_else() -> None:
    bars = bars_of(*[(10, 14, 8, 12)] * 50)
    first, again = Path.sampled(bars, 60, 5, 2), Path.sampled(bars, 60, 5, 2)
    assert np.array_equal(first.price, again.price)
    for other in (Path.sampled(bars, 60, 6, 2), Path.sampled(bars, 60, 5, 3)):
        assert not np.array_equal(first.price, other.price)


@pytest.mark.parametrize(("step", "count"), [(1, 4), (5, 5), (60, 20), (300, 20), (3_600, 60), (86_400, 1_440)])
def test_there_is_a_price_a_minute_and_at_least_twenty(step: int, count: int) -> None:
    path = Path.sampled(bars_of((10, 14, 8, 12), (12, 13, 7, 9), step=step))
    assert path.per_bar == count
    assert path.apart == pytest.approx(step / count, rel=0.3)


def test_too_few_and_too_many_prices_are_refused() -> None:
    with pytest.raises(ValueError, match="3 prices a bar; it takes 4 or more"):
        Path.sampled(bars_of((1, 2, 1, 2)), 3)
    with pytest.raises(ValueError, match="61 prices in a bar of 60 seconds; at most one a second"):
        Path.sampled(bars_of((1, 2, 1, 2), step=60), 61)


def test_between_takes_the_bars_that_open_there() -> None:
    chosen = bars_of(*[(1, 1, 1, float(1))] * 5).between(3600, 10_800)
    assert chosen.time.tolist() == [3600, 7200]
    assert len(chosen) == 2
    assert chosen.missing == 0
