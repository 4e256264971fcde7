# SPDX-License-Identifier: Apache-2.0
"""An end that hangs on one bar is told; one that would have come anyway, or none, is not."""

import numpy as np
import pytest

from steelyard.simulator import fragile
from steelyard.simulator.bars import Bars
from steelyard.simulator.path import Path
from steelyard.simulator.rules import named
from steelyard.simulator.run import Totals
from steelyard.simulator.world import World

HOUR = 3_600
Row = tuple[float, float, float, float]


def bars_of(*rows: Row) -> Bars:
    opened, high, low, close = np.array(rows, dtype=float).T
    return Bars("ETH", HOUR, HOUR * np.arange(len(rows)), opened, high, low, close)


def notes(rule: str, *rows: Row) -> list[str]:
    chosen, bars = named(rule), bars_of(*rows)

    def again(other: Bars) -> Totals:
        return chosen.run(Path.of(other), World.default(), record=False).totals

    return fragile.told(rule, again(bars), chosen.factor, bars, again)


CALM: Row = (100, 101, 99, 100)


@pytest.mark.parametrize("rule", ["ftx:3", "daily:3"])
def test_a_wick_that_ended_it(rule: str) -> None:
    [note] = notes(rule, *[CALM] * 30, (100, 101, 41, 100), *[CALM] * 30)
    assert note.startswith(
        f"{rule} ended 1970-01-02 06:00:00 because of one bar: 1970-01-02 06:00:00 whose low of 41 is 59% beyond "
        "its open and close; without that it lives, with a NAV of "
    )


def test_a_bear_ends_at_a_high() -> None:
    [note] = notes("daily:-3", *[CALM] * 30, (100, 150, 99, 100), *[CALM] * 30)
    assert "whose high of 150 is 50% beyond" in note


def test_a_crash_that_stayed_is_no_such_end() -> None:
    assert notes("daily:3", *[CALM] * 30, (100, 101, 41, 45), *[(45.0, 46.0, 44.0, 45.0)] * 30) == []


def test_nor_is_one_that_two_bars_saw() -> None:
    assert notes("daily:3", *[CALM] * 30, (100, 101, 41, 100), (100, 101, 41, 100), *[CALM] * 30) == []


def test_a_token_that_lives_has_no_end() -> None:
    assert notes("daily:3", *[CALM] * 30) == []
