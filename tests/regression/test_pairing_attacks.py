# SPDX-License-Identifier: Apache-2.0
"""Attacks on paired pools that the obvious version of them loses to, each on the contracts."""

import boa
import pytest

from steelyard.model.pairing.parameters import PERCENT, Fees
from tests.support.engine import wait
from tests.support.pairing import live_terms
from tests.support.reverts import reverts
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import DAY, FT, HOUR, LP, LT, SIDES, WAD, PoolWorld, plain_terms

UNIT = 10**18


@pytest.fixture
def world(holder: str, attacker: str, depositor: str) -> PoolWorld:
    """A 3x without fees, margin or caps; 100 ether's worth of LT and FT are the holder's."""
    world = PoolWorld(plain_terms())
    world.fund(holder, attacker, depositor)
    world.open()
    for side in (LT, FT):
        world.mint(side, 100 * UNIT, holder)
    return world


def test_an_empty_liquidity_vault_locks_nobody_in(holder: str, depositor: str) -> None:
    """LT cannot be swapped for want of F: the queue pays them all the same."""
    world = PoolWorld(plain_terms())
    world.fund(holder, depositor)
    world.open()
    shares = world.mint(LT, 100 * UNIT, holder)
    world.mint(FT, 2_190 * UNIT, depositor)
    with reverts("redeem: no inventory"):
        world.redeem(LT, shares, holder)
    epoch = world.enqueue(LT, shares, holder)
    world.later(DAY, 2_000)
    world.rebalance()
    assert world.share(LT).claim(epoch, holder, sender=holder) == pytest.approx(100 * UNIT, rel=0.01)


@pytest.mark.parametrize("pieces", [2, 7, 40])
@pytest.mark.parametrize("side", [LT, FT])
def test_the_imbalance_fee_is_not_beaten_by_splitting(attacker: str, side: int, pieces: int) -> None:
    """PAIR-FEE-01: in pieces they get no more shares, beyond a unit's worth each."""
    world = PoolWorld(plain_terms(fees=Fees(swap=0, liquidity_exit=0)))
    world.fund(attacker)
    world.open()
    amount = (400 if side == LT else 1_600) * UNIT // pieces
    with boa.env.anchor():
        whole = world.mint(side, amount * pieces, attacker)
    split = sum(world.mint(side, amount, attacker) for _ in range(pieces))
    assert split <= whole + pieces * 2_000
    assert whole < amount * pieces * 2_000 * 9_998 // 10_000


