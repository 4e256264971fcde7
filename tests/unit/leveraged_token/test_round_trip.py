# SPDX-License-Identifier: Apache-2.0
"""Mint, rebalance and redeem for every pair of decimals, bull and bear."""

from itertools import product

import pytest

from tests.unit.leveraged_token.world import E36, SHARE, TokenTerms, TokenWorld

CASES = [
    TokenTerms(exposure=exposure, is_bear=is_bear, quote_decimals=quote, underlying_decimals=underlying, dollars=2_000)
    for (exposure, is_bear), quote, underlying in product(
        [(2, False), (3, False), (1, True), (3, True)], (6, 8, 18), (6, 8, 18)
    )
    # a bull of a coin of few decimals in dollars of 18 has a price of over 160 bits, which no factory takes
    if is_bear or quote - underlying <= 8
]


def _name(terms: TokenTerms) -> str:
    side = "bear -" if terms.is_bear else "bull "
    return f"{side}{terms.exposure}x, {terms.quote_decimals}/{terms.underlying_decimals}"


@pytest.mark.parametrize("terms", CASES, ids=_name)
def test_mint_rebalance_redeem(curator: str, guardian: str, holder: str, depositor: str, terms: TokenTerms) -> None:
    """LEV-FAIR-01, LEV-RATIO-01 and LEV-REB-01 at $2,000, $2,400 and $2,000 again."""
    world = TokenWorld(curator, guardian, terms)
    world.mint(holder, 1_000 * SHARE)
    world.fund(depositor)
    assert _dollars(world, 2_000) == pytest.approx(100_000, abs=0.01)
    assert _ratio(world) == pytest.approx(world.token.rule().target / 1e18, rel=1e-6)
    for dollars in (2_400, 2_000):
        world.set_dollars(dollars)
        before = _dollars(world, dollars)
        rising = (dollars == 2_400) != terms.is_bear
        (world.releverage if rising else world.deleverage)(depositor)
        assert world.token.balance_sheet().state == 0
        assert _ratio(world) == pytest.approx(world.token.rule().target / 1e18, rel=1e-5)
        assert _dollars(world, dollars) == pytest.approx(before, abs=0.02)
        _mint_and_redeem(world, depositor)
    _everybody_leaves(world, holder, depositor)


def _mint_and_redeem(world: TokenWorld, account: str) -> None:
    """Nobody else is diluted, nobody profits; a unit of collateral and three of debt, as LEV-FAIR-01 allows."""
    collateral, debt, supply = world.balance_sheet()
    taken, lent, minted = world.mint(account, 77 * SHARE + 7)
    assert (taken, lent) == (-(-collateral * minted // supply), debt * minted // supply)
    given, paid = world.redeem(account, minted)
    assert taken - 1 <= given <= taken and lent <= paid <= lent + 3
    after = world.balance_sheet()
    assert 0 <= after[0] - collateral <= 1 and abs(after[1] - debt) <= 3 and after[2] == supply


def _everybody_leaves(world: TokenWorld, *accounts: str) -> None:
    for account in accounts:
        if shares := world.token.balanceOf(account):
            world.redeem(account, shares)
    assert world.balance_sheet()[2] == SHARE // 10
    assert world.pool.pool_state().debt - world.balance_sheet()[1] in (0, 1)
    assert world.collateral.balanceOf(world.address) == world.balance_sheet()[0]


def _ratio(world: TokenWorld) -> float:
    collateral, debt, _ = world.balance_sheet()
    assets = collateral * world.oracle.price() // E36
    return assets / (assets - debt)


def _dollars(world: TokenWorld, dollars: int) -> float:
    return world.equity(dollars) / world.quote_unit
