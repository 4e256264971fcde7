# SPDX-License-Identifier: Apache-2.0
"""Orders that wait at delayed orders, whether somebody may execute them, and whether they can be had back."""

from typing import Any

import pytest

from tests.support.engine import now
from tests.support.pairing import LP, LT, live_terms
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import NOBODY, WAD, PoolWorld


@pytest.fixture
def delayed_orders(holder: str, keeper: str) -> PoolWorld:
    """A 10x that trades by orders."""
    world = PoolWorld(live_terms(10))
    world.fund(holder, keeper)
    return world.open()


def test_none_where_there_is_no_delayed_orders(lens: Any, world: PoolWorld) -> None:
    assert lens.orders(world.address, NOBODY, 0, 32) == []


def test_a_page(lens: Any, delayed_orders: PoolWorld, holder: str, keeper: str) -> None:
    for owner in (holder, keeper, holder):
        delayed_orders.commit(True, LT, delayed_orders.unit, owner)

    def numbers(owner: str, start: int, count: int) -> list[int]:
        return [order.number for order in lens.orders(delayed_orders.address, owner, start, count)]

    assert numbers(NOBODY, 0, 32) == [0, 1, 2]
    assert numbers(holder, 0, 32) == [0, 2]
    assert numbers(holder, 1, 2) == [2]
    assert numbers(keeper, 2, 32) == numbers(NOBODY, 7, 32) == numbers(NOBODY, 0, 0) == []
    with reverts("lens: at most 32 at once"):
        numbers(NOBODY, 0, 33)


def test_ready_with_the_next_price(lens: Any, delayed_orders: PoolWorld, holder: str) -> None:
    number = delayed_orders.commit(True, LT, delayed_orders.unit, holder, now() + 600)
    (order,) = lens.orders(delayed_orders.address, holder, 0, 32)
    assert order.order == delayed_orders.delayed_orders.order(number)
    assert (order.amount, order.is_ready, order.is_refundable) == (delayed_orders.unit, False, False)
    with reverts("order: no update yet"):
        delayed_orders.delayed_orders.execute(number, sender=holder)
    delayed_orders.later(60, 2_000)
    (order,) = lens.orders(delayed_orders.address, holder, 0, 32)
    assert (order.is_ready, order.is_refundable) == (True, False)
    delayed_orders.delayed_orders.execute(number, sender=holder)
    assert lens.orders(delayed_orders.address, holder, 0, 32) == []


def test_refundable_after_the_deadline(lens: Any, delayed_orders: PoolWorld, holder: str) -> None:
    number = delayed_orders.commit(True, LP, delayed_orders.unit, holder, now() + 600)
    delayed_orders.later(601, 2_000)
    (order,) = lens.orders(delayed_orders.address, holder, 0, 32)
    assert (order.is_ready, order.is_refundable) == (False, True)
    delayed_orders.delayed_orders.refund(number, sender=holder)
    assert lens.orders(delayed_orders.address, holder, 0, 32) == []


def test_shares_of_a_deprecated_market(lens: Any, delayed_orders: PoolWorld, holder: str, keeper: str) -> None:
    delayed_orders.commit(True, LT, delayed_orders.unit, holder)
    delayed_orders.later(60, 2_000)
    shares = int(delayed_orders.delayed_orders.execute(0, sender=holder))
    delayed_orders.commit(False, LT, shares, holder)
    (order,) = lens.orders(delayed_orders.address, holder, 0, 32)
    assert (order.number, order.amount, order.is_refundable) == (1, shares, False)
    assert shares > WAD
    delayed_orders.deprecate(keeper)
    (order,) = lens.orders(delayed_orders.address, holder, 0, 32)
    assert (order.is_ready, order.is_refundable) == (False, True)
    assert delayed_orders.delayed_orders.refund(1, sender=holder) == order.amount
