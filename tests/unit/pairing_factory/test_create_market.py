# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace
from typing import Any

import pytest
from eth_abi import encode

from steelyard.model.pairing.parameters import PERCENT, Fees, rise_of
from tests.support.contracts import deploy
from tests.support.pairing import E36, live_terms
from tests.support.pairing_world import DEVIATION, FEE_RECIPIENT, PRICE, PairingWorld
from tests.support.reverts import reverts
from tests.unit.market_factory.addresses import predicted

ZERO = "0x" + "00" * 20
WAD = 10**18
DAY = 86_400
UNIT = 10**18
STEEPEST = 40 * PERCENT // 3  # of a 3x
WHOLE = 2**256 - 1
HEADROOM = 10**6

# target, what is accepted, what is not, the reason
TERMS = [
    (3, {"dollar": 10**6}, {"dollar": 0}, "dollar: zero"),
    (3, {"fall": 1, "rise": 1}, {"fall": 0, "rise": 1}, "fall: out of range"),
    (3, {"fall": STEEPEST}, {"fall": STEEPEST + 1}, "fall: out of range"),
    (10, {"fall": 4 * PERCENT}, {"fall": 4 * PERCENT + 1}, "fall: out of range"),
    (3, {"rise": 1}, {"rise": 0}, "rise: out of range"),
    (3, {"rise": rise_of(10 * PERCENT)}, {"rise": rise_of(10 * PERCENT) + 1}, "rise: out of range"),
    (3, {"margin": DEVIATION}, {"margin": DEVIATION - 1}, "margin: below the deviation"),
    (3, {"margin": WAD // 120}, {"margin": WAD // 120 + 1}, "margin: too wide"),
    (2, {"cap_leveraged": 50 * PERCENT}, {"cap_leveraged": 50 * PERCENT + 1}, "caps: leveraged too high"),
    (3, {"cap_leveraged": 50 * PERCENT}, {"cap_leveraged": 50 * PERCENT + 1}, "caps: leveraged too high"),
    (4, {"cap_leveraged": 35 * PERCENT}, {"cap_leveraged": 35 * PERCENT + 1}, "caps: leveraged too high"),
    (5, {"cap_leveraged": 35 * PERCENT}, {"cap_leveraged": 35 * PERCENT + 1}, "caps: leveraged too high"),
    (10, {"cap_leveraged": 20 * PERCENT}, {"cap_leveraged": 20 * PERCENT + 1}, "caps: leveraged too high"),
    (3, {"cap_leveraged": 0}, {"cap_leveraged": WHOLE}, "caps: leveraged too high"),
    (3, {"cap_funding": 60 * PERCENT}, {"cap_funding": 60 * PERCENT + 1}, "caps: funding over 60%"),
    (10, {"commits": True}, {"commits": False}, "commits: 10x trades by orders"),
    (3, {"window": 900}, {"window": 899}, "window: too short"),
    (3, {"window": 3_600}, {"window": 3_601}, "window: too long"),
    (3, {"period": 3_600}, {"period": 3_599}, "period: out of range"),
    (3, {"period": 30 * DAY}, {"period": 30 * DAY + 1}, "period: out of range"),
]

FEES = [
    ({"swap": WAD // 1_000}, {"swap": WAD // 1_000 - 1}, "fees: swap under 0.1%"),
    ({"swap": 5 * PERCENT}, {"swap": 5 * PERCENT + 1}, "fees: swap"),
    ({"imbalance": 2 * PERCENT}, {"imbalance": 2 * PERCENT + 1}, "fees: imbalance"),
    ({"liquidity_exit": PERCENT}, {"liquidity_exit": PERCENT + 1}, "fees: liquidity exit"),
    ({"cut": WAD // 2}, {"cut": WAD // 2 + 1}, "fees: cut"),
    ({"management": 2 * PERCENT}, {"management": 2 * PERCENT + 1}, "fees: management"),
    ({"rebalance": PERCENT // 10}, {"rebalance": PERCENT // 10 + 1}, "fees: rebalance"),
    ({"reward": WAD}, {"reward": WAD + 1}, "fees: reward"),
    # a hundred dollars at $2,000 are a twentieth
    ({"max_reward": UNIT // 20}, {"max_reward": UNIT // 20 + 1}, "fees: most reward over $100"),
]

ASSETS = [
    ((6, 10**24), (5, 10**24), "asset decimals: 6 to 18"),
    ((18, 10**24), (19, 10**24), "asset decimals: 6 to 18"),
    ((18, 2**128 - 1), (18, 2**128), "asset supply: over 2**128 - 1"),
]


def both(world: PairingWorld, target: int, accepted: Any, refused: Any, reason: str) -> None:
    """The one makes a market, the other is refused."""
    assert world.factory.is_market(world.create_market(live_terms(target, **accepted)).address)
    with reverts(reason):
        world.create_market(live_terms(target, **refused))


@pytest.mark.parametrize(("target", "accepted", "refused", "reason"), TERMS)
def test_bounds_of_the_terms(world: PairingWorld, target: int, accepted: Any, refused: Any, reason: str) -> None:
    both(world, target, accepted, refused, reason)


@pytest.mark.parametrize(("accepted", "refused", "reason"), FEES)
def test_bounds_of_the_fees(world: PairingWorld, accepted: Any, refused: Any, reason: str) -> None:
    both(world, 3, {"fees": Fees(**accepted)}, {"fees": Fees(**refused)}, reason)


@pytest.mark.parametrize("target", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("is_bear", [False, True])
def test_targets_offered(world: PairingWorld, target: int, is_bear: bool) -> None:
    assert world.create_market(live_terms(target, is_bear=is_bear)).terms().target == target


@pytest.mark.parametrize("target", [0, 1, 6, 7, 9, 11, 2**256 - 1])
def test_targets_not_offered(world: PairingWorld, target: int) -> None:
    with reverts("target: not offered"):
        world.create_market(replace(live_terms(), target=target))


@pytest.mark.parametrize(("accepted", "refused", "reason"), ASSETS)
def test_bounds_of_the_asset(world: PairingWorld, accepted: Any, refused: Any, reason: str) -> None:
    world.coin.set_facts(*accepted, True, True)
    world.create_market()
    world.coin.set_facts(*refused, True, True)
    with reverts(reason):
        world.create_market()


@pytest.mark.parametrize(("has_decimals", "has_supply"), [(False, True), (True, False)])
def test_asset_answers_decimals_and_supply(world: PairingWorld, has_decimals: bool, has_supply: bool) -> None:
    world.coin.set_facts(18, 10**24, has_decimals, has_supply)
    with reverts("asset: not an ERC-20"):
        world.create_market()


def test_asset_is_a_contract(world: PairingWorld, holder: str) -> None:
    with reverts("asset: not an ERC-20"):
        world.create_market(asset=holder)


@pytest.mark.parametrize("change", ["name", "symbol"])
def test_has_a_name_and_a_symbol(world: PairingWorld, change: str) -> None:
    with reverts(f"{change}: empty"):
        nothing: dict[str, Any] = {change: ""}
        world.create_market(**nothing)


@pytest.mark.parametrize("fee", ["cut", "management", "rebalance"])
def test_whoever_takes_fees_has_an_address(world: PairingWorld, fee: Any) -> None:
    world.create_market(live_terms(fees=Fees()), fee_recipient=ZERO)
    with reverts("fee recipient: zero"):
        world.create_market(live_terms(fees=Fees(**{fee: 1})), fee_recipient=ZERO)


@pytest.mark.parametrize("dollar", [10**6 - 1, 10**6 + 1, 10**18])
def test_dollar_of_a_bear_is_one_unit(world: PairingWorld, dollar: Any) -> None:
    with reverts("dollar: not a bear's unit"):
        world.create_market(live_terms(3, is_bear=True, dollar=dollar))


# ------------------------------------------------------------------ source


@pytest.mark.parametrize("stranger", [ZERO, "double", "nobody"])
def test_source_is_of_this_factory(world: PairingWorld, attacker: str, stranger: Any) -> None:
    source = {"double": deploy("MockSourceFacts").address, "nobody": attacker}.get(stranger, stranger)
    with reverts("source: not of this factory"):
        world.create_market(source=source)


@pytest.mark.parametrize("is_bear", [False, True])
def test_source_is_of_the_side(world: PairingWorld, is_bear: bool) -> None:
    source, asset = (world.bear_source, world.dollar) if is_bear else (world.bull_source, world.coin)
    source.set_facts(asset.address, ZERO, not is_bear, DEVIATION)
    with reverts("source: not of this side"):
        world.create_market(live_terms(is_bear=is_bear))


def test_source_prices_the_asset(world: PairingWorld) -> None:
    world.bull_source.set_facts(world.dollar.address, ZERO, False, DEVIATION)
    with reverts("source: of another asset"):
        world.create_market()


def test_dex_price_is_never_of_a_bear(world: PairingWorld) -> None:
    world.dex_source.set_facts(world.dollar.address, ZERO, True, DEVIATION)
    with reverts("source: not of this side"):
        world.create_market(live_terms(is_bear=True), source=world.dex_source.address)


def test_orders_wait_for_rounds(world: PairingWorld) -> None:
    world.create_market(live_terms(commits=True))
    with reverts("commits: source has no rounds"):
        world.create_market(live_terms(commits=True), source=world.dex_source.address)


def test_dex_price_costs_as_much_to_move_as_it_shifts(world: PairingWorld) -> None:
    worth = 10**6 * 2_000 * 10**6  # of a full market, in quote units
    shifted = worth * 10 // 100
    world.dex_source.set_price(PRICE, shifted)
    world.create_market(source=world.dex_source.address)
    world.dex_source.set_price(PRICE, shifted - 1)
    with reverts("source: too cheap to move"):
        world.create_market(source=world.dex_source.address)


def test_feed_has_no_cost_to_move(world: PairingWorld) -> None:
    world.bull_source.set_price(PRICE, 0)
    world.create_market()


def test_source_must_answer_now(world: PairingWorld) -> None:
    world.bull_source.set_broken(True)
    with reverts("source: broken"):
        world.create_market()


# ------------------------------------------------------------------ price


def at_price(world: PairingWorld, price: int, **changes: Any) -> None:
    world.bull_source.set_price(price, 0)
    return world.create_market(live_terms(**changes))


def test_price_has_twelve_digits(world: PairingWorld) -> None:
    small = {"max_underlying": 2**128 - 1, "dollar": 1}
    at_price(world, 10**11, **small)
    with reverts("price: under 12 digits"):
        at_price(world, 10**11 - 1, **small)


def test_price_fits_the_books(world: PairingWorld) -> None:
    dear = {"max_underlying": 10**17, "dollar": 10**20}
    at_price(world, 2**160 - 1, **dear)
    with reverts("price: over 2**160 - 1"):
        at_price(world, 2**160, **dear)


def test_full_market_rises_a_million_times_without_an_overflow(world: PairingWorld) -> None:
    price = 2**120
    maximum = WHOLE // (price * HEADROOM * 3)
    at_price(world, price, max_underlying=maximum, dollar=10**20)
    with reverts("max underlying: worth too much"):
        at_price(world, price, max_underlying=maximum + 1, dollar=10**20)


def test_underlying_is_counted_in_128_bits(world: PairingWorld) -> None:
    at_price(world, 10**30, max_underlying=2**128 - 1, dollar=10**18)
    with reverts("most underlying: over 2**128 - 1"):
        at_price(world, 10**30, max_underlying=2**128, dollar=10**18)


def test_market_holds_a_thousand_dollars(world: PairingWorld) -> None:
    both(world, 3, {"max_underlying": UNIT // 2}, {"max_underlying": UNIT // 2 - 1}, "most underlying: under $1,000")
    with reverts("most underlying: under $1,000"):
        world.create_market(live_terms(max_underlying=0))
    with reverts("most underlying: under $1,000"):
        world.create_market(live_terms(dollar=WHOLE))


def test_bear_holds_a_thousand_dollars(world: PairingWorld) -> None:
    world.create_market(live_terms(is_bear=True, max_underlying=1_000 * 10**6))
    with reverts("most underlying: under $1,000"):
        world.create_market(live_terms(is_bear=True, max_underlying=1_000 * 10**6 - 1))


def test_bear_pays_a_hundred_dollars_at_most(world: PairingWorld) -> None:
    world.create_market(live_terms(is_bear=True, fees=Fees(max_reward=100 * 10**6)))
    with reverts("fees: most reward over $100"):
        world.create_market(live_terms(is_bear=True, fees=Fees(max_reward=100 * 10**6 + 1)))


def test_dollar_is_a_hundred_units_of_the_underlying(world: PairingWorld) -> None:
    price = 10**6 * E36 // 100  # a hundredth of a dollar token a unit
    at_price(world, price, dollar=10**6)
    with reverts("dollar: under 100 units"):
        at_price(world, price + 1, dollar=10**6)


# ------------------------------------------------------------------ what is made


def test_a_stranger_creates_one(world: PairingWorld, attacker: str) -> None:
    terms = live_terms(fees=Fees(swap=PERCENT, cut=PERCENT, max_reward=7))
    market = world.create_market(terms, sender=attacker)
    (event,) = [event for event in world.factory.get_logs() if type(event).__name__ == "MarketCreated"]
    assert (event.market, event.asset, event.creator) == (market.address, world.coin.address, attacker)
    assert (event.index, event.nonce) == (0, 1)
    told = event.parameters
    assert (told.name, told.symbol, told.source) == ("Steelyard ETH 3x", "ETH3X", world.bull_source.address)
    assert told.fee_recipient == market.fee_recipient() == FEE_RECIPIENT
    assert market.terms() == told.terms
    assert tuple(market.terms())[:-1] == world.struct(terms)[-1][:-1]
    assert tuple(market.terms().fees) == world.struct(terms)[-1][-1]


def test_market_stands_on_what_it_was_given(world: PairingWorld) -> None:
    market = world.create_market()
    assert market.ASSET() == world.coin.address
    assert market.SOURCE() == world.bull_source.address
    assert market.ENGINE() == world.factory.ENGINE()
    assert not market.clocks().is_open


def test_only_a_market_of_orders_has_a_delayed_orders(world: PairingWorld) -> None:
    assert world.create_market().ORDERS() == ZERO
    assert world.create_market(live_terms(10)).ORDERS() != ZERO


def test_series_shows_in_name_and_symbol(world: PairingWorld) -> None:
    for nonce, (name, symbol) in enumerate(
        [("Steelyard ETH 3x", "ETH3X"), ("Steelyard ETH 3x 2", "ETH3X-2"), ("Steelyard ETH 3x 3", "ETH3X-3")], start=1
    ):
        market = world.create_market()
        (event,) = [event for event in world.factory.get_logs() if type(event).__name__ == "MarketCreated"]
        assert (event.parameters.name, event.parameters.symbol, event.nonce) == (name, symbol, nonce)
        assert world.factory.nonce_of(market.address) == nonce


def test_attack_a_copy_does_not_block_the_original(world: PairingWorld, attacker: str) -> None:
    """Names as long as there may be are cut, so that the number fits."""
    longest: dict[str, Any] = {"name": "N" * 32, "symbol": "S" * 16}
    world.create_market(sender=attacker, **longest)
    world.create_market(**longest)
    (event,) = [event for event in world.factory.get_logs() if type(event).__name__ == "MarketCreated"]
    assert (event.parameters.name, event.parameters.symbol) == ("N" * 30 + " 2", "S" * 14 + "-2")


def test_address_follows_from_parameters_and_series(world: PairingWorld, attacker: str, keeper: str) -> None:
    factory = world.factory
    kind = factory.market_kind(world.coin.address, world.dollar.address, False, 3)
    parts = ("address",) * 3
    terms = "(" + "uint256," * 8 + "bool,bool,bool,uint256,uint256,(" + ",".join(["uint256"] * 8) + "))"
    types = [f"(string,string,{','.join(parts)},{terms})", *parts]
    blueprints = factory.blueprints()
    for nonce, creator in enumerate([attacker, keeper], start=1):
        suffix = ("", "") if nonce == 1 else (" 2", "-2")
        struct = world.struct(live_terms(), name="ETH 3x" + suffix[0], symbol="ETH3X" + suffix[1])
        made_of = [struct, factory.ENGINE(), blueprints.pairing_share, blueprints.delayed_orders]
        expected = predicted(factory.address, factory.salt_of(kind, nonce), "PairingPool", encode(types, made_of))
        assert world.create_market(name="ETH 3x", symbol="ETH3X", sender=creator).address == expected