@pytest.mark.parametrize("side", [LT, FT])
def test_a_redemption_in_pieces_pays_no_less_of_it(attacker: str, side: int) -> None:
    """PAIR-FEE-01."""
    world = PoolWorld(plain_terms(fees=Fees(swap=0, liquidity_exit=0)))
    world.fund(attacker)
    world.open()
    shares = world.mint(side, 150 * UNIT, attacker)
    other = LT + FT - side
    world.mint(other, (200 if other == LT else 1_200) * UNIT, attacker)
    with boa.env.anchor():
        whole = world.redeem(side, shares // 30 * 30, attacker)[1]
    split = sum(world.redeem(side, shares // 30, attacker)[1] for _ in range(30))
    assert split <= whole + 30


def test_a_donation_inflates_no_share(attacker: str, depositor: str) -> None:
    """The smallest market there can be: what they give away rounds nobody's deposit to nothing."""
    world = PoolWorld(plain_terms())
    world.fund(attacker, depositor)
    world.pool.open(21 * 10**15, sender=attacker)
    world.asset.transfer(world.address, 10**6 * UNIT, sender=attacker)
    world.asset.transfer(world.share(LP).address, 10**6 * UNIT, sender=attacker)
    position = world.pool.position()
    assert position.underlying == 21 * 10**15
    shares = world.mint(LP, UNIT, depositor)
    assert shares * world.value(LP, 2_000) / world.share(LP).totalSupply() == pytest.approx(2_000, rel=1e-9)


# ------------------------------------------------------------------ the queue


def test_nobody_jumps_into_an_epoch_whose_notice_is_over(world: PoolWorld, holder: str, depositor: str) -> None:
    """Who sees the price of the rebalance coming joins the next epoch, and is not paid by this one."""
    world.mint(LT, 50 * UNIT, depositor)
    early = world.enqueue(LT, 10 * WAD, holder)
    world.later(HOUR, 2_000)
    late = world.enqueue(LT, 10 * WAD, depositor)
    assert late == early + 1
    world.rebalance()
    assert world.share(LT).claim(early, holder, sender=holder) > 0
    with reverts("claim: epoch still waits"):
        world.share(LT).claim(late, depositor, sender=depositor)


def test_nobody_waits_for_a_price_and_then_chooses(world: PoolWorld, attacker: str) -> None:
    """Joining and cancelling in a loop keeps no option: after the notice the request binds."""
    world.mint(LT, 50 * UNIT, attacker)
    for _ in range(3):
        epoch = world.enqueue(LT, 10 * WAD, attacker)
        world.later(300, 2_000)
        world.share(LT).cancel(epoch, sender=attacker)
    epoch = world.enqueue(LT, 10 * WAD, attacker)
    world.later(900, 2_100)
    with reverts("queue: request binds"):
        world.share(LT).cancel(epoch, sender=attacker)


def test_a_looper_holds_nobody_up(world: PoolWorld, holder: str, attacker: str) -> None:
    """Their dust joins the holder's epoch again and again, until that takes no more requests."""
    world.mint(LT, UNIT, attacker)
    mine = world.enqueue(LT, 10 * WAD, holder)
    for _ in range(4):
        world.later(299, 2_000)
        assert world.enqueue(LT, 1, attacker) in (mine, mine + 1)
    world.later(HOUR, 2_000)
    world.rebalance()
    assert world.share(LT).claim(mine, holder, sender=holder) > 0


def test_a_queue_of_dust_drains_no_fee(attacker: str) -> None:
    """It makes a rebalance due, for which nobody pays and nobody is paid."""
    world = PoolWorld(plain_terms(fees=Fees(0, 0, 0, rebalance=PERCENT // 10, reward=WAD, max_reward=10**30)))
    world.fund(attacker)
    world.open()
    world.mint(LT, UNIT, attacker)
    for _ in range(3):
        world.enqueue(LT, 1, attacker)
        world.later(HOUR, 2_000)
        assert world.rebalance(attacker) == (1, False, 0)
    assert tuple(world.pool.fees_owed()) == (0, 0)


# ------------------------------------------------------------------ rebalances


def test_nobody_acts_between_two_calls_of_a_backlog(world: PoolWorld, holder: str, attacker: str) -> None:
    """At a reference that the market has long left."""
    world.later(901, 1)
    assert world.rebalance()[1]
    for side in SIDES:
        with reverts("price: out of range"):
            world.mint(side, UNIT, attacker)
    with reverts("price: out of range"):
        world.redeem(FT, WAD, holder)
    assert not world.rebalance()[1]


def test_leftovers_clear_only_inside_a_rebalance(attacker: str) -> None:
    """A 10x that ran out of L keeps its mismatch at par until then, whatever liquidity comes in between."""
    world = PoolWorld(plain_terms(10, fall=3 * PERCENT), 100)
    world.fund(attacker)
    world.pool.open(1_280 * UNIT // 100, sender=world.creator)
    for _ in range(10):
        for side, dollars in ((FT, 1_490), (LT, 230)):
            world.mint(side, dollars * UNIT // 1_000, world.creator)
    world.see(104)
    world.rebalance()
    stuck = world.pool.position().leveraged.funding
    assert stuck > 0
    world.mint(LP, 100 * UNIT, attacker)
    with reverts("rebalance: not due"):
        world.rebalance()
    assert world.pool.position().leveraged.funding == stuck
    world.later(DAY, 104)
    world.rebalance()
    assert world.pool.position().leveraged.funding == 0
    assert world.leverage(LT, 104) == pytest.approx(10, rel=1e-3)


def test_one_sample_is_no_mean(holder: str) -> None:
    """Neither a feed of a single answer opens a market, nor one that began anew with another aggregator trades on."""
    world = FeedPoolWorld(live_terms())
    world.fund(holder)
    world.open()
    number = int(world.feed.round())
    world.feed.begin_phase(world.scaled(2_000), boa.env.timestamp)
    assert world.feed.round() > number
    wait(60)
    with reverts("twap: history too short"):
        world.mint(LT, UNIT, holder)
    with reverts("twap: history too short"):
        world.rebalance()
    world.enqueue(LP, WAD, world.creator)
    world.quiet(2_000, 20)
    assert world.mint(LT, UNIT, holder) > 0


def test_a_starved_source_is_not_a_dead_one(world: PoolWorld, attacker: str) -> None:
    """Whoever sends too little gas for the source cannot start the end of a living market."""
    for gas in (300_000, 700_000, 1_050_000):
        with boa.env.anchor(), pytest.raises(boa.BoaError):
            world.pool.report_stale(sender=attacker, gas=gas)
    assert world.pool.clocks().stale_since == 0
