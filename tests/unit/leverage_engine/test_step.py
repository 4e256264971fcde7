# SPDX-License-Identifier: Apache-2.0
from collections import Counter

import pytest

from steelyard.model.clock import DAY
from steelyard.model.leverage.leverage_engine import Step
from steelyard.model.libraries.rounding import MAX_UINT256
from tests.unit.leverage_engine.cases import ETHER, NOW, PRICE, USD, ending, position, positions
from tests.unit.leverage_engine.conftest import Both


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_step(both: Both, is_bear: bool) -> None:
    done: Counter[Step] = Counter()
    for e, p in positions(seed=7):
        for step in Step:
            for booked in (False, True):
                for dollar in (USD, 10**15):
                    done[step] += not isinstance(both.step(step, e, p, is_bear, dollar, booked, NOW), str)
    assert all(done[step] >= 10 for step in Step), done


def test_what_is_booked_at_once(both: Both) -> None:
    """A sale that begins with A < D, and a dead sale; nothing else but an impairment."""

    def booked(step: Step, stage: int, ratio: float, price: int = PRICE, **more: int) -> int:
        return int(both.step(step, ending(stage, **more), position(ratio, price), False, USD, False, NOW)[1])

    assert booked(Step.START_WIND_DOWN, 0, 0.9) == MAX_UINT256
    assert booked(Step.CONFIRM_WIND_DOWN, 1, 51) == MAX_UINT256
    assert booked(Step.CONFIRM_WIND_DOWN, 1, 0.9) == 300_000 * USD * 95 // 100
    assert booked(Step.CONFIRM_WIND_DOWN, 1, 3) == MAX_UINT256
    dead = {"gap": 8 * DAY, "reported": NOW - 7 * DAY}
    assert booked(Step.REPORT_ORACLE, 1, 3, 0, **dead) == pytest.approx(200_000 * USD, abs=1)
    assert booked(Step.IMPAIR, 2, 0.9) == 300_000 * USD * 95 // 100


def test_a_dollar_is_told_at_the_price_just_read(both: Both) -> None:
    p = position(51)
    assert both.step(Step.START_WIND_DOWN, ending(), p, False, p.debt + 1, False, NOW) == "wind-down: under a dollar"
    in_quote = p.debt * 10**36 // PRICE
    assert in_quote < 100 * ETHER
    refused = both.step(Step.START_WIND_DOWN, ending(), p, True, in_quote + 1, False, NOW)
    assert refused == "wind-down: under a dollar"
    assert not isinstance(both.step(Step.START_WIND_DOWN, ending(), p, True, in_quote, False, NOW), str)
