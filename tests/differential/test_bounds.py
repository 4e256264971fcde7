# SPDX-License-Identifier: Apache-2.0
"""The twin of the bounds accepts and refuses what the factory does, for the same reason, around every bound."""

from collections.abc import Callable
from dataclasses import astuple, replace
from typing import Any

import boa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.model.factory import bounds, pairing_bounds
from steelyard.model.factory.bounds import AssetFacts, TokenFacts
from steelyard.model.leverage.leveraged_token import Parameters
from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing import parameters as pairing
from steelyard.model.presets.leverage import ADAPTIVE
from tests.support.market_world import (
    ANCHORED,
    BEAR_PRICE,
    BULL_PRICE,
    FEE_RECIPIENT,
    KINKED,
    MarketWorld,
    bear,
    bull,
)
from tests.support.pairing import live_terms
from tests.support.pairing_world import BEAR_PRICE as PAIRING_BEAR_PRICE
from tests.support.pairing_world import COIN, DEAR, DEVIATION, DOLLAR, PairingWorld
from tests.support.pairing_world import PRICE as PAIRING_PRICE
from tests.support.reverts import reason_of

ZERO = "0x" + "00" * 20
WAD = 10**18
MANY = 10 * settings().max_examples


@pytest.fixture(scope="module")
def world(curator: str, guardian: str) -> MarketWorld:
    return MarketWorld(curator, guardian)


def near(*edges: int, minimum: int = 0) -> st.SearchStrategy[int]:
    """Each edge, and the numbers beside it."""
    return st.sampled_from([max(edge + step, minimum) for edge in edges for step in (-1, 0, 1)])


