# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple, replace
from typing import Any

import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.support.contracts import at
from tests.support.market_world import KINKED, MarketWorld
from tests.support.reverts import reverts
from tests.unit.market_factory.addresses import predicted

BOUNDS = [
    ({"kink": 10**16}, {"kink": 10**16 - 1}, "kink: 1% to 99%"),
    ({"kink": 99 * 10**16}, {"kink": 99 * 10**16 + 1}, "kink: 1% to 99%"),
    ({"base": 10**17}, {"base": 10**17 + 1}, "rate at kink: below base"),
    ({"rate_at_kink": 10**18}, {"rate_at_kink": 10**18 + 1}, "rate at full: below kink's"),
    ({"rate_at_full": 3 * 10**18}, {"rate_at_full": 3 * 10**18 + 1}, "rate at full: over 300%"),
]


@pytest.mark.parametrize(("inside", "outside", "reason"), BOUNDS)
def test_bound(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    assert world.factory.is_rate_model(world.factory.create_kinked_rate_model(astuple(replace(KINKED, **inside))))
    with reverts(reason):
        world.factory.create_kinked_rate_model(astuple(replace(KINKED, **outside)))


def test_a_stranger_creates_one(world: MarketWorld, attacker: str) -> None:
    made = world.factory.create_kinked_rate_model(astuple(replace(KINKED, base=1)), sender=attacker)
    model = at("KinkedRateModel", made)
    assert (model.BASE(), model.KINK()) == (1, KINKED.kink)
    assert (model.RATE_AT_KINK(), model.RATE_AT_FULL()) == (KINKED.rate_at_kink, KINKED.rate_at_full)
    assert world.factory.is_rate_model(made)
    assert not world.factory.is_pool(made)


def test_event(world: MarketWorld, attacker: str) -> None:
    made = world.factory.create_kinked_rate_model(astuple(KINKED), sender=attacker)
    (event,) = world.factory.get_logs()
    assert type(event).__name__ == "KinkedRateModelCreated"
    assert (event.rate_model, event.creator, event.nonce) == (made, attacker, 2)
    assert tuple(event.parameters) == astuple(KINKED)


def test_address_follows_from_parameters_and_series(world: MarketWorld, attacker: str, keeper: str) -> None:
    parameters = astuple(replace(KINKED, base=2))
    arguments = encode(["uint256"] * 4, parameters)
    blueprint = world.factory.blueprints().kinked_rate_model
    kind = keccak(encode(["address"], [blueprint]) + arguments)
    for nonce, creator in enumerate([attacker, keeper], start=1):
        expected = predicted(world.factory.address, world.factory.salt_of(kind, nonce), "KinkedRateModel", arguments)
        assert world.factory.create_kinked_rate_model(parameters, sender=creator) == expected
