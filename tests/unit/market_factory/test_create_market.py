# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple, replace
from typing import Any

import pytest
from eth_abi import encode

from tests.support.contracts import deploy
from tests.support.market_world import ANCHORED, BULL_PRICE, MarketWorld, bear, bull
from tests.support.reverts import reverts
from tests.unit.market_factory.addresses import predicted

ZERO = "0x" + "00" * 20
DEAREST_PRICE = 2**112 * 10**36 // 10**26  # of a collateral of which there are 10**26 units

BULL_BOUNDS = [
    ({"quote_unit": 10**6}, {"quote_unit": 10**18}, "quote unit: not debt asset's"),
    (
        {"target": 15 * 10**17, "lower": 147 * 10**16, "upper": 153 * 10**16},
        {"target": 15 * 10**17 - 1, "lower": 147 * 10**16, "upper": 153 * 10**16},
        "bull target: 1.5 to 10",
    ),
    (
        {"target": 10**19, "lower": 9 * 10**18, "upper": 11 * 10**18, "emergency": 25 * 10**15},
        {"target": 10**19 + 1, "lower": 9 * 10**18, "upper": 11 * 10**18, "emergency": 25 * 10**15},
        "bull target: 1.5 to 10",
    ),
    ({"lower": 225 * 10**16 + 1}, {"lower": 225 * 10**16}, "band: lower under 3/4 exposure"),
    ({"lower": 294 * 10**16}, {"lower": 294 * 10**16 + 1}, "band: lower within 2% of target"),
    ({"upper": 306 * 10**16}, {"upper": 306 * 10**16 - 1}, "band: upper within 2% of target"),
    ({"upper": 4 * 10**18 - 1}, {"upper": 4 * 10**18}, "band: upper over 4/3 exposure"),
    ({"landing": 9 * 10**17}, {"landing": 9 * 10**17 + 1}, "landing: over 90%"),
    ({"dollar": 100}, {"dollar": 99}, "dollar: too few units"),
    ({"dollar": 10**6}, {"dollar": 10**6 + 1}, "dollar: over one quote asset"),
    ({"minimum": 0}, {"minimum": -1}, "tolerance: minimum below 0"),
    ({"over": 2 * 10**14}, {"over": 2 * 10**14 - 1}, "tolerance: over below minimum"),
    ({"under": 2 * 10**14}, {"under": 2 * 10**14 - 1}, "tolerance: under below minimum"),
    ({"under": 5 * 10**15}, {"under": 5 * 10**15 + 1}, "tolerance: under over 0.5%"),
    (
        {"minimum": 0, "over": 10**15, "under": 10**15, "emergency": 10**15},
        {"minimum": 0, "over": 0, "under": 0, "emergency": 10**15 - 1},
        "tolerance: emergency under 0.1%",
    ),
    (
        {"target": 15 * 10**17, "lower": 147 * 10**16, "upper": 153 * 10**16, "emergency": 10**17},
        {"target": 15 * 10**17, "lower": 147 * 10**16, "upper": 153 * 10**16, "emergency": 10**17 + 1},
        "tolerance: emergency over 10%",
    ),
    ({"emergency": 10**16}, {"emergency": 10**16 - 1}, "tolerance: emergency below over"),
    (
        {"over": 10**15, "under": 2 * 10**15, "emergency": 2 * 10**15},
        {"over": 10**15, "under": 2 * 10**15 + 1, "emergency": 2 * 10**15},
        "tolerance: emergency below under",
    ),
    (
        {"emergency": 10**36 // (12 * 10**18)},
        {"emergency": 10**36 // (12 * 10**18) + 1},
        "tolerance: beyond breakpoint",
    ),
    ({"mint": 10**16}, {"mint": 10**16 + 1}, "mint fee: over 1%"),
    ({"redeem": 10**16}, {"redeem": 10**16 + 1}, "redeem fee: over 1%"),
    ({"management": 5 * 10**16}, {"management": 5 * 10**16 + 1}, "management fee: over 5%"),
    ({"management": 0, "recipient": ZERO}, {"management": 1, "recipient": ZERO}, "fee recipient: zero"),
]

BEAR_BOUNDS = [
    ({"quote_unit": 10**6}, {"quote_unit": 10**18}, "quote unit: not collateral's"),
    ({"dollar": 100}, {"dollar": 99}, "dollar: too few units"),
    (
        {"target": 2 * 10**18, "lower": 19 * 10**17, "upper": 21 * 10**17},
        {"target": 2 * 10**18 - 1, "lower": 19 * 10**17, "upper": 21 * 10**17},
        "bear target: 2 to 11",
    ),
    (
        {"target": 11 * 10**18, "lower": 10 * 10**18, "upper": 12 * 10**18, "emergency": 2 * 10**16},
        {"target": 11 * 10**18 + 1, "lower": 10 * 10**18, "upper": 12 * 10**18, "emergency": 2 * 10**16},
        "bear target: 2 to 11",
    ),
    ({"lower": 325 * 10**16 + 1}, {"lower": 325 * 10**16}, "band: lower under 3/4 exposure"),
    ({"lower": 394 * 10**16}, {"lower": 394 * 10**16 + 1}, "band: lower within 2% of target"),
    ({"upper": 406 * 10**16}, {"upper": 406 * 10**16 - 1}, "band: upper within 2% of target"),
    ({"upper": 5 * 10**18 - 1}, {"upper": 5 * 10**18}, "band: upper over 4/3 exposure"),
    (
        {"emergency": 10**36 // (14 * 10**18)},
        {"emergency": 10**36 // (14 * 10**18) + 1},
        "tolerance: beyond breakpoint",
    ),
]

ANCHORED_BOUNDS = [
    ({"name": "A"}, {"name": ""}, "anchored name: empty"),
    ({"symbol": "A"}, {"symbol": ""}, "anchored symbol: empty"),
    ({"anchor": 10**18, "floor": 10**17}, {"anchor": 10**18 - 1, "floor": 10**17}, "anchor: 1 to 1,000,000"),
    (
        {"anchor": 10**24, "floor": 10**23},
        {"anchor": 10**24 + 1, "floor": 10**23},
        "anchor: 1 to 1,000,000",
    ),
    ({"floor": 50 * 10**18 - 1}, {"floor": 50 * 10**18}, "floor: not under anchor / 2"),
    ({"floor": 10**17}, {"floor": 10**17 - 1}, "floor: under anchor / 1,000"),
    ({"ceiling": 200 * 10**18 + 1}, {"ceiling": 200 * 10**18}, "ceiling: not over anchor * 2"),
    ({"ceiling": 10**23}, {"ceiling": 10**23 + 1}, "ceiling: over anchor * 1,000"),
]

COLLATERALS = [
    ((6, 10**24), (5, 10**24), "collateral decimals: 6 to 18"),
    ((18, 10**24), (19, 10**24), "collateral decimals: 6 to 18"),
    ((18, 2**104 - 1), (18, 2**104), "collateral supply: over 2**104-1"),
]

PRICES = [
    (10**9, 10**9 - 1, "price: under 1e9"),
    (DEAREST_PRICE, DEAREST_PRICE + 10**15, "collateral worth: over 2**112"),
    (DEAREST_PRICE, 2**160, "price: over 2**160 - 1"),
]


@pytest.mark.parametrize(("inside", "outside", "reason"), BULL_BOUNDS)
def test_bound_of_a_bull(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    token, _ = world.create_market(bull(**inside))
    assert world.factory.is_token(token.address)
    with reverts(reason):
        world.create_market(bull(**outside))


@pytest.mark.parametrize(("inside", "outside", "reason"), BEAR_BOUNDS)
def test_bound_of_a_bear(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    token, _ = world.create_market(bear(**inside))
    assert world.factory.is_token(token.address)
    with reverts(reason):
        world.create_market(bear(**outside))


@pytest.mark.parametrize(("inside", "outside", "reason"), ANCHORED_BOUNDS)
def test_bound_of_the_wrapper(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    token, wrapper = world.create_market(anchored=replace(ANCHORED, **inside))
    assert world.factory.anchored_of(token.address) == wrapper.address
    with reverts(reason):
        world.create_market(anchored=replace(ANCHORED, **outside))


@pytest.mark.parametrize(("inside", "outside", "reason"), COLLATERALS)
def test_bound_of_the_collateral(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    token, _ = world.create_market(collateral=deploy("MockAssetFacts", *inside).address)
    assert world.factory.is_token(token.address)
    with reverts(reason):
        world.create_market(collateral=deploy("MockAssetFacts", *outside).address)


@pytest.mark.parametrize(("inside", "outside", "reason"), PRICES)
def test_bound_of_the_price(world: MarketWorld, inside: Any, outside: Any, reason: str) -> None:
    world.bull_oracle.set_price(inside)
    token, _ = world.create_market()
    assert world.factory.is_token(token.address)
    world.bull_oracle.set_price(outside)
    with reverts(reason):
        world.create_market()


@pytest.mark.parametrize(("changes", "reason"), [({"name": ""}, "name: empty"), ({"symbol": ""}, "symbol: empty")])
def test_names_are_needed(world: MarketWorld, changes: Any, reason: str) -> None:
    with reverts(reason):
        world.create_market(**changes)


def test_pool_of_another_maker(world: MarketWorld, attacker: str) -> None:
    with reverts("pool: not of this factory"):
        world.create_market(pool=attacker)


def test_collateral_that_is_the_debt_asset(world: MarketWorld) -> None:
    with reverts("collateral: is the debt asset"):
        world.create_market(collateral=world.usdc.address)


def test_account_without_code_is_no_collateral(world: MarketWorld, holder: str) -> None:
    with reverts("collateral: not an ERC-20"):
        world.create_market(collateral=holder)


@pytest.mark.parametrize(("has_decimals", "has_supply"), [(False, True), (True, False)])
def test_collateral_that_does_not_answer(world: MarketWorld, has_decimals: bool, has_supply: bool) -> None:
    world.weth.set_facts(18, 10**24, has_decimals, has_supply)
    with reverts("collateral: not an ERC-20"):
        world.create_market()


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ((0, BULL_PRICE, BULL_PRICE), "oracle: no strict price"),
        ((BULL_PRICE, 0, BULL_PRICE), "oracle: no strict price"),
        ((BULL_PRICE, BULL_PRICE + 1, BULL_PRICE), "oracle: no strict price"),
        ((BULL_PRICE, BULL_PRICE, 0), "oracle: no rescue price"),
    ],
)
def test_oracle_that_does_not_answer(world: MarketWorld, answers: Any, reason: str) -> None:
    world.bull_oracle.set_answers(*answers)
    with reverts(reason):
        world.create_market()


@pytest.mark.parametrize("oracle", ["attacker", "usdc"])
def test_oracle_that_is_none(world: MarketWorld, attacker: str, oracle: Any) -> None:
    with reverts("oracle: no strict price"):
        world.create_market(oracle=attacker if oracle == "attacker" else world.usdc.address)


def test_a_stranger_creates_one(world: MarketWorld, attacker: str) -> None:
    token, wrapper = world.create_market(sender=attacker)
    (event,) = [event for event in world.factory.get_logs() if type(event).__name__ == "MarketCreated"]
    assert (event.token, event.anchored_token, event.creator) == (token.address, wrapper.address, attacker)
    assert (event.index, event.nonce, event.debt_asset) == (0, 1, world.usdc.address)
    assert tuple(event.parameters)[:-2] == world.struct(bull())[:-2]
    assert tuple(event.anchored) == astuple(ANCHORED)

    assert (token.name(), token.symbol()) == ("Steelyard ETH 3x", "sETHBULL3X")
    assert (token.POOL(), token.COLLATERAL(), token.DEBT_ASSET()) == (
        world.bull_pool,
        world.weth.address,
        world.usdc.address,
    )
    assert (wrapper.name(), wrapper.symbol()) == (ANCHORED.name, ANCHORED.symbol)


def test_second_of_a_kind_carries_its_series_in_its_names(world: MarketWorld) -> None:
    world.create_market()
    # another oracle and band do not make another kind
    token, wrapper = world.create_market(bull(upper=32 * 10**17), oracle=deploy("MockOracle", BULL_PRICE).address)
    assert world.factory.nonce_of(token.address) == 2
    assert (token.name(), token.symbol()) == ("Steelyard ETH 3x 2", "sETHBULL3X-2")
    assert (wrapper.name(), wrapper.symbol()) == ("Anchored ETH 3x 2", "ETHBULL3X-2")


def test_another_kind_starts_its_own_series(world: MarketWorld) -> None:
    world.create_market()
    for p in (bull(target=301 * 10**16), bear()):
        token, wrapper = world.create_market(p)
        assert world.factory.nonce_of(token.address) == 1
        assert world.factory.nonce_of(wrapper.address) == 1


@pytest.mark.parametrize("number", [2, 10])
def test_attack_a_copy_does_not_block_the_original(world: MarketWorld, attacker: str, number: int) -> None:
    """Names as long as there may be are cut, so that the number fits: who copies a creation cannot stop the next."""
    longest: dict[str, Any] = {"name": "N" * 32, "symbol": "S" * 16}
    for _ in range(number - 1):
        world.create_market(sender=attacker, **longest)
    token, _ = world.create_market(**longest)
    assert world.factory.nonce_of(token.address) == number
    digits = len(str(number))
    assert (token.name(), token.symbol()) == (f"{'N' * (31 - digits)} {number}", f"{'S' * (15 - digits)}-{number}")


def test_addresses_follow_from_parameters_and_series_not_from_the_creator(world: MarketWorld, attacker: str) -> None:
    kind = world.factory.market_kind(world.bull_pool, world.weth.address, False, 3 * 10**18)
    salt = world.factory.salt_of(kind, 1)
    struct = (
        "(string,string,address,address,address,bool,uint256,uint256,uint256,uint256,uint256,uint256,"
        "(int256,int256,int256,int256),(uint256,uint256,uint256,address))"
    )
    token = predicted(
        world.factory.address,
        salt,
        "LeveragedToken",
        encode([struct, "address"], [world.struct(bull()), world.factory.ENGINE()]),
    )
    wrapper = predicted(
        world.factory.address,
        salt,
        "AnchoredToken",
        encode(["address", "string", "string", "uint256", "uint256", "uint256"], [token, *astuple(ANCHORED)]),
    )
    made = world.create_market(sender=attacker)
    assert [contract.address for contract in made] == [token, wrapper]
