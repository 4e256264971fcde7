# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.states import lost
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


def test_worthless_shares_make_room_for_new_ones(
    world: World, depositor: str, holder: str, attacker: str, token: str
) -> None:
    """A pool of an asset with 18 decimals is not dead for ever after a total loss: anyone redeems for the owners what
    is worth nothing. To anybody else it stays theirs."""
    lost(world, depositor, token)
    pool, shares = world.pool, world.pool.balanceOf(depositor)
    if world.unit < 10**18:  # there is room enough
        with reverts("withdraw: zero"):
            pool.redeem(shares, depositor, depositor, sender=depositor)
        return
    world.fund(holder, 10**6 * world.unit)
    with reverts("deposit: too many shares"):
        pool.deposit(1, holder, sender=holder)
    with reverts("erc20: insufficient allowance"):
        pool.redeem(shares, attacker, depositor, sender=attacker)
    assert pool.redeem(shares, depositor, depositor, sender=attacker) == 0
    assert pool.totalSupply() == 0
    pool.deposit(10**6 * world.unit, holder, sender=holder)
    assert pool.convertToAssets(pool.balanceOf(holder)) == 10**6 * world.unit
    with reverts("erc20: insufficient allowance"):
        pool.redeem(10**6, holder, holder, sender=attacker)


def test_refuses_the_pool_itself(lent: World, depositor: str) -> None:
    """Nor the zero assets of a share that is worth none."""
    with reverts("pool: own address"):
        lent.pool.redeem(10**6, lent.pool.address, depositor, sender=depositor)
    with reverts("pool: own address"):
        lent.pool.withdraw(1, lent.pool.address, depositor, sender=depositor)


def test_refuses_shares_worth_nothing(lent: World, depositor: str) -> None:
    with reverts("withdraw: zero"):
        lent.pool.redeem(1, depositor, depositor, sender=depositor)
