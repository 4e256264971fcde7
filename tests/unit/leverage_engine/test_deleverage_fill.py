# SPDX-License-Identifier: Apache-2.0
from collections import Counter

import pytest

from steelyard.model.clock import HOUR
from steelyard.model.leverage.lifecycle import FLOOR
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import TOLERANCE
from tests.unit.leverage_engine.cases import ETHER, NOW, PRICE, USD, ending, position, positions, rule
from tests.unit.leverage_engine.conftest import Both

ALL = 2**100
REASONS = {
    "rebalance: not due", "cost: above tolerance", "fill: no sale", "fill: nothing to do", "oracle: price out of range",
}  # fmt: skip


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_position(both: Both, is_bear: bool) -> None:
    seen: Counter[str] = Counter()
    for e, p in positions(seed=1):
        for maximum in (0, ETHER, ALL):
            for cost in (-WAD, -WAD // 100, 0, FLOOR // 3, TOLERANCE.emergency, WAD // 2, WAD):
                answer = both.deleverage_fill(rule(is_bear), e, p, maximum, cost, NOW)
                seen[answer if isinstance(answer, str) else "filled"] += 1
    assert set(seen) >= REASONS | {"filled"} and min(seen.values()) >= 10, seen


def test_to_the_landing_and_no_further(both: Both) -> None:
    """At R = 4: A 300, E 75; the landing is 3.2145."""
    _, (out, payment, moved, allowed, price) = both.deleverage_fill(rule(), ending(), position(4), ALL, 0, NOW)
    assert moved == payment == pytest.approx(300_000 * USD - 3.2145 * 75_000 * USD, abs=2)
    assert price == PRICE and out == moved * ETHER // (3_000 * USD)
    assert 0 < allowed < TOLERANCE.over


def test_a_dead_oracles_price_falls(both: Both) -> None:
    """From twice the last price by a 72nd for each hour in which an offer stood."""
    prices = [
        both.deleverage_fill(rule(), ending(3, HOUR, hours * HOUR), position(3), ETHER, 0, NOW)[1][4]
        for hours in (0, 35, 70)
    ]
    assert prices == [2 * PRICE * part // 72 for part in (71, 36, 1)]


def test_a_cost_beyond_any_fill(both: Both) -> None:
    beyond = TOLERANCE.emergency + 1
    assert both.deleverage_fill(rule(), ending(), position(6), ALL, beyond, NOW) == "cost: above tolerance"
    assert both.deleverage_fill(rule(), ending(2), position(6), ALL, WAD, NOW) == "cost: above tolerance"
