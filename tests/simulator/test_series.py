# SPDX-License-Identifier: Apache-2.0
"""A series is a step function."""

import numpy as np
import pytest

from steelyard.simulator.series import Series

STEPS = Series(np.array([100, 200, 400]), np.array([1.0, 2.0, -4.0]))


def test_a_value_holds_until_the_next_record() -> None:
    times = np.array([400, 100, 199, 200, 399, 10**9])
    assert STEPS.at(times).tolist() == [-4, 1, 1, 2, 2, -4]
    assert len(STEPS) == 3


def test_no_times_no_values() -> None:
    assert STEPS.at(np.array([], dtype=np.int64)).tolist() == []


def test_there_is_nothing_before_the_first_record() -> None:
    with pytest.raises(ValueError, match="begins at second 100, after 99"):
        STEPS.at(np.array([150, 99]))


def test_a_constant_holds_always() -> None:
    assert Series.constant(0.05).at(np.array([-(10**12), 0, 10**12])).tolist() == [0.05] * 3


@pytest.mark.parametrize(
    ("times", "values", "fault"),
    [
        ([], [], "0 times and 0 values"),
        ([1, 2], [1.0], "2 times and 1 values"),
        ([1, 1], [1.0, 2.0], "do not rise"),
        ([2, 1], [1.0, 2.0], "do not rise"),
        ([1, 2], [1.0, np.nan], "not finite"),
    ],
)
def test_refusals(times: list[int], values: list[float], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Series(np.array(times), np.array(values))
