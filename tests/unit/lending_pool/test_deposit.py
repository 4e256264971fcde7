# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import DEPOSIT_CAP, ZERO, World


def test_gives_shares_with_six_more_decimals(world: World, depositor: str) -> None:
    assert world.deposit(depositor, 1000 * world.unit) == 1000 * world.unit * 10**6
    assert world.pool.balanceOf(depositor) == 1000 * world.unit * 10**6
    assert world.pool.cash() == world.pool.totalAssets() == 1000 * world.unit


def test_gives_what_the_preview_says(lent: World, depositor: str) -> None:
    lent.wait(1000)
    lent.fund(depositor, lent.unit)
    expected = lent.pool.previewDeposit(lent.unit)
    assert lent.pool.deposit(lent.unit, depositor, sender=depositor) == expected


def test_interest_makes_shares_dearer(lent: World, holder: str) -> None:
    lent.wait(10**7)
    assert lent.deposit(holder, lent.unit) < lent.unit * 10**6


def test_refuses_zero(world: World, depositor: str) -> None:
    with reverts("deposit: zero"):
        world.pool.deposit(0, depositor, sender=depositor)


def test_refuses_above_the_cap(world: World, curator: str, depositor: str) -> None:
    world.governance.submit(DEPOSIT_CAP, ZERO, 10 * world.unit, sender=curator)
    world.fund(depositor, 11 * world.unit)
    with reverts("deposit: above cap"):
        world.pool.deposit(10 * world.unit + 1, depositor, sender=depositor)
    assert world.pool.maxDeposit(depositor) == 10 * world.unit
    world.pool.deposit(10 * world.unit, depositor, sender=depositor)
    assert world.pool.maxDeposit(depositor) == 0


def test_refuses_an_asset_that_charges_for_transfers(world: World, depositor: str) -> None:
    world.fund(depositor, world.unit)
    world.asset.set_fee(1)
    with reverts("pool: not received"):
        world.pool.deposit(world.unit, depositor, sender=depositor)


def test_refuses_an_asset_that_shrank(world: World, depositor: str) -> None:
    world.deposit(depositor, world.unit)
    world.asset.burn_of(world.pool.address, 1)
    world.fund(depositor, world.unit)
    with reverts("pool: not received"):
        world.pool.deposit(world.unit, depositor, sender=depositor)


def test_refuses_without_allowance(world: World, depositor: str) -> None:
    world.asset.mint(depositor, world.unit)
    with reverts("erc20: insufficient allowance"):
        world.pool.deposit(world.unit, depositor, sender=depositor)


def test_refuses_nobody(world: World, depositor: str) -> None:
    world.fund(depositor, world.unit)
    with reverts("erc20: mint to the zero address"):
        world.pool.deposit(world.unit, ZERO, sender=depositor)
    with reverts("pool: own address"):
        world.pool.deposit(world.unit, world.pool.address, sender=depositor)
    with reverts("pool: own address"):
        world.pool.mint(world.unit * 10**6, world.pool.address, sender=depositor)


@pytest.mark.parametrize("gift", [1, 10**6, 10**12])
def test_attack_inflating_the_first_share(world: World, attacker: str, depositor: str, gift: int) -> None:
    """A donation is not counted, so it cannot make the next depositor's shares round to nothing."""
    world.deposit(attacker, 1)
    world.asset.mint(world.pool.address, gift * world.unit)
    world.deposit(depositor, world.unit)
    assert world.pool.convertToAssets(world.pool.balanceOf(depositor)) == world.unit
    assert world.pool.totalAssets() == world.unit + 1


def test_refuses_an_asset_that_answers_no(curator: str, guardian: str, depositor: str) -> None:
    world = World(curator, guardian, asset=deploy("SilentAsset", 6))
    world.fund(depositor, world.unit)
    world.asset.set_refusing(True)
    with reverts("pool: transfer in failed"):
        world.pool.deposit(world.unit, depositor, sender=depositor)
