# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple
from typing import Any

import pytest

from tests.support.contracts import at, deploy, governance_of
from tests.support.market_world import MarketWorld
from tests.support.reverts import reverts

ZERO = "0x" + "00" * 20

# bytes that are no text, direction marks, spaces that nobody sees
NO_TEXT = ("\xff", "P\x00", "\x1f", "\x7f", "\u202eP", " P", "P ", " ")

BOUNDS = [
    ({"name": "P"}, {"name": ""}, "pool name: empty"),
    ({"symbol": "P"}, {"symbol": ""}, "pool symbol: empty"),
    *(({name: "~ !"}, {name: text}, "text: not printable ASCII") for name in ("name", "symbol") for text in NO_TEXT),
    ({"curator": "0x" + "00" * 19 + "01"}, {"curator": ZERO}, "curator: zero"),
    ({"guardian": "0x" + "00" * 19 + "01"}, {"guardian": ZERO}, "guardian: zero"),
    ({"deposit_cap": 2**95}, {"deposit_cap": 2**95 + 1}, "deposit cap: over 2**95"),
    ({"reserve_factor": 3 * 10**17}, {"reserve_factor": 3 * 10**17 + 1}, "reserve factor: over 30%"),
    ({"reserve_factor": 10**14}, {"reserve_factor": 10**14 - 1}, "reserve factor: step of 0.01%"),
    ({"required_reserve": 10**18}, {"required_reserve": 10**18 + 1}, "required reserve: over 100%"),
    ({"hourly_part": 5 * 10**16}, {"hourly_part": 5 * 10**16 - 1}, "hourly part: 5% to 100%"),
    ({"hourly_part": 10**18}, {"hourly_part": 10**18 + 1}, "hourly part: 5% to 100%"),
    ({"timelock": 86_400}, {"timelock": 86_400 - 1}, "timelock: 1 to 30 days"),
    ({"timelock": 30 * 86_400}, {"timelock": 30 * 86_400 + 1}, "timelock: 1 to 30 days"),
]

ASSETS = [
    ((6, 10**15), (5, 10**15), "asset decimals: 6 to 18"),
    ((18, 10**15), (19, 10**15), "asset decimals: 6 to 18"),
    ((18, 2**96 - 1), (18, 2**96), "asset supply: over 2**96 - 1"),
]


@pytest.mark.parametrize(("inside", "outside", "reason"), BOUNDS)
def test_bound(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    assert world.factory.is_pool(world.create_pool(**inside))
    with reverts(reason):
        world.create_pool(**outside)


@pytest.mark.parametrize(("inside", "outside", "reason"), ASSETS)
def test_bound_of_the_asset(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    assert world.factory.is_pool(world.create_pool(asset=deploy("MockAssetFacts", *inside).address))
    with reverts(reason):
        world.create_pool(asset=deploy("MockAssetFacts", *outside).address)


def test_account_without_code_is_no_asset(world: MarketWorld, holder: str) -> None:
    with reverts("asset: not an ERC-20"):
        world.create_pool(asset=holder)


@pytest.mark.parametrize(("has_decimals", "has_supply"), [(False, True), (True, False)])
def test_asset_that_does_not_answer(world: MarketWorld, has_decimals: bool, has_supply: bool) -> None:
    asset = deploy("MockAssetFacts", 18, 10**24)
    asset.set_facts(18, 10**24, has_decimals, has_supply)
    with reverts("asset: not an ERC-20"):
        world.create_pool(asset=asset.address)


def test_contract_that_is_no_asset(world: MarketWorld) -> None:
    with reverts("asset: not an ERC-20"):
        world.create_pool(asset=world.bull_oracle.address)


def test_rate_model_of_another_maker(world: MarketWorld) -> None:
    stranger = deploy("KinkedRateModel", 0, 9 * 10**17, 10**17, 10**18)
    with reverts("rate model: not of this factory"):
        world.create_pool(rate_model=stranger.address)


def test_a_stranger_creates_one(world: MarketWorld, attacker: str, curator: str, guardian: str) -> None:
    parameters = world.pool_parameters(name="Another")
    made = world.factory.create_pool(astuple(parameters), sender=attacker)
    (event,) = [event for event in world.factory.get_logs() if type(event).__name__ == "PoolCreated"]
    assert (event.pool, event.asset, event.creator) == (made, world.usdc.address, attacker)
    assert event.nonce == 1
    assert tuple(event.parameters) == astuple(parameters)
    pool = at("LendingPool", made)
    assert event.governance == pool.GOVERNANCE()
    assert governance_of(pool).POOL() == made
    assert (pool.asset(), pool.name(), pool.symbol()) == (world.usdc.address, "Another", parameters.symbol)
    assert (governance_of(pool).curator(), governance_of(pool).guardian()) == (curator, guardian)
    assert pool.FACTORY() == world.factory.address


def test_the_same_parameters_again_make_the_next_of_the_series(world: MarketWorld) -> None:
    first = world.create_pool(name="Twice")
    second = world.create_pool(name="Twice")
    assert first != second
    assert (world.factory.nonce_of(first), world.factory.nonce_of(second)) == (1, 2)
