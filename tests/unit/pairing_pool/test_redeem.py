# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import pytest

from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.pairing_pool.world import FOREVER, FT, LP, LT, NOBODY, WAD, Fees, PoolWorld, live_terms, plain_terms

UNIT = 10**18


@pytest.fixture
def short(plain: PoolWorld, holder: str, depositor: str) -> PoolWorld:
    """The holder's 100 LT would need 100 F; liquidity has five left, the rest is the depositor's FT."""
    plain.mint(LT, 100 * UNIT, holder)
    plain.mint(FT, 2_190 * UNIT, depositor)
    return plain


# ------------------------------------------------------------------ accepted


@pytest.mark.parametrize("side", [LT, FT])
def test_without_fees_all_that_came_in_goes_out(plain: PoolWorld, holder: str, side: int) -> None:
    shares = plain.mint(side, 100 * UNIT, holder)
    purse, position = plain.asset.balanceOf(holder), plain.pool.position()
    burned, amount = plain.redeem(side, shares, holder)
    assert burned == shares and 100 * UNIT - 10 <= amount <= 100 * UNIT
    assert plain.asset.balanceOf(holder) - purse == amount == position.underlying - plain.pool.position().underlying
    assert plain.share(side).balanceOf(holder) == 0
    assert plain.values(2_000) == pytest.approx((10, 10, 1_999_980))
    plain.check()


@pytest.mark.parametrize("side", [LT, FT])
def test_what_the_price_did(plain: PoolWorld, holder: str, side: int) -> None:
    """+8%: three times as much for LT, nothing for FT, which are owed dollars."""
    shares = plain.mint(side, 100 * UNIT, holder)
    plain.see(2_160)
    worth = plain.redeem(side, shares, holder)[1] * 2_160 / UNIT
    assert worth == pytest.approx(200_000 * (1.24 if side == LT else 1), rel=1e-9)


@pytest.mark.parametrize("side", [LT, FT])
@pytest.mark.parametrize("partial", [False, True])
def test_the_engine_decides(held: PoolWorld, holder: str, side: int, partial: bool) -> None:
    """After accrual, at spot, mean and their margins."""
    held.wait(600)
    held.see(2_050, 1_990)
    shares = held.share(side).balanceOf(holder) // 3
    seen = (held.price(2_050), held.price(1_990), 0)
    expected = held.engine.redeem(
        held.pool.accrued_position(), astuple(held.terms), seen, side, shares, partial, held.states()
    )
    assert held.redeem(side, shares, holder, partial=partial) == (shares, expected.amount)
    assert held.pool.position() == expected.position
    held.check()


