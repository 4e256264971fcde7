# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import ZERO, World


def test_burns_what_the_preview_says(lent: World, depositor: str, holder: str) -> None:
    lent.wait(1000)
    expected = lent.pool.previewWithdraw(lent.unit)
    before = lent.pool.balanceOf(depositor)
    assert lent.pool.withdraw(lent.unit, holder, depositor, sender=depositor) == expected
    assert before - lent.pool.balanceOf(depositor) == expected
    assert lent.asset.balanceOf(holder) == lent.unit


def test_most_is_the_free_cash(lent: World, depositor: str) -> None:
    assert lent.pool.maxWithdraw(depositor) == 500 * lent.unit
    with reverts("withdraw: no free cash"):
        lent.pool.withdraw(500 * lent.unit + 1, depositor, depositor, sender=depositor)
    lent.pool.withdraw(500 * lent.unit, depositor, depositor, sender=depositor)
    assert lent.pool.cash() == 0


def test_is_not_stopped_by_the_pause(lent: World, depositor: str, guardian: str) -> None:
    """GOV-01: new borrowing stops, leaving does not."""
    lent.governance.pause_borrowing(sender=guardian)
    lent.pool.withdraw(lent.unit, depositor, depositor, sender=depositor)


def test_spends_the_allowance(lent: World, depositor: str, holder: str) -> None:
    shares = lent.pool.previewWithdraw(lent.unit)
    with reverts("erc20: insufficient allowance"):
        lent.pool.withdraw(lent.unit, holder, depositor, sender=holder)
    lent.pool.approve(holder, shares, sender=depositor)
    lent.pool.withdraw(lent.unit, holder, depositor, sender=holder)
    assert lent.pool.allowance(depositor, holder) == 0


def test_refuses_zero(lent: World, depositor: str) -> None:
    with reverts("withdraw: zero"):
        lent.pool.withdraw(0, depositor, depositor, sender=depositor)


def test_refuses_more_than_owned(lent: World, holder: str) -> None:
    with reverts("erc20: burn amount exceeds balance"):
        lent.pool.withdraw(lent.unit, holder, holder, sender=holder)


def test_refuses_nobody(lent: World, depositor: str) -> None:
    with reverts("erc20: transfer to the zero address"):
        lent.pool.withdraw(lent.unit, ZERO, depositor, sender=depositor)


def test_refuses_an_asset_that_answers_no(curator: str, guardian: str, depositor: str) -> None:
    world = World(curator, guardian, asset=deploy("SilentAsset", 6))
    world.deposit(depositor, world.unit)
    world.asset.set_refusing(True)
    with reverts("pool: transfer out failed"):
        world.pool.withdraw(world.unit, depositor, depositor, sender=depositor)
