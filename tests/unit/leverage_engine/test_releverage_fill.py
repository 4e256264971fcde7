# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.rounding import WAD
from tests.unit.leverage_engine.cases import TOLERANCE, USD, position, positions, rule
from tests.unit.leverage_engine.conftest import Both

ALL = 2**100


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_position(both: Both, is_bear: bool) -> None:
    for p in positions(seed=2):
        for maximum in (0, 1_000 * USD, ALL):
            for cost in (-WAD, -WAD // 100, 0, WAD // 1_000, TOLERANCE.emergency, WAD):
                both.releverage_fill(rule(is_bear), p, maximum, cost)


def test_to_the_target_and_no_further(both: Both) -> None:
    out, payment, moved, _, price, reasons = both.releverage_fill(rule(), position(2), ALL, 0)
    assert out == moved == 150_000 * USD and reasons == 1
    assert payment == 50 * 10**18 and price == position(2).price


def test_a_cost_beyond_any_fill(both: Both) -> None:
    assert both.releverage_fill(rule(), position(2), ALL, TOLERANCE.emergency + 1) == "cost: above tolerance"
