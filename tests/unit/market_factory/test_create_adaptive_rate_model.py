# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple, replace
from typing import Any

import pytest

from steelyard.model.presets.leverage import ADAPTIVE
from tests.support.contracts import at
from tests.support.market_world import MarketWorld
from tests.support.reverts import reverts

BOUNDS = [
    ({"target_utilization": 10**16}, {"target_utilization": 10**16 - 1}, "target utilization: 1% to 99%"),
    ({"target_utilization": 99 * 10**16}, {"target_utilization": 99 * 10**16 + 1}, "target utilization: 1% to 99%"),
    ({"min_rate": 10**14}, {"min_rate": 10**14 - 1}, "min rate: under 0.01%"),
    ({"initial_rate": 10**15}, {"initial_rate": 10**15 - 1}, "initial rate: below min rate"),
    ({"max_rate": 4 * 10**16}, {"max_rate": 4 * 10**16 - 1}, "max rate: below initial rate"),
    ({"steepness": 10**18}, {"steepness": 10**18 - 1}, "steepness: 1 to 10"),
    (
        {"steepness": 10**19, "max_rate": 3 * 10**17},
        {"steepness": 10**19 + 1, "max_rate": 3 * 10**17},
        "steepness: 1 to 10",
    ),
    ({"max_rate": 75 * 10**16}, {"max_rate": 75 * 10**16 + 1}, "max rate: over 300% at full"),
    ({"max_rate": 75 * 10**16}, {"max_rate": 2**256 - 1}, "max rate: over 300% at full"),
    ({"speed": 10**18}, {"speed": 10**18 - 1}, "speed: 1 to 100"),
    ({"speed": 10**20}, {"speed": 10**20 + 1}, "speed: 1 to 100"),
]


@pytest.mark.parametrize(("inside", "outside", "reason"), BOUNDS)
def test_bound(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    assert world.factory.is_rate_model(world.factory.create_adaptive_rate_model(astuple(replace(ADAPTIVE, **inside))))
    with reverts(reason):
        world.factory.create_adaptive_rate_model(astuple(replace(ADAPTIVE, **outside)))


def test_a_stranger_creates_one(world: MarketWorld, attacker: str) -> None:
    made = world.factory.create_adaptive_rate_model(astuple(ADAPTIVE), sender=attacker)
    (event,) = world.factory.get_logs()
    assert type(event).__name__ == "AdaptiveRateModelCreated"
    assert (event.rate_model, event.creator, event.nonce) == (made, attacker, 1)
    assert tuple(event.parameters) == astuple(ADAPTIVE)
    model = at("AdaptiveRateModel", made)
    assert (model.TARGET_UTILIZATION(), model.SPEED()) == (ADAPTIVE.target_utilization, ADAPTIVE.speed)
    assert (model.MIN_RATE(), model.INITIAL_RATE(), model.MAX_RATE_AT_TARGET()) == (
        ADAPTIVE.min_rate,
        ADAPTIVE.initial_rate,
        ADAPTIVE.max_rate,
    )
    assert model.STEEPNESS() == ADAPTIVE.steepness
