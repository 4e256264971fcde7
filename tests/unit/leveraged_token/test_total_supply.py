# SPDX-License-Identifier: Apache-2.0
from tests.unit.leveraged_token.world import DEAD, RECIPIENT, SHARE, WAD, YEAR, TokenTerms, TokenWorld


def test_is_the_sum_of_all_balances(bull: TokenWorld, holder: str, depositor: str) -> None:
    bull.mint(depositor, 77 * SHARE)
    bull.redeem(holder, 33 * SHARE)
    balances = [bull.token.balanceOf(account) for account in (holder, depositor, DEAD)]
    assert bull.token.totalSupply() == sum(balances) == 1_044 * SHARE


def test_counts_the_fee_owed_and_not_yet_minted(curator: str, guardian: str, holder: str, keeper: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, WAD // 50)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(YEAR)
    supply = world.token.totalSupply()
    assert supply == 1_000 * SHARE + world.token.balance_sheet().fees_owed == 1_020 * SHARE
    world.token.collect_fees(sender=keeper)
    assert world.token.totalSupply() == supply
    assert world.token.balanceOf(RECIPIENT) == supply - 1_000 * SHARE
