# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from steelyard.model.libraries.rounding import WAD
from tests.unit.leverage_engine.cases import ETHER, TOLERANCE, position, positions, rule
from tests.unit.leverage_engine.conftest import Both

ALL = 2**100


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_position(both: Both, is_bear: bool) -> None:
    for p in positions(seed=1):
        for maximum in (0, ETHER, ALL):
            for cost in (-WAD, -WAD // 100, 0, WAD // 1_000, TOLERANCE.emergency, WAD // 2, WAD):
                both.deleverage_fill(rule(is_bear), p, maximum, cost)


def test_reasons(both: Both) -> None:
    """1 outside the band, 2 overdue, 4 begun, 8 auction; none while it is not due."""

    def reasons(*arguments: Any) -> int:
        return int(both.deleverage_fill(rule(), position(*arguments), ALL, 0)[-1])

    assert [reasons(3), reasons(3.5), reasons(3, 0, 1), reasons(3, 1), reasons(3.5, 1, 1)] == [0, 1, 2, 4, 7]
    assert [reasons(3, 4), reasons(3, 12)] == [8, 8]


def test_a_dead_oracles_price_falls(both: Both) -> None:
    """From 110% to nothing in three days."""
    days = 86_400
    prices = [
        both.deleverage_fill(rule(), position(3, 12, elapsed=elapsed), 0, 0)[4]
        for elapsed in (0, 3 * days // 2, 3 * days)
    ]
    assert prices == [position(3).price * 11 // 10, position(3).price * 11 // 20, 0]


def test_a_cost_beyond_any_fill(both: Both) -> None:
    assert both.deleverage_fill(rule(), position(6), ALL, TOLERANCE.emergency + 1) == "cost: above tolerance"
    assert both.deleverage_fill(rule(), position(6, 4), ALL, WAD) == "cost: above tolerance"
