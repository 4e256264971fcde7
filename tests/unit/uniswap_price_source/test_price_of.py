# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import now
from tests.support.price_sources import PoolWorld
from tests.support.reverts import reverts


def test_there_are_no_rounds(world: PoolWorld) -> None:
    for number in (0, now()):
        with reverts("source: no rounds"):
            world.source.price_of(number)
        with pytest.raises(Reverted, match="source: no rounds"):
            world.twin().price_of(number)
