# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.delayed_orders.world import OrdersWorld


@pytest.fixture
def world(holder: str, depositor: str) -> OrdersWorld:
    """A 10x market of live terms, opened with 1,000 ether at $2,000; holder and depositor are rich in U."""
    return OrdersWorld(holder, depositor)


@pytest.fixture
def invested(world: OrdersWorld, holder: str) -> OrdersWorld:
    """The holder has one ether's worth of LT."""
    world.invest(world.unit, holder)
    return world
