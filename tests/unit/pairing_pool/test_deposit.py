# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import boa
import pytest

from tests.support.engine import now
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import (
    DEAD,
    FOREVER,
    FT,
    LP,
    LT,
    NOBODY,
    PERCENT,
    SEED,
    WAD,
    PoolWorld,
    plain_terms,
)


def test_a_part_of_liquidity_without_a_swap(plain: PoolWorld, depositor: str) -> None:
    purse, before = plain.asset.balanceOf(depositor), plain.pool.position()
    shares = plain.mint(LP, 100 * plain.unit, depositor)
    assert purse - plain.asset.balanceOf(depositor) == 100 * plain.unit
    assert shares == plain.share(LP).balanceOf(depositor) == pytest.approx(200_000 * WAD)
    after = plain.pool.position()
    assert after.underlying - before.underlying == 100 * plain.unit
    assert (after.leveraged, after.funding) == (before.leveraged, before.funding)
    plain.check()


def test_the_engine_decides(held: PoolWorld, depositor: str) -> None:
    held.wait(600)
    held.see(2_050, 1_990)
    seen = (held.price(2_050), held.price(1_990), 0)
    expected = held.engine.mint(held.pool.accrued_position(), astuple(held.terms), seen, LP, held.unit, held.states())
    assert held.mint(LP, held.unit, depositor) == expected.shares
    assert held.pool.position() == expected.position


def test_the_entry_fee_is_the_distance_from_leverage_one_times_the_margin(holder: str, depositor: str) -> None:
    """Liquidity that sold 200 L stands at 0.8x: it keeps a fifth of 0.5% as the fee, and as much by the worse price."""
    world = PoolWorld(plain_terms(margin=PERCENT // 2))
    world.fund(holder, depositor)
    world.open()
    free = world.mint(LP, 10 * world.unit, depositor)
    world.mint(LT, 100 * world.unit, holder)
    paid = world.mint(LP, 10 * world.unit, depositor)
    distance = 1 - world.leverage(LP, 2_000)
    nav = world.value(LP, 2_000) / world.share(LP).totalSupply()
    assert distance == pytest.approx(0.2, rel=0.1)
    assert 1 - paid * nav / 20_000 == pytest.approx(2 * distance * 0.005, rel=0.02)
    assert paid < free


def test_for_another_receiver(live: PoolWorld, holder: str, depositor: str) -> None:
    shares = live.pool.deposit(live.unit, 0, depositor, FOREVER, sender=holder)
    assert live.share(LP).balanceOf(depositor) == shares
    assert live.share(LP).balanceOf(holder) == 0


def test_event(live: PoolWorld, holder: str, depositor: str) -> None:
    shares = live.pool.deposit(live.unit, 0, depositor, FOREVER, sender=holder)
    event = live.event("Mint")
    assert (event.side, event.sender, event.receiver) == (LP, holder, depositor)
    assert (event.amount, event.shares, event.cut) == (live.unit, shares, 0)


def test_at_the_least(plain: PoolWorld, depositor: str) -> None:
    with boa.env.anchor():
        expected = plain.mint(LP, plain.unit, depositor)
    with reverts("mint: below minimum"):
        plain.mint(LP, plain.unit, depositor, min_out=expected + 1)
    assert plain.mint(LP, plain.unit, depositor, min_out=expected) == expected


def test_at_the_deadline(live: PoolWorld, holder: str) -> None:
    with reverts("trade: too late"):
        live.pool.deposit(live.unit, 0, holder, now() - 1, sender=holder)
    live.pool.deposit(live.unit, 0, holder, now(), sender=holder)


def test_refuses_more_than_the_market_takes(live: PoolWorld, holder: str) -> None:
    room = live.terms.max_underlying - 1_000 * live.unit
    with reverts("mint: market full"):
        live.mint(LP, room + 1, holder)
    live.mint(LP, room, holder)


def test_refuses_what_gives_no_share(plain: PoolWorld, holder: str) -> None:
    with reverts("mint: nothing"):
        plain.mint(LP, 0, holder)
    assert plain.mint(LP, 1, holder) > 0


def test_refuses_a_vault_below_one_dollar(holder: str) -> None:
    """What is left of liquidity is a seed, which went on losing rebalance by rebalance, and within the range then."""
    world, dollars = poor_liquidity(holder), 2_000.0
    while world.value(LP, dollars * 0.91) >= 1:
        dollars *= 0.89
        world.later(901, dollars)
        world.rebalance()
        assert not world.share(LP).closed()[0]
    world.see(dollars * 0.91)
    with reverts("mint: vault below one dollar"):
        world.mint(LP, world.unit, holder)


def poor_liquidity(holder: str) -> PoolWorld:
    """A 3x whose liquidity is a seed that stands between a much greater LT and FT."""
    world = PoolWorld(plain_terms())
    world.fund(holder)
    world.open()
    for side, amount in ((FT, 100), (LT, 40)):
        world.mint(side, amount * world.unit, holder)
    world.enqueue(LP, world.share(LP).balanceOf(world.creator), world.creator)
    world.later(24 * 3_600, 2_000)
    world.rebalance()
    assert world.value(LP, 2_000) == pytest.approx(10, rel=1e-3)
    return world


def test_the_first_of_a_generation_counts_dollars_and_locks_the_seed(holder: str) -> None:
    """Its vault was empty, so that nobody gains what a fee would leave there."""
    world = poor_liquidity(holder)
    world.later(24 * 3_600, 200)
    while world.rebalance()[1]:
        pass
    old = world.share(LP)
    assert old.closed()[0]
    with reverts("mint: first below 20 dollars"):
        world.mint(LP, world.unit // 10 - 1, holder)
    shares = world.mint(LP, 5 * world.unit, holder)
    assert shares == pytest.approx(1_000 * WAD - SEED, rel=1e-6)
    assert world.share(LP).balanceOf(DEAD) == SEED
    assert world.share(LP).name() == "Steelyard ETH 3x LP 2"
    assert world.share(LP).notice() == old.notice()
    world.check()


def test_refuses_without_the_asset(live: PoolWorld, guardian: str) -> None:
    with reverts("erc20: insufficient allowance"):
        live.mint(LP, live.unit, guardian)


def test_refuses_the_zero_receiver(live: PoolWorld, holder: str) -> None:
    with reverts("erc20: mint to the zero address"):
        live.pool.deposit(live.unit, 0, NOBODY, FOREVER, sender=holder)


def test_refuses_an_asset_that_charges_for_transfers(live: PoolWorld, holder: str) -> None:
    live.asset.set_fee(1)
    with reverts("token: asset short"):
        live.mint(LP, live.unit, holder)
