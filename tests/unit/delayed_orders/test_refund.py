# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.contracts import deploy
from tests.support.engine import now, wait
from tests.support.pairing import FOREVER, LT
from tests.support.reverts import BARE, reverts
from tests.unit.delayed_orders.world import MILLION, MINUTE, WEEK, OrdersWorld
from tests.unit.pairing_pool.world import plain_terms


def test_u_goes_back_to_its_owner_after_the_deadline(world: OrdersWorld, holder: str, attacker: str) -> None:
    before = world.asset.balanceOf(holder)
    number = world.commit(True, LT, 7, holder, deadline=now() + MINUTE)
    world.wait(MINUTE)
    with reverts("order: still open"):
        world.delayed_orders.refund(number, sender=attacker)
    world.wait(1)
    world.kill_source()
    assert world.delayed_orders.refund(number, sender=attacker) == 7
    event = world.orders_event("Refund")
    assert (event.number, event.owner, event.amount) == (number, holder, 7)
    assert world.asset.balanceOf(holder) == before
    assert world.held == 0
    with reverts("order: unknown"):
        world.delayed_orders.refund(number)


def test_shares_go_back_to_their_owner(invested: OrdersWorld, holder: str) -> None:
    shares = invested.share(LT).balanceOf(holder)
    number = invested.commit(False, LT, shares, holder, deadline=now())
    invested.wait(1)
    assert invested.delayed_orders.refund(number) == invested.share(LT).balanceOf(holder) == shares


@pytest.mark.parametrize("is_mint", [True, False])
def test_at_once_on_a_deprecated_market(invested: OrdersWorld, holder: str, keeper: str, is_mint: bool) -> None:
    number = invested.commit(is_mint, LT, 7, holder)
    invested.deprecate(keeper)
    assert invested.delayed_orders.refund(number) == 7


def test_shares_of_an_ended_generation_at_once_and_u_not(invested: OrdersWorld, holder: str) -> None:
    share = invested.share(LT)
    shares = share.balanceOf(holder)
    redeeming, minting = invested.commit(False, LT, shares, holder), invested.commit(True, LT, 7, holder)
    invested.end_generation()
    assert invested.delayed_orders.refund(redeeming) == shares
    assert share.claim_closed(holder, sender=holder) > 0
    with reverts("order: still open"):
        invested.delayed_orders.refund(minting)


def test_whole_shares_after_a_consolidation(holder: str) -> None:
    world = OrdersWorld(holder, terms=plain_terms(10, commits=True), units=20_000)
    shares = world.invest(1_500 * world.unit, holder)
    number = world.commit(False, LT, shares, holder, deadline=now())
    world.later(MINUTE, 640)
    world.rebalance()
    world.pool.consolidate(LT)
    assert world.delayed_orders.refund(number) == world.share(LT).balanceOf(holder) == shares // MILLION


def test_not_lost_where_u_answers_false(holder: str) -> None:
    world = OrdersWorld(holder, asset=deploy("SilentAsset", 18))
    number = world.commit(True, LT, 7, holder, deadline=now())
    world.wait(1)
    world.asset.set_refusing(True)
    with reverts(BARE):
        world.delayed_orders.refund(number)
    world.asset.set_refusing(False)
    assert world.delayed_orders.refund(number) == 7


def test_no_order_waits_longer_than_a_week_whatever_its_deadline(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, 7, holder, deadline=FOREVER)
    wait(WEEK)
    with reverts("order: still open"):
        world.delayed_orders.refund(number)
    wait(1)
    assert world.delayed_orders.refund(number) == 7
