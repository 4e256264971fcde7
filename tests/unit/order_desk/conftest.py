# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.order_desk.world import DeskWorld


@pytest.fixture
def world(holder: str, depositor: str) -> DeskWorld:
    """A 10x market of live terms, opened with 1,000 ether at $2,000; holder and depositor are rich in U."""
    return DeskWorld(holder, depositor)


@pytest.fixture
def invested(world: DeskWorld, holder: str) -> DeskWorld:
    """The holder has one ether's worth of LT."""
    world.invest(world.unit, holder)
    return world
