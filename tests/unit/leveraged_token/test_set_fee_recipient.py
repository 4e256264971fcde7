# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import NOBODY, RECIPIENT, SHARE, WAD, YEAR, TokenTerms, TokenWorld


@pytest.fixture
def managed(curator: str, guardian: str, holder: str) -> TokenWorld:
    """1,000 shares under a fee of 2% a year."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, WAD // 50)))
    world.mint(holder, 1_000 * SHARE)
    return world


def test_passes_the_role_on(managed: TokenWorld, depositor: str, keeper: str) -> None:
    managed.token.set_fee_recipient(depositor, sender=RECIPIENT)
    (event,) = managed.token.get_logs()
    assert (type(event).__name__, event.recipient) == ("FeeRecipient", depositor)
    assert managed.token.fees().recipient == depositor
    managed.wait(YEAR)
    fee = managed.token.collect_fees(sender=keeper)
    assert managed.token.balanceOf(depositor) == fee == 20 * SHARE
    assert managed.token.balanceOf(RECIPIENT) == 0


def test_what_is_owed_goes_to_the_new_one(managed: TokenWorld, depositor: str, keeper: str) -> None:
    """Whoever passes the role on collects first."""
    managed.wait(YEAR)
    owed = managed.token.balance_sheet().fees_owed
    managed.token.set_fee_recipient(depositor, sender=RECIPIENT)
    assert managed.token.collect_fees(sender=keeper) == owed == managed.token.balanceOf(depositor)


def test_refuses_anybody_else(managed: TokenWorld, attacker: str, curator: str, guardian: str) -> None:
    """GOV-01."""
    for account in (attacker, curator, guardian):
        with reverts("fees: not the recipient"):
            managed.token.set_fee_recipient(account, sender=account)
    managed.token.set_fee_recipient(attacker, sender=RECIPIENT)
    with reverts("fees: not the recipient"):
        managed.token.set_fee_recipient(RECIPIENT, sender=RECIPIENT)


def test_refuses_nobody(managed: TokenWorld) -> None:
    with reverts("fees: zero recipient"):
        managed.token.set_fee_recipient(NOBODY, sender=RECIPIENT)
