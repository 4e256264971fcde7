# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import ZERO, World


def test_on_allowance(lent: World, depositor: str, holder: str, keeper: str) -> None:
    lent.pool.approve(keeper, 3, sender=depositor)
    assert lent.pool.transferFrom(depositor, holder, 2, sender=keeper)
    assert (lent.pool.balanceOf(holder), lent.pool.allowance(depositor, keeper)) == (2, 1)
    with reverts("erc20: insufficient allowance"):
        lent.pool.transferFrom(depositor, holder, 2, sender=keeper)


def test_the_greatest_allowance_never_shrinks(lent: World, depositor: str, keeper: str) -> None:
    lent.pool.approve(keeper, 2**256 - 1, sender=depositor)
    lent.pool.transferFrom(depositor, keeper, 2, sender=keeper)
    assert lent.pool.allowance(depositor, keeper) == 2**256 - 1


def test_refuses(lent: World, depositor: str, keeper: str) -> None:
    lent.pool.approve(keeper, 2**256 - 1, sender=depositor)
    with reverts("erc20: transfer to the zero address"):
        lent.pool.transferFrom(depositor, ZERO, 1, sender=keeper)
    with reverts("pool: own address"):
        lent.pool.transferFrom(depositor, lent.pool.address, 1, sender=keeper)
    with reverts("erc20: transfer amount exceeds balance"):
        lent.pool.transferFrom(depositor, keeper, lent.pool.balanceOf(depositor) + 1, sender=keeper)
