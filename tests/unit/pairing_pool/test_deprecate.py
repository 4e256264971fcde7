# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import DEAD, FT, HOUR, LP, LT, SIDES, WAD, Fees, PoolWorld, plain_terms

UNIT = 10**18
THREE_DAYS = 72 * HOUR


@pytest.fixture
def dying(held: PoolWorld, keeper: str) -> PoolWorld:
    """The source has been dead for 72 hours less a second; its last price was $2,100."""
    held.see(2_100)
    held.mint(LT, 1, keeper)
    held.kill_source()
    held.pool.report_stale()
    held.wait(THREE_DAYS - 1)
    return held


def test_72_hours_after_the_report(dying: PoolWorld, attacker: str) -> None:
    with reverts("deprecate: too early"):
        dying.pool.deprecate(sender=attacker)
    dying.wait(1)
    dying.pool.deprecate(sender=attacker)
    assert dying.event("Deprecate").price == dying.price(2_100)
    assert dying.pool.clocks().is_deprecated


def test_everybody_gets_their_part_at_the_last_price(dying: PoolWorld, holder: str) -> None:
    """PAIR-EXIT-01: all vaults at once, seeds included; what is left is dust."""
    dying.wait(1)
    worth = dying.values(2_100)
    dying.pool.deprecate()
    events = dying.events("Settle")
    assert [(event.side, event.closed, event.epochs) for event in events] == [(side, True, 0) for side in SIDES]
    assert [event.left * 2_100 / UNIT for event in events] == pytest.approx(worth, rel=1e-4)
    assert dying.pool.position().underlying == 0
    dying.check()
    for side in SIDES:
        share = dying.share(side)
        holders = [DEAD, holder, dying.creator] if side != FT else [DEAD, holder]
        assert sum(share.raw_balance(account) for account in holders) == pytest.approx(share.raw_supply(), rel=1e-9)
    before = dying.asset.balanceOf(holder)
    for side in (LT, FT):
        dying.share(side).claim_closed(holder, sender=holder)
    assert (dying.asset.balanceOf(holder) - before) * 2_100 / UNIT == pytest.approx(worth[LT] + worth[FT], rel=1e-3)


def test_a_backlog_waits_no_longer(held: PoolWorld) -> None:
    """At the last price seen, whatever the reference was."""
    held.later(901, 1)
    assert held.rebalance()[1]
    held.deprecate(held.creator)
    assert held.event("Deprecate").price == held.price(1)
    held.check()


def test_waiting_requests_are_settled_as_they_stand(held: PoolWorld, holder: str) -> None:
    epoch = held.enqueue(FT, held.share(FT).balanceOf(holder), holder)
    held.deprecate(held.creator)
    settled = [event for event in held.events("Settle") if event.side == FT]
    assert [event.epochs for event in settled] == [1]
    assert held.share(FT).claim(epoch, holder, sender=holder) == settled[0].paid


def test_the_fee_recipients_shares_become_u(holder: str) -> None:
    world = PoolWorld(plain_terms(fees=Fees(imbalance=0, cut=WAD // 2)))
    world.fund(holder)
    world.open()
    world.mint(LT, 100 * UNIT, holder)
    cut = world.pool.fees_owed()[1] * 1_000 * UNIT // world.share(LP).raw_supply()
    world.deprecate(world.creator)
    assert world.pool.fees_owed()[0] == pytest.approx(cut, rel=1e-3)
    assert world.pool.fees_owed()[1] == world.share(LP).balanceOf(world.address) == 0
    world.check()


def test_an_ended_generation_gets_nothing_more(plain: PoolWorld) -> None:
    """What its empty vault holds is nobody's, and goes to the fee recipient."""
    plain.later(901, 400)
    plain.rebalance()
    assert plain.share(LT).closed()[0]
    plain.deprecate(plain.creator)
    assert [event.side for event in plain.events("Settle")] == [FT, LP]
    plain.check()


def test_refuses_without_a_report(live: PoolWorld) -> None:
    live.kill_source()
    with reverts("deprecate: not stale"):
        live.pool.deprecate()


def test_refuses_a_source_that_is_fresh_again(dying: PoolWorld) -> None:
    dying.wait(1)
    dying.source.set_faults(False, False, False)
    dying.see(2_000)
    with reverts("deprecate: not stale"):
        dying.pool.deprecate()


def test_refuses_a_source_that_was_back_in_between(dying: PoolWorld) -> None:
    """A price after the report, though stale again, cancels it; a new report starts 72 hours."""
    dying.source.set_faults(False, False, False)
    dying.see(2_000)
    dying.wait(2 * HOUR)
    with reverts("deprecate: source came back"):
        dying.pool.deprecate()
    dying.pool.report_stale()
    dying.wait(THREE_DAYS - 1)
    with reverts("deprecate: too early"):
        dying.pool.deprecate()
    dying.wait(1)
    dying.pool.deprecate()


def test_refuses_a_caller_who_starves_the_source(dying: PoolWorld, attacker: str) -> None:
    dying.wait(1)
    with reverts("source: send more gas"):
        dying.pool.deprecate(sender=attacker, gas=1_000_000)


def test_refuses_before_the_opening(unopened: PoolWorld) -> None:
    with reverts("market: not open"):
        unopened.pool.deprecate()


def test_refuses_a_second_time(live: PoolWorld, keeper: str) -> None:
    live.deprecate(keeper)
    with reverts("market: deprecated"):
        live.pool.deprecate()
