# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.contracts import at
from tests.support.reverts import BARE, reverts
from tests.unit.pairing_pool.world import LP, LT, SIDES, PoolWorld


def test_is_the_present_generation(plain: PoolWorld, holder: str) -> None:
    old = plain.share(LT)
    plain.later(901, 400)
    plain.rebalance()
    assert old.closed()[0]
    assert plain.pool.share(LT) == old.address
    plain.mint(LT, plain.unit, holder)
    assert plain.pool.share(LT) != old.address
    assert at("PairingShare", plain.pool.share(LT)).balanceOf(holder) > 0


def test_three_of_them(plain: PoolWorld) -> None:
    assert len({plain.pool.share(side) for side in SIDES}) == 3


@pytest.mark.parametrize("side", [LP + 1, 2**256 - 1])
def test_refuses_another_side(plain: PoolWorld, side: int) -> None:
    with reverts(BARE):
        plain.pool.share(side)
