# SPDX-License-Identifier: Apache-2.0
"""One market's operations: open, mint, redeem, deposit, caps, fees, accrual, the bear."""

from dataclasses import dataclass

import pytest

from steelyard.model.clock import DAY, HOUR, YEAR
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.price_source import Reading
from steelyard.model.pairing.funding import rate, utilization
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.pairing_share import DEAD
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import ONE, Side, leverage
from tests.model.pairing.support import FT, LP, LT, UNIT, World, parameters, price_of


def refused(reason: str) -> "pytest.RaisesExc[Reverted]":
    return pytest.raises(Reverted, match=f"^{reason}")


def test_opening_locks_ten_dollars_in_each_vault() -> None:
    world = World()
    pool = world.pool
    for side in Side:
        assert pool.tokens[side].balance_of(DEAD) == 10 * WAD
        assert pool.nav(side, price_of(100)) == pytest.approx(WAD, rel=1e-15)
    assert pool.tokens[LP].balance_of("creator") == pytest.approx(2_970 * WAD, rel=1e-12)
    assert leverage(pool.position, LT, price_of(100)) == 3 * WAD - 1
    with refused("open: already"):
        pool.open(UNIT, sender="creator")


def test_opening_with_too_little_is_refused() -> None:
    with refused("open: seeds not covered"):
        World(amount=UNIT // 10)
    with refused("open: LP below 20 dollars"):
        World(amount=UNIT * 39 // 100)
    with refused("mint: leveraged cap"):
        World(parameters(cap_leveraged=PERCENT // 2), amount=30 * UNIT)


@dataclass
class FixedSource:
    """Spot and TWAP as told."""

    spot: int
    twap: int

    def latest(self) -> Reading:
        return Reading(self.spot, 0, 0, 2**64)

    def latest_and_mean(self, window: int) -> tuple[Reading, int]:
        return self.latest(), self.twap

    def price_of(self, number: int) -> tuple[int, int]:
        return self.spot, 0


@pytest.mark.parametrize(
    ("spot", "twap", "reason"),
    [
        (10**11 - 1, 10**11, "open: under 12 digits"),
        (10**38, 10**38 * 1026 // 1000, "open: spot far from twap"),
        (10**38 * 1026 // 1000, 10**38, "open: spot far from twap"),
    ],
)
def test_a_market_does_not_open_at_a_doubtful_price(spot: int, twap: int, reason: str) -> None:
    world = World()
    pool = PairingPool("other", world.terms, world.asset, FixedSource(spot, twap), world.clock, "treasury", deviation=0)
    world.asset.approve("other", 10**30, sender="creator")
    with refused(reason):
        pool.open(30 * UNIT, sender="creator")


def test_first_mint_pays_the_margin_and_the_fee_to_lp() -> None:
    world = World(at=100)
    before = world.pool.nav(LP, price_of(100))
    shares = world.mint(LT, UNIT)
    assert 0.98 * 100 < shares / WAD < 100
    assert world.pool.nav(LP, price_of(100)) > before
    burnt, amount = world.redeem(LT, shares)
    assert burnt == shares
    assert 0.97 < amount / UNIT < 0.995
    world.check_counted()


def test_minimum_deadline_and_zero() -> None:
    world = World()
    pool = world.pool
    with refused("trade: too late"):
        pool.mint(LT, UNIT, 0, "holder", world.clock.now - 1, sender="holder")
    with refused("mint: below minimum"):
        pool.mint(LT, UNIT, 100 * WAD, "holder", world.deadline, sender="holder")
    with refused("mint: nothing"):
        world.mint(LT, 0)
    with refused("mint: not LT or FT"):
        world.mint(LP, UNIT)
    with refused("redeem: not LT or FT"):
        world.redeem(LP, WAD)
    with refused("redeem: zero shares"):
        world.redeem(LT, 0)
    shares = world.mint(LT, UNIT)
    with refused("redeem: below minimum"):
        pool.redeem(LT, shares, UNIT, "holder", False, world.deadline, sender="holder")
    with refused("redeem: over balance"):
        world.redeem(LT, shares + 1)


def test_funding_minting_may_be_absent() -> None:
    world = World(parameters(mints_funding=False))
    with refused("mint: no FT here"):
        world.mint(FT, UNIT)
    assert world.pool.mint_room(LT) > 0


def test_inventory_is_the_limit_of_mints_and_of_instant_exits() -> None:
    world = World()
    room = world.pool.mint_room(LT)
    with refused("mint: no inventory"):
        world.mint(LT, room * 102 // 100)
    world.mint(LT, room * 99 // 100)
    world.deposit(10 * UNIT)
    shares = world.mint(FT, world.pool.mint_room(FT) * 99 // 100, "saver")
    assert world.mint(LT, world.pool.mint_room(LT) * 99 // 100)
    held = world.pool.tokens[LT].balance_of("holder")
    assert shares
    room = world.pool.redeem_room(LT, held)
    assert 0 < room < held
    with refused("redeem: no inventory"):
        world.redeem(LT, held)
    burnt, amount = world.redeem(LT, held, partial=True)
    assert burnt == room
    assert amount


def test_caps_bound_mints_and_never_exits() -> None:
    world = World(parameters(cap_leveraged=50 * PERCENT, cap_funding=60 * PERCENT))
    shares = world.mint(LT, 4 * UNIT)
    with refused("mint: leveraged cap"):
        world.mint(LT, 2 * UNIT)
    world.mint(FT, 11 * UNIT, "saver")
    with refused("mint: funding cap"):
        world.mint(FT, 12 * UNIT, "saver")
    world.redeem(LT, shares)


def test_queued_lp_protects_nobody() -> None:
    world = World(parameters(cap_funding=60 * PERCENT))
    world.enqueue(LP, 2_900 * WAD, "creator")
    with refused("mint: funding cap"):
        world.mint(FT, 5 * UNIT, "saver")
    world.cancel(LP, 0, "creator")
    world.mint(FT, 5 * UNIT, "saver")


def test_out_of_range_only_queues_are_open() -> None:
    world = World()
    shares = world.mint(LT, UNIT)
    world.answer(111.2)
    for operation in (lambda: world.mint(LT, UNIT), lambda: world.redeem(LT, shares), lambda: world.deposit(UNIT)):
        with refused("price: out of range"):
            operation()
    assert world.enqueue(LT, shares) == 0
    assert world.cancel(LT, 0) == shares


def test_an_unbalanced_lp_vault_charges_its_entrants() -> None:
    world = World()
    balanced = world.deposit(UNIT)
    world.mint(LT, world.pool.mint_room(LT) * 9 // 10)
    nav = world.pool.nav(LP, price_of(100))
    unbalanced = world.deposit(UNIT)
    assert unbalanced * nav < balanced * WAD
    assert balanced / WAD == pytest.approx(100, rel=0.01)


def test_the_cut_of_the_swap_fee_is_lp_shares_that_are_pulled() -> None:
    world = World(parameters(fees=Fees(cut=20 * PERCENT)))
    world.mint(LT, 5 * UNIT)
    amount, raw = world.pool.collect_fees()
    assert amount == 0
    assert raw == world.pool.tokens[LP].balance_of("treasury") > 0
    with refused("fees: nothing owed"):
        world.pool.collect_fees()


def test_management_fee_is_taken_from_all_and_owed() -> None:
    world = World(parameters(fees=Fees(management=2 * PERCENT), period=30 * DAY), digits=8, amount=30 * 10**8)
    before = world.pool.position.underlying
    world.quiet(100, minutes=600)
    world.mint(LT, 10**8)
    seconds = world.clock.now - 1_700_000_000 - 1_800
    assert world.pool.fees_owed == pytest.approx(before * 0.02 * seconds / YEAR, abs=2)
    world.check_counted()


def test_funding_accrues_to_f_and_stops_while_the_source_is_stale() -> None:
    world = World()
    start = world.pool.position.index
    terms = world.terms
    yearly = rate(terms.target, utilization(world.pool.position, terms.mints_funding))
    world.clock.advance(10 * HOUR)
    world.pool.report_stale()
    after = world.pool.position.index
    assert start == ONE
    assert after == start + yearly * world.source.longest_gap
    world.clock.advance(10 * HOUR)
    with refused("stale: already reported"):
        world.pool.report_stale()
    world.quiet(100)
    world.deposit(UNIT)
    assert world.pool.position.index == after
    yearly = rate(terms.target, utilization(world.pool.position, terms.mints_funding))
    world.clock.advance(600)
    world.deposit(UNIT)
    assert world.pool.position.index == after + yearly * 600


@pytest.mark.parametrize("digits", [6, 8, 9, 18])
def test_a_bear_rises_when_the_asset_falls(digits: int) -> None:
    terms = parameters(target=4, is_bear=True, dollar=10**digits)
    world = World(terms, at=2_000, amount=100_000 * 10**digits, digits=digits)
    shares = world.mint(LT, 1_000 * 10**digits)
    _, amount = world.redeem(LT, shares // 2)
    world.quiet(1_920)
    _, more = world.redeem(LT, shares // 2)
    assert 1.10 < more / amount < 1.14


@pytest.mark.parametrize("digits", [6, 8, 9, 18])
def test_a_meme_at_a_billionth_of_a_dollar(digits: int) -> None:
    world = World(parameters(target=2), at=1e-9, amount=10**12 * 10**digits, digits=digits)
    shares = world.mint(LT, 10**9 * 10**digits)
    assert shares / WAD == pytest.approx(1, rel=0.02)
    assert world.redeem(LT, shares)[1] / 10**digits == pytest.approx(10**9, rel=0.02)


def test_a_price_of_too_few_digits_is_refused() -> None:
    with refused("oracle: out of bounds"):
        World(parameters(target=2), at=1e-9, digits=18 + 18)


def test_a_full_market_takes_no_more() -> None:
    with refused("mint: market full"):
        World(parameters(max_underlying=30 * UNIT - 1))
    world = World(parameters(max_underlying=31 * UNIT))
    for operation in (world.deposit, lambda amount: world.mint(LT, amount)):
        with refused("mint: market full"):
            operation(UNIT + 1)
    world.deposit(UNIT)


def test_a_source_that_refuses_is_heard_before_anything_else() -> None:
    world = World()
    world.clock.advance(2 * HOUR)
    for operation in (
        lambda: world.mint(LT, 0),
        lambda: world.redeem(LT, 0),
        lambda: world.deposit(0),
        world.rebalance,
    ):
        with refused("oracle: stale"):
            operation()
    world.pool.report_stale()


def test_the_fee_recipient_hands_their_place_on() -> None:
    pool = World().pool
    with refused("fees: not the recipient"):
        pool.set_fee_recipient("attacker", sender="attacker")
    with refused("fees: zero recipient"):
        pool.set_fee_recipient(ZERO_ADDRESS, sender="treasury")
    pool.set_fee_recipient("heir", sender="treasury")
    assert pool.fee_recipient == "heir"


def test_the_accrued_book_is_what_the_next_operation_finds() -> None:
    world = World(parameters(fees=Fees(management=PERCENT)))
    world.quiet(100, minutes=60)
    expected = world.pool.accrued_position()
    assert expected != world.pool.position
    world.pool._priced()
    assert world.pool.position == expected


def test_unopened_market_refuses() -> None:
    world = World()
    world.pool.is_open = False
    with refused("market: not open"):
        world.mint(LT, UNIT)


def test_a_refusal_leaves_no_trace() -> None:
    world = World()
    position, counted = world.pool.position, world.asset.balance_of("holder")
    world.clock.advance(60)
    with refused("mint: below minimum"):
        world.pool.mint(LT, UNIT, 10**30, "holder", world.deadline, sender="holder")
    assert (world.pool.position, world.asset.balance_of("holder")) == (position, counted)