def test_fee_and_margin_stay_with_liquidity(held: PoolWorld, holder: str) -> None:
    before = held.values(2_000)
    supply = held.share(LT).totalSupply()
    burned, amount = held.redeem(LT, held.share(LT).balanceOf(holder) // 2, holder)
    after = held.values(2_000)
    assert amount * 2_000 / UNIT < before[LT] * burned / supply
    assert after[LP] > before[LP]
    assert after[LT] / before[LT] == pytest.approx(1 - burned / supply)


def test_for_another_receiver(held: PoolWorld, holder: str, depositor: str) -> None:
    purse = held.asset.balanceOf(depositor)
    shares = held.share(FT).balanceOf(holder)
    amount = held.pool.redeem(FT, shares, 0, depositor, False, FOREVER, sender=holder)[1]
    assert held.asset.balanceOf(depositor) - purse == amount


def test_events(held: PoolWorld, holder: str, depositor: str) -> None:
    shares, amount = held.pool.redeem(LT, UNIT, 0, depositor, False, FOREVER, sender=holder)
    event, state = held.event("Redeem"), held.event("State")
    assert (event.side, event.owner, event.receiver) == (LT, holder, depositor)
    assert (event.shares, event.amount, event.cut) == (shares, amount, 0) and shares == UNIT
    assert state.underlying == held.pool.position().underlying


def test_the_cut_of_the_fee_is_taken_in_liquidity_shares(holder: str) -> None:
    world = PoolWorld(plain_terms(fees=Fees(imbalance=0, cut=WAD // 2)))
    world.fund(holder)
    world.open()
    shares = world.mint(LT, 90 * UNIT, holder)
    minted = world.pool.fees_owed()[1]
    world.redeem(LT, shares, holder)
    cut = world.event("Redeem").cut
    assert world.pool.fees_owed()[1] == world.share(LP).balanceOf(world.address) == minted + cut
    worth = cut * world.value(LP, 2_000) / world.share(LP).totalSupply()
    assert worth == pytest.approx(60 * 2_000 * 0.003 / 2, rel=0.01)


def test_after_a_consolidation_in_shares_as_shown(holder: str) -> None:
    """A share is worth less than a millionth of its first dollar; a million of them are one."""
    world = consolidated(holder)
    share = world.share(LT)
    held = share.balanceOf(holder)
    assert share.index() == 10**6
    with reverts("redeem: over balance"):
        world.redeem(LT, held + 1, holder)
    raw = share.raw_balance(holder)
    assert world.redeem(LT, held // 2, holder)[0] == held // 2
    assert raw - share.raw_balance(holder) == held // 2 * 10**6


def consolidated(holder: str) -> PoolWorld:
    """Many shares of little worth: a mint of $200,000 followed by a fall through eight ranges at each rebalance."""
    world = PoolWorld(plain_terms())
    world.fund(holder)
    world.open(100_000)
    world.mint(LT, 20_000 * UNIT, holder)
    dollars = 2_000.0
    while not world.engine.is_small(
        world.pool.position(), astuple(world.terms), LT, world.price(dollars), world.states()[LT]
    ):
        dollars *= 0.89
        world.later(901, dollars)
        world.rebalance()
    world.pool.consolidate(LT)
    return world


# ------------------------------------------------------------------ partial


def test_as_far_as_inventory_allows(short: PoolWorld, holder: str) -> None:
    shares = short.share(LT).balanceOf(holder)
    with reverts("redeem: no inventory"):
        short.redeem(LT, shares, holder)
    burned, amount = short.redeem(LT, shares, holder, partial=True)
    assert burned / shares == pytest.approx(0.05, rel=0.01)
    assert amount == pytest.approx(5 * UNIT, rel=0.01)
    assert short.share(LT).balanceOf(holder) == shares - burned
    assert short.value(LT, 2_000) == pytest.approx(190_010, rel=1e-3)
    short.check()


def test_all_of_it_where_that_is_possible(held: PoolWorld, holder: str) -> None:
    shares = held.share(FT).balanceOf(holder)
    assert held.redeem(FT, shares, holder, partial=True)[0] == shares


def test_refuses_where_nothing_can_be_filled(short: PoolWorld, holder: str, depositor: str) -> None:
    """All F is taken; two units of U buy the last one."""
    seen = (short.price(2_000), short.price(2_000), 0)
    short.mint(FT, short.engine.mint_room(short.pool.position(), astuple(short.terms), seen, FT), depositor)
    short.mint(FT, 2, depositor)
    assert short.engine.vault(short.pool.position(), LP).funding == 0
    with reverts("redeem: nothing can be filled"):
        short.redeem(LT, 10**6, holder, partial=True)


def test_the_queue_needs_no_inventory(short: PoolWorld, holder: str) -> None:
    shares = short.share(LT).balanceOf(holder)
    epoch = short.enqueue(LT, shares, holder)
    short.later(24 * 3_600, 2_000)
    short.rebalance()
    worth = short.share(LT).claim(epoch, holder, sender=holder)
    assert worth == pytest.approx(100 * UNIT, rel=0.01)


# ------------------------------------------------------------------ bounds of the user


def test_at_the_least(held: PoolWorld, holder: str) -> None:
    seen = (held.price(2_000),) * 2 + (0,)
    amount = held.engine.redeem(held.pool.position(), astuple(held.terms), seen, FT, UNIT, False, held.states()).amount
    with reverts("redeem: below minimum"):
        held.pool.redeem(FT, UNIT, amount + 1, holder, False, FOREVER, sender=holder)
    assert held.pool.redeem(FT, UNIT, amount, holder, False, FOREVER, sender=holder)[1] == amount


def test_at_the_deadline(held: PoolWorld, holder: str) -> None:
    with reverts("trade: too late"):
        held.pool.redeem(LT, UNIT, 0, holder, False, now() - 1, sender=holder)
    held.pool.redeem(LT, UNIT, 0, holder, False, now(), sender=holder)


# ------------------------------------------------------------------ refused


def test_refuses_before_the_opening(unopened: PoolWorld, holder: str) -> None:
    with reverts("market: not open"):
        unopened.redeem(LT, UNIT, holder)


def test_refuses_a_deprecated_market(held: PoolWorld, holder: str) -> None:
    held.deprecate(holder)
    with reverts("market: deprecated"):
        held.redeem(LT, UNIT, holder)


def test_refuses_where_orders_trade(holder: str) -> None:
    world = PoolWorld(live_terms(10)).open()
    with reverts("trade: commit first"):
        world.redeem(LT, UNIT, holder)


@pytest.mark.parametrize("side", [LP, 3, 2**256 - 1])
def test_refuses_another_side_before_it_asks_for_a_price(live: PoolWorld, side: int) -> None:
    """LP leave by the queue."""
    live.kill_source()
    with reverts("redeem: not LT or FT"):
        live.redeem(side, UNIT, live.creator)


def test_refuses_without_a_price(held: PoolWorld, holder: str) -> None:
    held.source.put(held.price(2_000), 0)
    with reverts("twap: history too short"):
        held.redeem(LT, UNIT, holder)
    held.wait(3_601)
    with reverts("oracle: stale"):
        held.redeem(LT, UNIT, holder)
    held.kill_source()
    with reverts("source: broken"):
        held.redeem(LT, UNIT, holder)


@pytest.mark.parametrize("side", [LT, FT])
@pytest.mark.parametrize(("inside", "outside"), [(1_800, 1_799.99), (2_200, 2_200.01)])
def test_refuses_spot_or_mean_out_of_range(
    plain: PoolWorld, holder: str, side: int, inside: float, outside: float
) -> None:
    plain.mint(side, UNIT, holder)
    for spot, mean in ((outside, 2_000), (2_000, outside)):
        plain.see(spot, mean)
        with reverts("price: out of range"):
            plain.redeem(side, WAD, holder)
    plain.see(inside, inside)
    plain.redeem(side, WAD, holder)


def test_refuses_nothing(held: PoolWorld, holder: str) -> None:
    with reverts("redeem: zero shares"):
        held.redeem(LT, 0, holder)


def test_refuses_more_than_owned(held: PoolWorld, holder: str, keeper: str) -> None:
    with reverts("redeem: over balance"):
        held.redeem(LT, held.share(LT).balanceOf(holder) + 1, holder)
    with reverts("redeem: over balance"):
        held.redeem(LT, 1, keeper)
    with reverts("redeem: over balance"):
        held.redeem(LT, 2**256 - 1, holder)


def test_refuses_what_overflows(holder: str) -> None:
    with reverts(BARE):
        consolidated(holder).redeem(LT, 2**256 - 1, holder)


def test_refuses_an_ended_generation(plain: PoolWorld, holder: str) -> None:
    """It is claimed at its share."""
    shares = plain.mint(LT, UNIT, holder)
    plain.later(901, 100)
    plain.rebalance()
    with reverts("redeem: zero shares"):
        plain.redeem(LT, shares, holder)
    plain.share(LT).claim_closed(holder, sender=holder)


def test_refuses_the_zero_receiver(held: PoolWorld, holder: str) -> None:
    with reverts("erc20: transfer to the zero address"):
        held.pool.redeem(LT, UNIT, 0, NOBODY, False, FOREVER, sender=holder)
