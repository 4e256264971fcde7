# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.leveraged_token.world import (
    COLLECT,
    NOBODY,
    RECIPIENT,
    SHARE,
    WAD,
    YEAR,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18
GWEI = 10**9  # fees owed are kept in it


@pytest.fixture
def managed(curator: str, guardian: str, holder: str, keeper: str) -> TokenWorld:
    """1,000 shares under a fee of 2% a year, nothing owed up to now."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, WAD // 50)))
    world.mint(holder, 1_000 * SHARE)
    world.token.collect_fees(sender=keeper)
    return world


def test_a_year_is_two_percent_of_the_supply(managed: TokenWorld, keeper: str) -> None:
    _, _, supply = managed.balance_sheet()
    before, earned = managed.token.balanceOf(RECIPIENT), managed.token.balance_sheet().fee_shares
    managed.wait(YEAR)
    fee = supply // 50 // GWEI * GWEI
    assert managed.token.balance_sheet().fees_owed == fee
    assert managed.token.totalSupply() == supply + fee
    assert managed.token.collect_fees(sender=keeper) == fee
    assert managed.state_event() == State(
        COLLECT,
        keeper,
        100 * ETHER,
        200_000 * USD,
        supply + fee,
        shares_moved=fee,
        fee_shares=earned + fee,
    )
    assert managed.token.balanceOf(RECIPIENT) == before + fee
    assert (managed.token.balance_sheet().fees_owed, managed.token.totalSupply()) == (0, supply + fee)


def test_is_rounded_down_to_a_gwei_of_a_share(managed: TokenWorld, keeper: str) -> None:
    _, _, supply = managed.balance_sheet()
    managed.wait(12_345)
    exact = supply * 12_345 // (50 * YEAR)
    assert managed.token.collect_fees(sender=keeper) == exact // GWEI * GWEI < exact


def test_attack_touching_it_every_block_avoids_no_fee(managed: TokenWorld, attacker: str) -> None:
    """Rounding takes less than a gwei of a share each time."""
    _, _, supply = managed.balance_sheet()
    collected = 0
    for _ in range(100):
        managed.wait(12)
        collected += managed.token.collect_fees(sender=attacker)
    assert 0 <= collected - supply * 1_200 // (50 * YEAR) + 100 * GWEI < 101 * GWEI


def test_a_fee_below_a_gwei_waits(managed: TokenWorld, holder: str, attacker: str) -> None:
    """A third of a gwei a second: its time stays where it was until there is one."""
    managed.redeem(holder, managed.token.balanceOf(holder) - SHARE * 32 // 100)
    managed.token.collect_fees(sender=attacker)
    _, _, supply = managed.balance_sheet()
    assert 0.2 * GWEI < supply / (50 * YEAR) < 0.33 * GWEI
    collected = []
    for _ in range(12):
        managed.wait(1)
        collected.append(managed.token.collect_fees(sender=attacker))
    assert collected == [0, 0, 0, GWEI] * 3


def test_the_fee_of_a_supply_that_changes_is_that_of_its_parts(managed: TokenWorld, depositor: str) -> None:
    _, _, supply = managed.balance_sheet()
    managed.wait(YEAR // 2)
    managed.mint(depositor, 1_000 * SHARE)
    first = managed.token.balance_sheet().fees_owed
    assert first == supply // 100 // GWEI * GWEI
    managed.wait(YEAR // 2)
    second = (supply + first + 1_000 * SHARE) // 100 // GWEI * GWEI
    assert managed.token.balance_sheet().fees_owed == first + second


def test_dilutes_everybody_alike(managed: TokenWorld, holder: str, keeper: str) -> None:
    """No collateral and no debt move."""
    managed.wait(YEAR)
    collateral, debt, supply = managed.balance_sheet()
    managed.token.collect_fees(sender=keeper)
    assert managed.balance_sheet() == (collateral, debt, supply)
    assert managed.redeem(holder, SHARE)[0] == 100 * ETHER * SHARE // supply


def test_what_is_owed_may_be_collected_after_the_end(managed: TokenWorld, keeper: str) -> None:
    managed.wait(YEAR)
    managed.wind_down(1_900, keeper)
    owed = managed.token.balance_sheet().fees_owed
    managed.wait(YEAR)
    assert managed.token.collect_fees(sender=keeper) == owed
    assert managed.token.collect_fees(sender=keeper) == 0


def test_nothing_without_a_fee(curator: str, guardian: str, holder: str, keeper: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(fees=(10**15, 10**15, 0)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(YEAR)
    assert world.token.collect_fees(sender=keeper) == 0
    assert world.token.totalSupply() == 1_000 * SHARE


def test_nothing_owed_needs_no_recipient(curator: str, guardian: str, holder: str, keeper: str) -> None:
    """The factory allows none only where there is no fee."""
    world = TokenWorld(curator, guardian, TokenTerms(recipient=NOBODY))
    world.mint(holder, SHARE)
    assert world.token.collect_fees(sender=keeper) == 0
