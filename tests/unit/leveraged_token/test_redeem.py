# SPDX-License-Identifier: Apache-2.0
"""LEV-EXIT-01 has a file of its own, test_exit.py."""

import pytest

from tests.support.contracts import Contract, deploy
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import DEAD, NOBODY, REDEEM, SHARE, State, TokenTerms, TokenWorld

USD = 10**6
ETHER = 10**18


def test_g5_one_token_at_110(bull: TokenWorld, holder: str) -> None:
    """Sell 310, repay 200, get 110."""
    bull.set_dollars(3_100)
    collateral, debt = bull.redeem(holder, SHARE)
    assert (collateral, debt) == (ETHER // 10, 200 * USD)
    assert collateral * 3_100 * USD // ETHER - debt == 110 * USD
    assert bull.balance_sheet() == (100 * ETHER - ETHER // 10, 199_800 * USD, 999 * SHARE)


def test_bear(bear: TokenWorld, holder: str) -> None:
    assert bear.redeem(holder, 10 * SHARE) == (4_000 * USD, 3 * ETHER // 2)
    assert bear.equity(2_000) == 99_000 * USD


def test_event(bull: TokenWorld, holder: str) -> None:
    """It knows no price."""
    bull.redeem(holder, 10 * SHARE)
    assert bull.state_event() == State(
        REDEEM,
        holder,
        99 * ETHER,
        198_000 * USD,
        990 * SHARE,
        collateral_moved=ETHER,
        debt_moved=2_000 * USD,
        shares_moved=10 * SHARE,
    )


def test_gives_collateral_rounded_down_and_takes_debt_rounded_up(bull: TokenWorld, holder: str) -> None:
    """C/S is a tenth of a unit, and 5e9 shares owe a unit of debt."""
    assert bull.redeem(holder, 333) == (33, 1)
    assert bull.redeem(holder, 5 * 10**9 + 1)[1] == 2


def test_mint_then_redeem_never_profits(indebted: TokenWorld, holder: str, depositor: str) -> None:
    """LEV-FAIR-02, at an index that divides nothing; and the other way round."""
    indebted.fund(depositor)
    for shares in (1, 333, 7 * 10**12 + 1, SHARE, 123 * SHARE + 7):
        collateral, debt, minted = indebted.mint(depositor, shares)
        collateral_back, debt_back = indebted.redeem(depositor, minted)
        assert collateral_back <= collateral and debt_back >= debt
    for shares in (333, 7 * 10**12 + 1, SHARE):
        collateral, debt = indebted.redeem(holder, shares)
        collateral_back, debt_back, _ = indebted.mint(holder, shares)
        assert collateral_back >= collateral and debt_back <= debt


def test_the_others_are_not_diluted(indebted: TokenWorld, holder: str) -> None:
    """LEV-FAIR-01 and LEV-RATIO-01: every share that stays has the collateral it had, and at most its debt."""
    collateral, debt, supply = indebted.balance_sheet()
    indebted.redeem(holder, 77 * SHARE + 7)
    collateral_left, debt_left, supply_left = indebted.balance_sheet()
    assert 0 <= collateral_left * supply - collateral * supply_left < supply
    assert abs(debt_left * supply - debt * supply_left) <= 3 * supply


def test_on_the_owners_allowance_to_any_receiver(bull: TokenWorld, holder: str, keeper: str, filler: str) -> None:
    """The caller pays the debt, the receiver gets the collateral."""
    bull.fund(keeper)
    with reverts("erc20: insufficient allowance"):
        bull.token.redeem(SHARE, holder, filler, b"", sender=keeper)
    bull.token.approve(keeper, 3 * SHARE, sender=holder)
    before = bull.collateral.balanceOf(filler), bull.debt_asset.balanceOf(keeper)
    bull.token.redeem(SHARE, holder, filler, b"", sender=keeper)
    assert bull.token.allowance(holder, keeper) == 2 * SHARE
    assert bull.collateral.balanceOf(filler) - before[0] == ETHER // 10
    assert before[1] - bull.debt_asset.balanceOf(keeper) == 200 * USD


def test_the_last_holder_leaves_the_seed(bull: TokenWorld, holder: str) -> None:
    bull.redeem(holder, bull.token.balanceOf(holder))
    assert bull.balance_sheet() == (ETHER // 100, 20 * USD, SHARE // 10)
    assert bull.token.balanceOf(DEAD) == SHARE // 10


# ------------------------------------------------------------------ fee


@pytest.fixture
def dear(curator: str, guardian: str, holder: str) -> TokenWorld:
    """A bull that keeps 1% of a redemption."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 10**16, 0)))
    world.mint(holder, 1_000 * SHARE)
    return world


def test_the_fee_is_a_part_of_the_shares_and_stays_with_the_holders(dear: TokenWorld, holder: str) -> None:
    """s shares burned, the amounts of s(1 - f) moved."""
    assert dear.redeem(holder, 10 * SHARE) == (99 * ETHER // 100, 1_980 * USD)
    event = dear.state_event()
    assert (event.shares_moved, event.fee_shares) == (10 * SHARE, SHARE // 10)
    assert dear.balance_sheet() == (9_901 * ETHER // 100, 198_020 * USD, 990 * SHARE)


def test_the_fee_is_rounded_up(dear: TokenWorld, holder: str) -> None:
    """Of 101 shares' units it takes two, of the rest a tenth."""
    assert dear.redeem(holder, 101)[0] == 9


def test_no_fee_for_the_last_holder(dear: TokenWorld, holder: str) -> None:
    """Nobody but the locked seed would get it."""
    shares = dear.token.balanceOf(holder)
    assert dear.redeem(holder, shares)[0] == 100 * ETHER - ETHER // 100
    assert dear.token.balance_sheet().fee_shares == 0


def test_no_fee_from_a_sale_on(dear: TokenWorld, holder: str, keeper: str) -> None:
    """In a started end there is one: it may be taken back."""
    dear.set_dollars(2_000)
    dear.token.start_wind_down(sender=keeper)
    assert dear.redeem(holder, 10 * SHARE) == (99 * ETHER // 100, 1_980 * USD)
    dear.wait(600)
    dear.set_dollars(2_000)
    dear.token.confirm_wind_down(sender=keeper)
    collateral, debt, supply = dear.balance_sheet()
    assert dear.redeem(holder, 10 * SHARE) == (collateral * 10 * SHARE // supply, -(-debt * 10 * SHARE // supply))


# ------------------------------------------------------------------ refusals


def test_refuses_zero(bull: TokenWorld, holder: str) -> None:
    with reverts("redeem: zero shares"):
        bull.redeem(holder, 0)


def test_refuses_bad_receivers(bull: TokenWorld, holder: str) -> None:
    for receiver in (NOBODY, bull.address):
        with reverts("token: bad receiver"):
            bull.token.redeem(SHARE, holder, receiver, b"", sender=holder)


def test_refuses_more_than_owned(bull: TokenWorld, holder: str) -> None:
    with reverts("erc20: burn amount exceeds balance"):
        bull.redeem(holder, bull.token.balanceOf(holder) + 1)


def test_refuses_without_the_debt_asset(bull: TokenWorld, holder: str, depositor: str) -> None:
    bull.token.transfer(depositor, SHARE, sender=holder)
    with reverts("erc20: insufficient allowance"):
        bull.redeem(depositor, SHARE)


# ------------------------------------------------------------------ the callback and the assets


@pytest.fixture
def sharing(bull: TokenWorld, holder: str) -> tuple[TokenWorld, Contract]:
    """A calling contract that owns 100 shares."""
    caller = bull.caller("PushingCaller")
    bull.token.transfer(caller.address, 100 * SHARE, sender=holder)
    return bull, caller


@pytest.mark.parametrize("pushed", [0, 1, 200 * USD - 1, 200 * USD])
def test_pulls_what_the_callback_has_not_pushed(sharing: tuple[TokenWorld, Contract], pushed: int) -> None:
    bull, caller = sharing
    before, cash = bull.debt_asset.balanceOf(caller.address), bull.pool.cash()
    caller.plan(bull.debt_asset.address, bull.pool.address, pushed, 0)
    assert tuple(caller.redeem(bull.address, SHARE)) == (ETHER // 10, 200 * USD)
    assert before - bull.debt_asset.balanceOf(caller.address) == 200 * USD
    assert bull.pool.cash() - cash == 200 * USD
    assert bull.debt_asset.balanceOf(bull.pool.address) == bull.pool.cash()


def test_attack_a_deposit_in_the_callback_is_not_counted_twice(sharing: tuple[TokenWorld, Contract]) -> None:
    """It is the depositor's, and the debt is still taken in full."""
    bull, caller = sharing
    before, cash = bull.debt_asset.balanceOf(caller.address), bull.pool.cash()
    caller.plan(bull.debt_asset.address, bull.pool.address, 50 * USD, 200 * USD)
    caller.redeem(bull.address, SHARE)
    assert before - bull.debt_asset.balanceOf(caller.address) == 400 * USD
    assert bull.pool.cash() - cash == 400 * USD
    assert bull.pool.maxWithdraw(caller.address) == 200 * USD
    assert bull.balance_sheet()[1] == 199_800 * USD


def test_refuses_a_debt_asset_that_charges_for_transfers(bull: TokenWorld, holder: str) -> None:
    bull.debt_asset.set_fee(1)
    with reverts("pool: not received"):
        bull.redeem(holder, SHARE)


def test_assets_that_return_nothing(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, collateral=deploy("SilentAsset", 18), debt_asset=deploy("SilentAsset", 6))
    world.mint(holder, 10 * SHARE)
    assert world.redeem(holder, SHARE) == (ETHER // 10, 200 * USD)
    for asset in (world.collateral, world.debt_asset):
        asset.set_refusing(True)
        with reverts("token: transfer failed"):
            world.redeem(holder, SHARE)
        asset.set_refusing(False)


def test_a_unit_of_shares_moves_nothing_out(curator: str, guardian: str, holder: str) -> None:
    """Of collateral with 6 decimals a unit of shares is worth none: no transfer of zero, one unit of debt taken."""
    world = TokenWorld(curator, guardian, TokenTerms(underlying_decimals=6), collateral=deploy("SilentAsset", 6))
    world.mint(holder, 10 * SHARE)
    world.collateral.set_refusing(True)
    assert world.redeem(holder, 1) == (0, 1)


def test_sells_nothing_below_the_debt(bull: TokenWorld, holder: str) -> None:
    """Without equity a redemption is still pro rata: nobody is forced to, and nobody is held."""
    bull.set_dollars(1_000)
    assert bull.redeem(holder, 100 * SHARE) == (10 * ETHER, 20_000 * USD)
