# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.contracts import deploy
from tests.support.engine import now, wait
from tests.support.paired import FOREVER, LT
from tests.support.refusal import BARE, refuses
from tests.unit.order_desk.world import MILLION, MINUTE, WEEK, DeskWorld
from tests.unit.paired_pool.world import plain_terms


def test_u_goes_back_to_its_owner_after_the_deadline(world: DeskWorld, holder: str, attacker: str) -> None:
    before = world.asset.balanceOf(holder)
    number = world.commit(True, LT, 7, holder, deadline=now() + MINUTE)
    world.wait(MINUTE)
    with refuses("order: still open"):
        world.desk.refund(number, sender=attacker)
    world.wait(1)
    world.kill_source()
    assert world.desk.refund(number, sender=attacker) == 7
    event = world.desk_event("Refund")
    assert (event.number, event.owner, event.amount) == (number, holder, 7)
    assert world.asset.balanceOf(holder) == before
    assert world.held == 0
    with refuses("order: unknown"):
        world.desk.refund(number)


def test_shares_go_back_to_their_owner(invested: DeskWorld, holder: str) -> None:
    shares = invested.share(LT).balanceOf(holder)
    number = invested.commit(False, LT, shares, holder, deadline=now())
    invested.wait(1)
    assert invested.desk.refund(number) == invested.share(LT).balanceOf(holder) == shares


@pytest.mark.parametrize("is_mint", [True, False])
def test_at_once_on_a_deprecated_market(invested: DeskWorld, holder: str, keeper: str, is_mint: bool) -> None:
    number = invested.commit(is_mint, LT, 7, holder)
    invested.deprecate(keeper)
    assert invested.desk.refund(number) == 7


def test_shares_of_an_ended_generation_at_once_and_u_not(invested: DeskWorld, holder: str) -> None:
    share = invested.share(LT)
    shares = share.balanceOf(holder)
    redeeming, minting = invested.commit(False, LT, shares, holder), invested.commit(True, LT, 7, holder)
    invested.end_generation()
    assert invested.desk.refund(redeeming) == shares
    assert share.claim_closed(holder, sender=holder) > 0
    with refuses("order: still open"):
        invested.desk.refund(minting)


def test_whole_shares_after_a_consolidation(holder: str) -> None:
    world = DeskWorld(holder, terms=plain_terms(10, commits=True), units=20_000)
    shares = world.invest(1_500 * world.unit, holder)
    number = world.commit(False, LT, shares, holder, deadline=now())
    world.later(MINUTE, 640)
    world.poke()
    world.pool.consolidate(LT)
    assert world.desk.refund(number) == world.share(LT).balanceOf(holder) == shares // MILLION


def test_not_lost_where_u_answers_false(holder: str) -> None:
    world = DeskWorld(holder, asset=deploy("SilentAsset", 18))
    number = world.commit(True, LT, 7, holder, deadline=now())
    world.wait(1)
    world.asset.set_refusing(True)
    with refuses(BARE):
        world.desk.refund(number)
    world.asset.set_refusing(False)
    assert world.desk.refund(number) == 7


def test_no_order_waits_longer_than_a_week_whatever_its_deadline(world: DeskWorld, holder: str) -> None:
    number = world.commit(True, LT, 7, holder, deadline=FOREVER)
    wait(WEEK)
    with refuses("order: still open"):
        world.desk.refund(number)
    wait(1)
    assert world.desk.refund(number) == 7
