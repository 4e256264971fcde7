# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import BARE, reverts
from tests.unit.pairing_pool.world import LP, LT, SIDES, PoolWorld


def test_counts_from_one_and_grows_with_the_first_mint_after_an_end(plain: PoolWorld, holder: str) -> None:
    assert [plain.pool.generation(side) for side in SIDES] == [1, 1, 1]
    plain.later(901, 400)
    plain.rebalance()
    assert plain.pool.generation(LT) == 1
    plain.mint(LT, plain.unit, holder)
    assert [plain.pool.generation(side) for side in SIDES] == [2, 1, 1]


def test_refuses_another_side(plain: PoolWorld) -> None:
    with reverts(BARE):
        plain.pool.generation(LP + 1)