def some(choices: dict[str, st.SearchStrategy[Any]], maximum: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Up to `max` of the fields, each with one of its values; the others stay what they are."""
    chosen = st.lists(st.sampled_from(sorted(choices)), max_size=maximum, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: choices[name] for name in names}))


def verdict(check: Callable[[], object]) -> str:
    """The reason of a refusal, on either side, or that there was none."""
    try:
        check()
    except Reverted as refused:
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
        "ceiling": near(0, 2 * WAD, 200 * WAD, 1_000 * WAD, 10**23, 2 * 10**24, 10**27, minimum=0),
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
    minimum = exposure * bounds.MIN_BAND // WAD
    breakpoint = 10**36 // (2 * (2 * exposure + offset))
    moved = some(
        {
            "quote_unit": near(10**6, WAD),
            "lower": near(exposure * 3 // 4 + offset, target - minimum, 0),
            "upper": near(exposure * 4 // 3 + offset, target + minimum, 2**256 - 2),
            "dollar": near(0, bounds.MIN_DOLLAR, 10**6, 2**256 - 2),
            "landing": near(0, bounds.MAX_LANDING, 2**256 - 2),
            "minimum": near(0, 5 * 10**15, 10**16, -(2**255) + 1, minimum=-(2**255)),
            "over": near(10**15, 5 * 10**15, 2 * 10**16, minimum=-1),
            "emergency": near(
                10**15,
                10**16,
                breakpoint,
                bounds.MIN_EMERGENCY_TOLERANCE,
                bounds.MAX_EMERGENCY_TOLERANCE,
                0,
                minimum=-1,
            ),
            "under": near(10**15, bounds.MAX_UNDER_TOLERANCE, 2 * 10**16, 0, minimum=-1),
            "mint": near(bounds.MAX_MINT_FEE),
            "redeem": near(bounds.MAX_REDEEM_FEE),
            "management": near(0, bounds.MAX_MANAGEMENT_FEE),
            "recipient": st.sampled_from([ZERO, FEE_RECIPIENT]),
        },
        maximum=4,
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


@pytest.fixture(scope="module")
def pairing_world() -> PairingWorld:
    return PairingWorld()


@st.composite
def pairing_terms(draw: st.DrawFn) -> pairing.Parameters:
    """Live terms of either side and any target, then some of them moved to an edge."""
    is_bear = draw(st.booleans())
    target = draw(st.sampled_from(pairing.TARGETS))
    live = live_terms(target, is_bear=is_bear)
    steepest = pairing.MAX_FALL_AT_TARGET // target
    fees = draw(
        some(
            {
                "swap": near(0, pairing_bounds.MIN_SWAP_FEE, pairing.MAX_SWAP_FEE),
                "imbalance": near(0, pairing.MAX_IMBALANCE_FEE),
                "liquidity_exit": near(0, pairing.MAX_EXIT_FEE),
                "cut": near(0, WAD // 2),
                "management": near(0, pairing.MAX_MANAGEMENT_FEE),
                "rebalance": near(0, pairing.MAX_REBALANCE_FEE),
                "reward": near(0, WAD, 2**256 - 2),
                "max_reward": near(0, WAD // 20, 100 * 10**6, 2**256 - 2),
            },
            maximum=2,
        )
    )
    moved = some(
        {
            "target": st.sampled_from([0, 1, 6, 9, 11, 2**256 - 1]),
            "dollar": near(0, 10**6, WAD, 2**256 - 2),
            "margin": near(DEVIATION, pairing.MAX_MARGIN_AT_TARGET // target, 2**256 - 2),
            "fall": near(0, steepest, live.fall, 2**256 - 2),
            "rise": near(0, live.rise, pairing.rise_of(steepest), 2**256 - 2),
            "cap_leveraged": near(0, *pairing_bounds.MAX_LEVERAGED.values(), WAD, 2**256 - 2),
            "cap_funding": near(0, pairing_bounds.MAX_FUNDING, WAD, 2**256 - 2),
            "max_underlying": near(0, 10**9, WAD // 2, pairing_bounds.MAX_UNDERLYING, 2**256 - 2),
            "mints_funding": st.booleans(),
            "commits": st.booleans(),
            "window": near(0, pairing.MIN_WINDOW, pairing_bounds.MAX_WINDOW),
            "period": near(0, 3_600, 30 * 86_400),
        },
        maximum=2,
    )
    return replace(live, fees=replace(live.fees, **fees), **draw(moved))


def _create_pairing(world: PairingWorld, p: pairing.Parameters, is_dex: bool, **changes: str) -> object:
    if is_dex:
        changes["source"] = world.dex_source.address
    return world.create_market(p, **changes)


def _check_pairing(
    p: pairing_bounds.Listing, asset: AssetFacts, source: pairing_bounds.SourceFacts, price: int, cost: int
) -> None:
    """What the factory asks of the twin of its bounds."""
    pairing_bounds.check_terms(p, asset, source)
    pairing_bounds.check_price(p.terms, price)
    if not source.has_rounds:
        pairing_bounds.check_cost_to_move(p.terms, price, cost)


@settings(max_examples=3 * MANY)
@given(
    p=pairing_terms(),
    is_dex=st.sampled_from([False] * 3 + [True]),
    names=st.sampled_from([("name", "symbol")] * 9 + [("", "symbol"), ("name", "")]),
    fee_recipient=st.sampled_from([FEE_RECIPIENT, FEE_RECIPIENT, ZERO]),
)
def test_pairing_pool(
    pairing_world: PairingWorld, p: pairing.Parameters, is_dex: bool, names: tuple[str, str], fee_recipient: str
) -> None:
    world, (name, symbol) = pairing_world, names
    asset, price = (DOLLAR, PAIRING_BEAR_PRICE) if p.is_bear else (COIN, PAIRING_PRICE)
    price = PAIRING_PRICE if is_dex else price
    underlying = world.dollar if p.is_bear else world.coin
    priced = world.coin if is_dex else underlying
    source = pairing_bounds.SourceFacts(priced.address, DEVIATION, p.is_bear and not is_dex, not is_dex)
    listing = pairing_bounds.Listing(name, symbol, underlying.address, fee_recipient, p)
    on_chain = verdict(lambda: _create_pairing(world, p, is_dex, name=name, symbol=symbol, fee_recipient=fee_recipient))
    assert on_chain == verdict(lambda: _check_pairing(listing, asset, source, price, DEAR))


@settings(max_examples=3 * MANY)
@given(
    p=st.sampled_from([live_terms(3), live_terms(10), live_terms(2, is_bear=True)]),
    asset=assets(),
    price=near(0, 10**11, 10**20, PAIRING_PRICE, 10**34, 10**40, 2**120, bounds.MAX_PRICE, 2**256 - 2),
    is_dex=st.sampled_from([False] * 3 + [True]),
    is_odd=st.sampled_from([False] * 7 + [True]),
    deviation=st.one_of(st.just(DEVIATION), near(0, DEVIATION, WAD // 200, 2**256 - 2)),
    data=st.data(),
)
def test_facts_of_a_pairing_pool(
    pairing_world: PairingWorld,
    p: pairing.Parameters,
    asset: AssetFacts,
    price: int,
    is_dex: bool,
    is_odd: bool,
    deviation: int,
    data: st.DataObject,
) -> None:
    world, is_inverse = pairing_world, p.is_bear != is_odd
    if price:
        full = (2**256 - 1) // (price * pairing_bounds.PRICE_HEADROOM * p.target)
        maximum = data.draw(st.one_of(st.just(p.max_underlying), near(min(full, 2**128), 10**39 // price)))
        dollar = data.draw(st.one_of(st.just(p.dollar), near(maximum * price // 10**39, 100 * price // 10**36)))
        asset = data.draw(st.sampled_from([asset, COIN, COIN, DOLLAR, DOLLAR]))
        p = replace(p, max_underlying=maximum, dollar=p.dollar if p.is_bear else dollar)
    shifted = -(-(-(-p.max_underlying * price // 10**36) * p.fall) // WAD)
    cost = data.draw(near(0, min(shifted, 2**256 - 2)))
    chosen = world.dex_source if is_dex else world.bear_source if p.is_bear else world.bull_source
    underlying = world.dollar if p.is_bear else world.coin
    priced = data.draw(st.sampled_from([underlying.address] * 9 + [ZERO]))
    chosen.set_facts(priced, ZERO, is_inverse, deviation)
    chosen.set_price(price, cost)
    underlying.set_facts(asset.decimals, asset.supply, True, asset.is_erc20)
    source = pairing_bounds.SourceFacts(priced, deviation, is_inverse and not is_dex, not is_dex)
    listing = pairing_bounds.Listing("name", "symbol", underlying.address, FEE_RECIPIENT, p)
    on_chain = verdict(lambda: _create_pairing(world, p, is_dex))
    assert on_chain == verdict(lambda: _check_pairing(listing, asset, source, price, cost))


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
