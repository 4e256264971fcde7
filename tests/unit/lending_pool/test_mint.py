# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_takes_assets_rounded_up(lent: World, holder: str) -> None:
    lent.wait(12_345)
    lent.fund(holder, 2 * lent.unit)
    shares = lent.unit * 10**6 + 1
    expected = lent.pool.previewMint(shares)
    assert lent.pool.mint(shares, holder, sender=holder) == expected
    assert lent.pool.balanceOf(holder) == shares
    assert lent.pool.convertToAssets(shares) <= expected


def test_most_mint_is_accepted(lent: World, holder: str) -> None:
    lent.wait(12_345)
    shares = lent.pool.maxMint(holder)
    lent.fund(holder, lent.pool.previewMint(shares))
    lent.pool.mint(shares, holder, sender=holder)


def test_refuses_zero(world: World, depositor: str) -> None:
    with reverts("deposit: zero"):
        world.pool.mint(0, depositor, sender=depositor)


def test_refuses_above_the_cap(world: World, depositor: str) -> None:
    with reverts("deposit: above cap"):
        world.pool.mint((world.terms.deposit_cap + 1) * 10**6, depositor, sender=depositor)
