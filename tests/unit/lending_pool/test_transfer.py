# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import ZERO, World


def test_moves_shares(lent: World, depositor: str, holder: str) -> None:
    assert lent.pool.transfer(holder, 5, sender=depositor)
    assert lent.pool.balanceOf(holder) == 5


def test_refuses(lent: World, depositor: str, holder: str) -> None:
    with reverts("erc20: transfer amount exceeds balance"):
        lent.pool.transfer(depositor, 1, sender=holder)
    with reverts("erc20: transfer to the zero address"):
        lent.pool.transfer(ZERO, 1, sender=depositor)
    with reverts("pool: own address"):
        lent.pool.transfer(lent.pool.address, 1, sender=depositor)


def test_on_allowance(lent: World, depositor: str, holder: str) -> None:
    with reverts("erc20: insufficient allowance"):
        lent.pool.transferFrom(depositor, holder, 1, sender=holder)
    lent.pool.approve(holder, 3, sender=depositor)
    assert lent.pool.transferFrom(depositor, holder, 2, sender=holder)
    assert (lent.pool.balanceOf(holder), lent.pool.allowance(depositor, holder)) == (2, 1)
