# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple
from typing import Any

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
    SEED,
    WAD,
    Fees,
    PoolWorld,
    plain_terms,
)


def opened(*accounts: str, **changes: Any) -> PoolWorld:
    """Plain terms but for `changes`, opened with 1,000 ether."""
    world = PoolWorld(plain_terms(**changes))
    world.fund(*accounts)
    return world.open()


# ------------------------------------------------------------------ accepted


@pytest.mark.parametrize(("side", "leverage"), [(LT, 3), (FT, 0)])
def test_without_fees_all_that_came_in_is_the_minters(
    plain: PoolWorld, holder: str, side: int, leverage: float
) -> None:
    purse = plain.asset.balanceOf(holder)
    shares = plain.mint(side, 100 * plain.unit, holder)
    assert purse - plain.asset.balanceOf(holder) == 100 * plain.unit
    assert shares == plain.share(side).balanceOf(holder) == pytest.approx(200_000 * WAD, rel=1e-12)
    assert plain.value(side, 2_000) == pytest.approx(200_010)
    assert plain.value(LP, 2_000) == pytest.approx(1_999_980)
    assert plain.leverage(side, 2_000) == pytest.approx(leverage)
    plain.check()


@pytest.mark.parametrize("side", [LT, FT])
def test_the_engine_decides(held: PoolWorld, depositor: str, side: int) -> None:
    """After accrual, at spot, mean and their margins."""
    held.wait(600)
    held.see(2_050, 1_990)
    seen = (held.price(2_050), held.price(1_990), 0)
    expected = held.engine.mint(held.pool.accrued_position(), astuple(held.terms), seen, side, held.unit, held.states())
    assert held.mint(side, held.unit, depositor) == expected.shares
    assert held.pool.position() == expected.position
    assert held.share(side).raw_balance(depositor) == expected.shares
    held.check()


def test_fee_and_margin_stay_with_liquidity(held: PoolWorld, depositor: str) -> None:
    before = held.values(2_000)
    shares = held.mint(LT, held.unit, depositor)
    after = held.values(2_000)
    assert shares < 2_000 * WAD
    assert after[LP] > before[LP]
    supply = held.share(LT).totalSupply()
    assert after[LT] / before[LT] == pytest.approx(supply / (supply - shares))
    assert after[FT] == before[FT]


def test_for_another_receiver(live: PoolWorld, holder: str, depositor: str) -> None:
    shares = live.pool.mint(LT, live.unit, 0, depositor, FOREVER, sender=holder)
    assert live.share(LT).balanceOf(depositor) == shares
    assert live.share(LT).balanceOf(holder) == 0


def test_events(live: PoolWorld, holder: str, depositor: str) -> None:
    shares = live.pool.mint(FT, live.unit, 0, depositor, FOREVER, sender=holder)
    event, state = live.event("Mint"), live.event("State")
    assert (event.side, event.sender, event.receiver) == (FT, holder, depositor)
    assert (event.amount, event.shares, event.cut) == (live.unit, shares, 0)
    assert state.underlying == live.pool.position().underlying


