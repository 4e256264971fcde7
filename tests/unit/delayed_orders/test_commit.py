# SPDX-License-Identifier: Apache-2.0
from functools import partial

import pytest

from steelyard.model.pairing.parameters import Fees
from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.pairing import FOREVER, FT, LP, LT
from tests.support.reverts import BARE, reverts
from tests.unit.delayed_orders.world import WEEK, OrdersWorld
from tests.unit.pairing_pool.world import NOBODY, PoolWorld, live_terms


def test_u_waits_for_another(world: OrdersWorld, holder: str, keeper: str) -> None:
    assert world.delayed_orders.commit(True, FT, 7, 5, FOREVER, keeper, sender=holder) == 0
    event = world.orders_event("Commit")
    order = world.delayed_orders.order(0)
    assert (event.number, event.owner, event.order) == (0, keeper, order)
    assert tuple(order) == (True, FT, NOBODY, 7, 5, keeper, world.round, now(), now() + WEEK)
    assert world.held == 7


def test_raw_shares_of_one_generation_wait(invested: OrdersWorld, holder: str) -> None:
    share = invested.share(LT)
    shares = share.balanceOf(holder)
    number = invested.commit(False, LT, shares, holder)
    order = invested.delayed_orders.order(number)
    assert (order.is_mint, order.share, order.amount) == (False, share.address, shares)
    assert share.balanceOf(invested.delayed_orders.address) == shares
    assert share.balanceOf(holder) == 0


def test_liquidity_may_come_but_leaves_by_the_queue(world: OrdersWorld, holder: str) -> None:
    world.commit(True, LP, 1, holder)
    with reverts("order: LP leaves by the queue"):
        world.delayed_orders.commit(False, LP, 1, 0, FOREVER, holder, sender=holder)


@pytest.mark.parametrize("is_mint", [True, False])
def test_no_fourth_side(world: OrdersWorld, holder: str, is_mint: bool) -> None:
    with reverts("order: no such side"):
        world.delayed_orders.commit(is_mint, 3, 1, 0, FOREVER, holder, sender=holder)


def test_not_nothing(world: OrdersWorld, holder: str) -> None:
    with reverts("order: nothing"):
        world.commit(True, LT, 0, holder)


def test_not_after_its_deadline(world: OrdersWorld, holder: str) -> None:
    world.commit(True, LT, 1, holder, deadline=now())
    with reverts("order: too late"):
        world.commit(True, LT, 1, holder, deadline=now() - 1)


def test_not_for_nobody(world: OrdersWorld, holder: str) -> None:
    with reverts("order: zero owner"):
        world.delayed_orders.commit(True, LT, 1, 0, FOREVER, NOBODY, sender=holder)


def test_not_before_the_market_opens(holder: str) -> None:
    world = PoolWorld(live_terms(10))
    with reverts("market: not open"):
        world.commit(True, LT, 1, holder)


def test_not_on_a_deprecated_market(world: OrdersWorld, holder: str, keeper: str) -> None:
    world.deprecate(keeper)
    with reverts("market: deprecated"):
        world.commit(True, LT, 1, holder)


def test_not_of_an_ended_generation(invested: OrdersWorld, holder: str) -> None:
    invested.end_generation()
    with reverts("order: generation ended"):
        invested.commit(False, LT, 1, holder)


def test_not_without_a_round_to_be_later_than(world: OrdersWorld, holder: str) -> None:
    world.kill_source()
    with reverts("source: broken"):
        world.commit(True, LT, 1, holder)


def test_not_more_than_the_caller_has(invested: OrdersWorld, holder: str, attacker: str) -> None:
    with reverts("erc20: insufficient allowance"):
        invested.commit(True, LT, 1, attacker)
    with reverts("erc20: insufficient allowance"):
        invested.delayed_orders.commit(False, LT, 1, 0, FOREVER, attacker, sender=holder)
    with reverts("erc20: transfer amount exceeds balance"):
        invested.commit(False, LT, invested.share(LT).balanceOf(holder) + 1, holder)


def test_a_u_that_answers_false_gives_nothing(holder: str) -> None:
    world = OrdersWorld(holder, asset=deploy("SilentAsset", 18))
    world.commit(True, LT, 1, holder)
    world.asset.set_refusing(True)
    with reverts(BARE):
        world.commit(True, LT, 1, holder)


def test_the_bounty_must_be_in_it(holder: str) -> None:
    world = OrdersWorld(holder, terms=live_terms(10, fees=Fees(max_reward=10**15)))
    with reverts("order: not over the bounty"):
        world.commit(True, LT, 10**15, holder)
    assert world.commit(True, LT, 10**15 + 1, holder) == 0


def test_no_minimum_that_overflows_with_the_bounty(holder: str) -> None:
    world = OrdersWorld(holder, terms=live_terms(10, fees=Fees(max_reward=10**15)))
    world.invest(world.unit, holder)
    world.share(LT).approve(world.delayed_orders.address, 10, sender=holder)
    for min_out, refused in ((2**256 - 10**15, True), (2**256 - 10**15 - 1, False)):
        commit = partial(world.delayed_orders.commit, False, LT, 1, min_out, FOREVER, holder, sender=holder)
        if refused:
            with reverts("order: minimum too high"):
                commit()
        else:
            commit()
