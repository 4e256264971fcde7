# SPDX-License-Identifier: Apache-2.0
"""Orders that wait at a desk, whether somebody may execute them, and whether they can be had back."""

from typing import Any

import pytest

from tests.support.engine import now
from tests.support.paired import LP, LT, live_terms
from tests.support.refusal import refuses
from tests.unit.paired_pool.world import NOBODY, WAD, PoolWorld


@pytest.fixture
def desk(holder: str, keeper: str) -> PoolWorld:
    """A 10x that trades by orders."""
    world = PoolWorld(live_terms(10))
    world.fund(holder, keeper)
    return world.open()


def test_none_where_there_is_no_desk(lens: Any, world: PoolWorld) -> None:
    assert lens.orders(world.address, NOBODY, 0, 32) == []


def test_a_page(lens: Any, desk: PoolWorld, holder: str, keeper: str) -> None:
    for owner in (holder, keeper, holder):
        desk.commit(True, LT, desk.unit, owner)

    def numbers(owner: str, start: int, count: int) -> list[int]:
        return [order.number for order in lens.orders(desk.address, owner, start, count)]

    assert numbers(NOBODY, 0, 32) == [0, 1, 2]
    assert numbers(holder, 0, 32) == [0, 2]
    assert numbers(holder, 1, 2) == [2]
    assert numbers(keeper, 2, 32) == numbers(NOBODY, 7, 32) == numbers(NOBODY, 0, 0) == []
    with refuses("lens: at most 32 at once"):
        numbers(NOBODY, 0, 33)


def test_ready_with_the_next_price(lens: Any, desk: PoolWorld, holder: str) -> None:
    number = desk.commit(True, LT, desk.unit, holder, now() + 600)
    (order,) = lens.orders(desk.address, holder, 0, 32)
    assert order.order == desk.desk.order(number)
    assert (order.amount, order.is_ready, order.is_refundable) == (desk.unit, False, False)
    with refuses("order: no update yet"):
        desk.desk.execute(number, sender=holder)
    desk.later(60, 2_000)
    (order,) = lens.orders(desk.address, holder, 0, 32)
    assert (order.is_ready, order.is_refundable) == (True, False)
    desk.desk.execute(number, sender=holder)
    assert lens.orders(desk.address, holder, 0, 32) == []


def test_refundable_after_the_deadline(lens: Any, desk: PoolWorld, holder: str) -> None:
    number = desk.commit(True, LP, desk.unit, holder, now() + 600)
    desk.later(601, 2_000)
    (order,) = lens.orders(desk.address, holder, 0, 32)
    assert (order.is_ready, order.is_refundable) == (False, True)
    desk.desk.refund(number, sender=holder)
    assert lens.orders(desk.address, holder, 0, 32) == []


def test_shares_of_a_deprecated_market(lens: Any, desk: PoolWorld, holder: str, keeper: str) -> None:
    desk.commit(True, LT, desk.unit, holder)
    desk.later(60, 2_000)
    shares = int(desk.desk.execute(0, sender=holder))
    desk.commit(False, LT, shares, holder)
    (order,) = lens.orders(desk.address, holder, 0, 32)
    assert (order.number, order.amount, order.is_refundable) == (1, shares, False)
    assert shares > WAD
    desk.deprecate(keeper)
    (order,) = lens.orders(desk.address, holder, 0, 32)
    assert (order.is_ready, order.is_refundable) == (False, True)
    assert desk.desk.refund(1, sender=holder) == order.amount
