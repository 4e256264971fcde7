# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import TOLERANCE
from tests.unit.leverage_engine.cases import ETHER, PRICE, USD, position, positions, rule
from tests.unit.leverage_engine.conftest import Both

ALL = 2**100


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_position(both: Both, is_bear: bool) -> None:
    filled = 0
    for _, p in positions(seed=2):
        if p.price == 2**160:
            continue  # the token reads no such price
        for maximum in (0, 1_000 * USD, ALL):
            for cost in (-WAD, -WAD // 100, 0, WAD // 1_000, TOLERANCE.emergency, WAD):
                answer = both.releverage_fill(rule(is_bear), p.collateral, p.debt, p.price, maximum, cost)
                filled += not isinstance(answer, str)
    assert filled > 50


def test_to_the_landing_and_no_further(both: Both) -> None:
    """At R = 2: A 300, E 150; the landing is 2.805."""
    p = position(2)
    out, payment, moved, _, price = both.releverage_fill(rule(), p.collateral, p.debt, p.price, ALL, 0)
    assert out == moved == pytest.approx(2.805 * 150_000 * USD - 300_000 * USD, abs=2)
    assert payment == pytest.approx(out * ETHER // (3_000 * USD), abs=1) and price == PRICE


def test_a_cost_of_everything(both: Both) -> None:
    p = position(2)
    assert both.releverage_fill(rule(), p.collateral, p.debt, p.price, ALL, WAD) == "cost: above tolerance"
