# SPDX-License-Identifier: Apache-2.0
"""The twin of the bounds accepts and refuses what the factory does, for the same reason, around every bound."""

from collections.abc import Callable
from dataclasses import astuple, replace
from typing import Any

import boa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.model import bounds
from steelyard.model.bounds import AssetFacts, TokenFacts
from steelyard.model.errors import Refused
from steelyard.model.leveraged_token import Parameters
from tests.support.market_world import (
    ADAPTIVE,
    ANCHORED,
    BEAR_PRICE,
    BULL_PRICE,
    FEE_RECIPIENT,
    KINKED,
    MarketWorld,
    bear,
    bull,
)
from tests.support.refusal import reason_of

ZERO = "0x" + "00" * 20
WAD = 10**18
MANY = 10 * settings().max_examples


@pytest.fixture(scope="module")
def world(curator: str, guardian: str) -> MarketWorld:
    return MarketWorld(curator, guardian)


def near(*edges: int, least: int = 0) -> st.SearchStrategy[int]:
    """Each edge, and the numbers beside it."""
    return st.sampled_from([max(edge + step, least) for edge in edges for step in (-1, 0, 1)])


def some(choices: dict[str, st.SearchStrategy[Any]], most: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Up to `most` of the fields, each with one of its values; the others stay what they are."""
    chosen = st.lists(st.sampled_from(sorted(choices)), max_size=most, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: choices[name] for name in names}))


def verdict(check: Callable[[], object]) -> str:
    """The reason of a refusal, on either side, or that there was none."""
    try:
        check()
    except Refused as refused:
        return refused.reason
    except boa.BoaError as error:
        return reason_of(error)
    return "accepted"


def assets() -> st.SearchStrategy[AssetFacts]:
    return st.builds(
        AssetFacts,
        is_erc20=st.sampled_from([True] * 9 + [False]),
        decimals=st.one_of(st.sampled_from([6, 18]), near(bounds.MIN_DECIMALS, bounds.MAX_DECIMALS)),
        supply=st.one_of(st.just(10**24), near(bounds.MAX_ASSET_SUPPLY, bounds.MAX_COLLATERAL_SUPPLY, 2**256 - 2, 0)),
    )


POOLS = some(
    {
        "name": st.sampled_from(["", "P"]),
        "symbol": st.sampled_from(["", "P"]),
        "curator": st.just(ZERO),
        "guardian": st.just(ZERO),
        "deposit_cap": near(bounds.MAX_DEPOSIT_CAP),
        "reserve_factor": near(0, bounds.MAX_RESERVE_FACTOR, bounds.RESERVE_FACTOR_STEP),
        "required_reserve": near(bounds.MAX_REQUIRED_RESERVE),
        "hourly_part": near(bounds.MIN_HOURLY_PART, bounds.MAX_HOURLY_PART),
        "timelock": near(bounds.MIN_TIMELOCK, bounds.MAX_TIMELOCK),
    }
)


@settings(max_examples=MANY)
@given(asset=st.one_of(st.just(AssetFacts(True, 6, 10**15)), assets()), changes=POOLS)
def test_pool(world: MarketWorld, asset: AssetFacts, changes: dict[str, Any]) -> None:
    parameters = world.pool_parameters(**changes)
    world.usdc.set_facts(asset.decimals, asset.supply, True, asset.is_erc20)
    assert verdict(lambda: world.create_pool(**changes)) == verdict(lambda: bounds.check_pool(parameters, asset))


RATES = near(0, 10**14, 10**17, 75 * 10**16, WAD, bounds.MAX_RATE, 2**256 - 2)
UTILIZATIONS = near(0, bounds.MIN_UTILIZATION, bounds.MAX_UTILIZATION, WAD)


@settings(max_examples=MANY)
@given(changes=some({"kink": UTILIZATIONS, "base": RATES, "rate_at_kink": RATES, "rate_at_full": RATES}))
def test_kinked_rate_model(world: MarketWorld, changes: dict[str, int]) -> None:
    parameters = replace(KINKED, **changes)
    on_chain = verdict(lambda: world.factory.create_kinked_rate_model(astuple(parameters)))
    assert on_chain == verdict(lambda: bounds.check_kinked(parameters))


ADAPTIVES = some(
    {
        "target_utilization": UTILIZATIONS,
        "initial_rate": RATES,
        "min_rate": st.one_of(RATES, near(bounds.MIN_ADAPTIVE_RATE)),
        "max_rate": RATES,
        "steepness": near(0, bounds.MIN_STEEPNESS, 4 * WAD, bounds.MAX_STEEPNESS),
        "speed": near(bounds.MIN_SPEED, bounds.MAX_SPEED),
    }
)


@settings(max_examples=MANY)
@given(changes=ADAPTIVES)
def test_adaptive_rate_model(world: MarketWorld, changes: dict[str, int]) -> None:
    parameters = replace(ADAPTIVE, **changes)
    on_chain = verdict(lambda: world.factory.create_adaptive_rate_model(astuple(parameters)))
    assert on_chain == verdict(lambda: bounds.check_adaptive(parameters))


ANCHORS = some(
    {
        "name": st.sampled_from(["", "A"]),
        "symbol": st.sampled_from(["", "A"]),
        "anchor": near(bounds.MIN_ANCHOR, 20 * WAD, bounds.MAX_ANCHOR),
        "floor": near(0, WAD // 1_000, WAD // 2, WAD // 10, 50 * WAD, 10**21, 5 * 10**23),
        "ceiling": near(0, 2 * WAD, 200 * WAD, 1_000 * WAD, 10**23, 2 * 10**24, 10**27, least=0),
    }
)


@settings(max_examples=MANY)
@given(changes=ANCHORS)
def test_anchored_token(world: MarketWorld, changes: dict[str, Any]) -> None:
    parameters = replace(ANCHORED, **changes)
    on_chain = verdict(lambda: world.create_market(anchored=parameters))
    assert on_chain == verdict(lambda: bounds.check_anchored(parameters))


@st.composite
def tokens(draw: st.DrawFn) -> Parameters:
    """A bull or a bear of any target, at first with a band and tolerances that fit it, then with some of them moved."""
    is_bear = draw(st.booleans())
    edges = (bounds.MIN_BEAR_TARGET, bounds.MAX_BEAR_TARGET, bounds.MIN_BULL_TARGET, bounds.MAX_BULL_TARGET)
    target = draw(st.one_of(st.integers(2 * WAD, 10 * WAD), near(*edges)))
    offset = WAD if is_bear else 0
    exposure = target - offset
    least = exposure * bounds.MIN_BAND // WAD
    knee = 10**36 // (2 * (2 * exposure + offset))
    moved = some(
        {
            "quote_unit": near(10**6, WAD),
            "lower": near(exposure * 3 // 4 + offset, target - least, 0),
            "upper": near(exposure * 4 // 3 + offset, target + least, 2**256 - 2),
            "interval": near(bounds.MIN_INTERVAL, bounds.MAX_INTERVAL),
            "minimum": near(bounds.MIN_TOLERANCE, 0, 5 * 10**15, 10**16, -(2**255) + 1, least=-(2**255)),
            "over": near(10**15, 5 * 10**15, 2 * 10**16, least=-1),
            "emergency": near(
                10**15, 10**16, knee, bounds.MIN_EMERGENCY_TOLERANCE, bounds.MAX_EMERGENCY_TOLERANCE, 0, least=-1
            ),
            "under": near(10**15, 5 * 10**15, 2 * 10**16, 0, least=-1),
            "overdue": near(10**15, bounds.MAX_OVERDUE_TOLERANCE, 0, least=-1),
            "slope": near(0, bounds.MAX_SLOPE, 2**255 - 2, least=-1),
            "mint": near(bounds.MAX_MINT_FEE),
            "redeem": near(bounds.MAX_REDEEM_FEE),
            "management": near(0, bounds.MAX_MANAGEMENT_FEE),
            "recipient": st.sampled_from([ZERO, FEE_RECIPIENT]),
        },
        most=4,
    )
    fitting = {
        "target": target,
        "lower": target - exposure // 10,
        "upper": target + exposure // 10,
        "emergency": 2 * 10**16,
    }
    return (bear if is_bear else bull)(**(fitting | draw(moved)))


@settings(max_examples=3 * MANY)
@given(p=tokens())
def test_token(world: MarketWorld, p: Parameters) -> None:
    collateral, price = (
        (AssetFacts(True, 6, 10**17), BEAR_PRICE) if p.is_bear else (AssetFacts(True, 18, 10**26), BULL_PRICE)
    )
    facts = _facts(world, p.is_bear, collateral, price, has_rescue_price=True)
    on_chain = verdict(lambda: world.create_market(p))
    assert on_chain == verdict(lambda: bounds.check_token("name", "symbol", p, facts))


PRICES = near(0, bounds.MIN_PRICE, 10**30, bounds.MAX_PRICE, 2**256 - 2)


@settings(max_examples=MANY)
@given(
    is_bear=st.booleans(),
    collateral=assets(),
    price=PRICES,
    rescue_price=st.sampled_from([0, 1, 1, 1]),
    name=st.sampled_from(["", "N", "N", "N"]),
    symbol=st.sampled_from(["", "S", "S", "S"]),
    data=st.data(),
)
def test_facts_of_a_token(
    world: MarketWorld,
    is_bear: bool,
    collateral: AssetFacts,
    price: int,
    rescue_price: int,
    name: str,
    symbol: str,
    data: st.DataObject,
) -> None:
    if price:
        edge = bounds.MAX_COLLATERAL_WORTH * 10**36 // price
        worth = data.draw(st.one_of(st.just(10**17), near(min(edge, 2**256 - 2))))
        collateral = data.draw(st.sampled_from([collateral, AssetFacts(True, 6 if is_bear else 18, worth)]))
    p = bear() if is_bear else bull()
    asset, oracle = (world.usdc, world.bear_oracle) if is_bear else (world.weth, world.bull_oracle)
    asset.set_facts(collateral.decimals, collateral.supply, True, collateral.is_erc20)
    oracle.set_answers(price, price, rescue_price)
    facts = _facts(world, is_bear, collateral, price, rescue_price != 0)
    on_chain = verdict(lambda: world.create_market(p, name=name, symbol=symbol))
    assert on_chain == verdict(lambda: bounds.check_token(name, symbol, p, facts))


def test_collateral_that_is_the_debt_asset(world: MarketWorld) -> None:
    facts = _facts(world, False, AssetFacts(True, 6, 10**17), BULL_PRICE, has_rescue_price=True)
    facts = replace(facts, collateral_asset=facts.debt_asset)
    on_chain = verdict(lambda: world.create_market(bull(), collateral=facts.debt_asset))
    assert on_chain == verdict(lambda: bounds.check_token("name", "symbol", bull(), facts))


def _facts(world: MarketWorld, is_bear: bool, collateral: AssetFacts, price: int, has_rescue_price: bool) -> TokenFacts:
    debt_asset, collateral_asset = (world.weth, world.usdc) if is_bear else (world.usdc, world.weth)
    return TokenFacts(
        debt_asset=str(debt_asset.address),
        collateral_asset=str(collateral_asset.address),
        debt=AssetFacts(True, 18 if is_bear else 6, 10**24),
        collateral=collateral,
        price=price,
        has_rescue_price=has_rescue_price,
    )