def test_the_cut_of_the_fee_is_taken_in_liquidity_shares(holder: str) -> None:
    """Half of the swap fee of 0.3% on the two thirds that are swapped."""
    world = opened(holder, fees=Fees(imbalance=0, cut=WAD // 2))
    world.mint(LT, 90 * world.unit, holder)
    cut = world.event("Mint").cut
    worth = cut * world.value(LP, 2_000) / world.share(LP).totalSupply()
    assert worth == pytest.approx(60 * 2_000 * 0.003 / 2, rel=1e-6)
    assert world.share(LP).balanceOf(world.address) == world.pool.fees_owed()[1] == cut


def test_at_the_least(live: PoolWorld, holder: str) -> None:
    expected = live.engine.mint(
        live.pool.position(), astuple(live.terms), (live.price(2_000),) * 2 + (0,), LT, live.unit, live.states()
    ).shares
    with reverts("mint: below minimum"):
        live.mint(LT, live.unit, holder, min_out=expected + 1)
    assert live.mint(LT, live.unit, holder, min_out=expected) == expected


def test_at_the_deadline(live: PoolWorld, holder: str) -> None:
    with reverts("trade: too late"):
        live.pool.mint(LT, live.unit, 0, holder, now() - 1, sender=holder)
    live.pool.mint(LT, live.unit, 0, holder, now(), sender=holder)


# ------------------------------------------------------------------ refused by the state


@pytest.mark.parametrize("side", [LP, 3, 2**256 - 1])
def test_refuses_another_side_before_it_asks_for_a_price(live: PoolWorld, holder: str, side: int) -> None:
    live.kill_source()
    with reverts("mint: not LT or FT"):
        live.pool.mint(side, live.unit, 0, holder, FOREVER, sender=holder)


# ------------------------------------------------------------------ refused by size


@pytest.mark.parametrize("side", [LT, FT])
def test_refuses_more_than_the_market_takes(holder: str, side: int) -> None:
    world = opened(holder, max_underlying=1_010 * 10**18)
    with reverts("mint: market full"):
        world.mint(side, 10 * world.unit + 1, holder)
    world.mint(side, 10 * world.unit, holder)


def test_refuses_ft_where_there_is_none(holder: str) -> None:
    world = opened(holder, mints_funding=False)
    with reverts("mint: no FT here"):
        world.mint(FT, world.unit, holder)
    world.mint(LT, world.unit, holder)


@pytest.mark.parametrize(("side", "maximum"), [(LT, 500), (FT, 2_000)])
def test_refuses_what_liquidity_lacks(holder: str, side: int, maximum: int) -> None:
    """Of 1,000 L and F each, less the seeds, a unit of LT takes two L, one of FT half an F."""
    world = opened(holder)
    with reverts("mint: no inventory"):
        world.mint(side, maximum * world.unit, holder)
    world.mint(side, maximum * world.unit * 999 // 1_000, holder)


@pytest.mark.parametrize(
    ("side", "cap", "reason", "room"),
    [(LT, "cap_leveraged", "mint: leveraged cap", 200), (FT, "cap_funding", "mint: funding cap", 500)],
)
def test_refuses_past_the_cap(holder: str, side: int, cap: str, reason: str, room: int) -> None:
    """kappa_L = 3*200/1200 and kappa_F = 500/(1500*2/3) are one half; the seeds count."""
    world = opened(holder, **{cap: WAD // 2})
    with reverts(reason):
        world.mint(side, room * world.unit, holder)
    world.mint(side, room * world.unit * 999 // 1_000, holder)


@pytest.mark.parametrize(
    ("side", "cap", "reason", "mean"),
    [(LT, "cap_leveraged", "mint: leveraged cap", 2_150), (FT, "cap_funding", "mint: funding cap", 1_850)],
)
def test_the_cap_holds_at_both_prices(holder: str, side: int, cap: str, reason: str, mean: float) -> None:
    """The leveraged side is the greater part at the higher price, the funding side at the lower."""
    world = opened(holder, **{cap: WAD // 2})
    world.mint(side, (190 if side == LT else 480) * world.unit, holder)
    world.see(2_000, mean)
    with reverts(reason):
        world.mint(side, world.unit, holder)
    world.see(2_000)
    world.mint(side, world.unit, holder)


def test_queued_liquidity_protects_nobody(holder: str) -> None:
    """Half of it waits: kappa_F of a mint that fitted is above the cap."""
    world = opened(holder, cap_funding=WAD // 2)
    epoch = world.enqueue(LP, world.share(LP).balanceOf(world.creator) // 2, world.creator)
    with reverts("mint: funding cap"):
        world.mint(FT, 300 * world.unit, holder)
    world.share(LP).cancel(epoch, sender=world.creator)
    world.mint(FT, 300 * world.unit, holder)


@pytest.mark.parametrize("side", [LT, FT])
def test_refuses_what_gives_no_share(live: PoolWorld, holder: str, side: int) -> None:
    """A unit of ether is worth 2,000 units of shares; nothing is worth none."""
    with reverts("mint: nothing"):
        live.mint(side, 0, holder)
    assert live.mint(side, 1, holder) > 0


def test_refuses_a_vault_below_one_dollar(plain: PoolWorld, holder: str) -> None:
    """The seed of $10 fell rebalance by rebalance to a little more, and further within the range."""
    for dollars in (1_790, 1_600, 1_430, 1_280, 1_145, 1_025):
        plain.later(901, dollars)
        plain.rebalance()
    plain.mint(LT, 1, holder)
    plain.see(960)
    assert 0.5 < plain.value(LT, 960) < 1
    with reverts("mint: vault below one dollar"):
        plain.mint(LT, plain.unit, holder)


# ------------------------------------------------------------------ generations


def test_the_first_of_a_generation_counts_dollars_and_locks_the_seed(plain: PoolWorld, holder: str) -> None:
    plain.later(901, 400)
    plain.rebalance()
    old = plain.share(LT)
    shares = plain.mint(LT, plain.unit, holder)
    assert shares == pytest.approx(400 * WAD - SEED, rel=1e-9)
    born, new = plain.event("Generation"), plain.share(LT)
    assert (born.side, born.share) == (LT, new.address)
    assert new.address != old.address
    assert (new.name(), new.symbol()) == ("Steelyard ETH 3x LT 2", "ETH3X-LT-2")
    assert new.balanceOf(DEAD) == SEED
    assert new.notice() == old.notice()
    plain.check()


def test_the_first_of_a_generation_brings_twenty_dollars(plain: PoolWorld, holder: str) -> None:
    plain.later(901, 400)
    plain.rebalance()
    with reverts("mint: first below 20 dollars"):
        plain.mint(LT, plain.unit // 20 - 1, holder)
    assert plain.mint(LT, plain.unit // 20 + 10, holder) >= SEED


# ------------------------------------------------------------------ the asset


def test_refuses_without_the_asset(live: PoolWorld, guardian: str) -> None:
    with reverts("erc20: insufficient allowance"):
        live.mint(LT, live.unit, guardian)


def test_refuses_the_zero_receiver(live: PoolWorld, holder: str) -> None:
    with reverts("erc20: mint to the zero address"):
        live.pool.mint(LT, live.unit, 0, NOBODY, FOREVER, sender=holder)


def test_refuses_an_asset_that_charges_for_transfers(live: PoolWorld, holder: str) -> None:
    live.asset.set_fee(1)
    with reverts("token: asset short"):
        live.mint(LT, live.unit, holder)
