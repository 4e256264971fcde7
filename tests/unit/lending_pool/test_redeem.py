# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_pays_what_the_preview_says(lent: World, depositor: str) -> None:
    lent.wait(1000)
    shares = 10**6 * lent.unit
    expected = lent.pool.previewRedeem(shares)
    assert lent.pool.redeem(shares, depositor, depositor, sender=depositor) == expected


def test_everybody_can_leave_when_all_is_repaid(lent: World, depositor: str, token: str) -> None:
    lent.wait(10**7)
    lent.repay(token, lent.pool.debt_of(token))
    shares = lent.pool.balanceOf(depositor)
    assert lent.pool.maxRedeem(depositor) == shares
    assert lent.pool.redeem(shares, depositor, depositor, sender=depositor) > 1000 * lent.unit
    assert lent.pool.totalSupply() == 0


def test_most_is_worth_the_free_cash(lent: World, depositor: str) -> None:
    lent.wait(10**6)
    shares = lent.pool.maxRedeem(depositor)
    assert shares < lent.pool.balanceOf(depositor)
    assert 500 * lent.unit - lent.pool.redeem(shares, depositor, depositor, sender=depositor) <= 1


def test_refuses_without_free_cash(dry: World, depositor: str) -> None:
    assert dry.pool.maxRedeem(depositor) == 0
    with reverts("withdraw: no free cash"):
        dry.pool.redeem(dry.pool.balanceOf(depositor), depositor, depositor, sender=depositor)


def test_refuses_shares_worth_nothing(lent: World, depositor: str) -> None:
    with reverts("withdraw: zero"):
        lent.pool.redeem(1, depositor, depositor, sender=depositor)
