# SPDX-License-Identifier: Apache-2.0
from functools import partial

import pytest

from steelyard.model.pairing.parameters import Fees
from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.paired import FOREVER, FT, LP, LT
from tests.support.refusal import BARE, refuses
from tests.unit.order_desk.world import WEEK, DeskWorld
from tests.unit.paired_pool.world import NOBODY, PoolWorld, live_terms


def test_u_waits_for_another(world: DeskWorld, holder: str, keeper: str) -> None:
    assert world.desk.commit(True, FT, 7, 5, FOREVER, keeper, sender=holder) == 0
    event = world.desk_event("Commit")
    order = world.desk.order(0)
    assert (event.number, event.owner, event.order) == (0, keeper, order)
    assert tuple(order) == (True, FT, NOBODY, 7, 5, keeper, world.round, now(), now() + WEEK)
    assert world.held == 7


def test_raw_shares_of_one_generation_wait(invested: DeskWorld, holder: str) -> None:
    share = invested.share(LT)
    shares = share.balanceOf(holder)
    number = invested.commit(False, LT, shares, holder)
    order = invested.desk.order(number)
    assert (order.is_mint, order.share, order.amount) == (False, share.address, shares)
    assert share.balanceOf(invested.desk.address) == shares
    assert share.balanceOf(holder) == 0


def test_liquidity_may_come_but_leaves_by_the_queue(world: DeskWorld, holder: str) -> None:
    world.commit(True, LP, 1, holder)
    with refuses("order: LP leaves by the queue"):
        world.desk.commit(False, LP, 1, 0, FOREVER, holder, sender=holder)


@pytest.mark.parametrize("is_mint", [True, False])
def test_no_fourth_side(world: DeskWorld, holder: str, is_mint: bool) -> None:
    with refuses("order: no such side"):
        world.desk.commit(is_mint, 3, 1, 0, FOREVER, holder, sender=holder)


def test_not_nothing(world: DeskWorld, holder: str) -> None:
    with refuses("order: nothing"):
        world.commit(True, LT, 0, holder)


def test_not_after_its_deadline(world: DeskWorld, holder: str) -> None:
    world.commit(True, LT, 1, holder, deadline=now())
    with refuses("order: too late"):
        world.commit(True, LT, 1, holder, deadline=now() - 1)


def test_not_for_nobody(world: DeskWorld, holder: str) -> None:
    with refuses("order: zero owner"):
        world.desk.commit(True, LT, 1, 0, FOREVER, NOBODY, sender=holder)


def test_not_before_the_market_opens(holder: str) -> None:
    world = PoolWorld(live_terms(10))
    with refuses("market: not open"):
        world.commit(True, LT, 1, holder)


def test_not_on_a_deprecated_market(world: DeskWorld, holder: str, keeper: str) -> None:
    world.deprecate(keeper)
    with refuses("market: deprecated"):
        world.commit(True, LT, 1, holder)


def test_not_of_an_ended_generation(invested: DeskWorld, holder: str) -> None:
    invested.end_generation()
    with refuses("order: generation ended"):
        invested.commit(False, LT, 1, holder)


def test_not_without_a_round_to_be_later_than(world: DeskWorld, holder: str) -> None:
    world.kill_source()
    with refuses("source: broken"):
        world.commit(True, LT, 1, holder)


def test_not_more_than_the_caller_has(invested: DeskWorld, holder: str, attacker: str) -> None:
    with refuses("erc20: insufficient allowance"):
        invested.commit(True, LT, 1, attacker)
    with refuses("erc20: insufficient allowance"):
        invested.desk.commit(False, LT, 1, 0, FOREVER, attacker, sender=holder)
    with refuses("erc20: transfer amount exceeds balance"):
        invested.commit(False, LT, invested.share(LT).balanceOf(holder) + 1, holder)


def test_a_u_that_answers_false_gives_nothing(holder: str) -> None:
    world = DeskWorld(holder, asset=deploy("SilentAsset", 18))
    world.commit(True, LT, 1, holder)
    world.asset.set_refusing(True)
    with refuses(BARE):
        world.commit(True, LT, 1, holder)


def test_the_bounty_must_be_in_it(holder: str) -> None:
    world = DeskWorld(holder, terms=live_terms(10, fees=Fees(most_reward=10**15)))
    with refuses("order: not over the bounty"):
        world.commit(True, LT, 10**15, holder)
    assert world.commit(True, LT, 10**15 + 1, holder) == 0


def test_no_minimum_that_overflows_with_the_bounty(holder: str) -> None:
    world = DeskWorld(holder, terms=live_terms(10, fees=Fees(most_reward=10**15)))
    world.invest(world.unit, holder)
    world.share(LT).approve(world.desk.address, 10, sender=holder)
    for least, refused in ((2**256 - 10**15, True), (2**256 - 10**15 - 1, False)):
        commit = partial(world.desk.commit, False, LT, 1, least, FOREVER, holder, sender=holder)
        if refused:
            with refuses("order: least too high"):
                commit()
        else:
            commit()
