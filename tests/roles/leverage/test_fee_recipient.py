# SPDX-License-Identifier: Apache-2.0
"""Role: Fee recipient, one per token"""

from tests.roles.worlds import ALL, DAY, MANAGEMENT_FEE, NOBODY, SHARE, WAD, Leveraged
from tests.support.engine import wait
from tests.support.reverts import reverts

YEAR = 365 * DAY


def owned(leveraged: Leveraged, account: str) -> float:
    """The part of the token that is the account's."""
    return leveraged.token.balanceOf(account) / leveraged.token.totalSupply()


def test_receives_the_management_fee(leveraged: Leveraged, fee_recipient: str) -> None:
    """Can: receive the management fee."""
    wait(YEAR)
    shares = leveraged.token.collect_fees(sender=fee_recipient)
    assert shares == leveraged.token.balanceOf(fee_recipient)
    assert 0.99 * MANAGEMENT_FEE < shares * WAD / leveraged.token.totalSupply() <= MANAGEMENT_FEE


def test_passes_the_role_on(leveraged: Leveraged, fee_recipient: str, attacker: str) -> None:
    """Can: pass the role on.
    Once: it has nothing to say afterwards; nobody else ever had."""
    token = leveraged.token
    for stranger in (attacker, leveraged.owner, leveraged.holder, leveraged.governance.curator()):
        with reverts("fees: not the recipient"):
            token.set_fee_recipient(attacker, sender=stranger)
    with reverts("fees: zero recipient"):
        token.set_fee_recipient(NOBODY, sender=fee_recipient)
    token.set_fee_recipient(attacker, sender=fee_recipient)
    with reverts("fees: not the recipient"):
        token.set_fee_recipient(fee_recipient, sender=fee_recipient)
    wait(YEAR)
    token.collect_fees()
    assert token.balanceOf(attacker) > 0 == token.balanceOf(fee_recipient)


def test_changes_no_rate(leveraged: Leveraged, fee_recipient: str, attacker: str) -> None:
    """Cannot: change a rate. (GOV-01)
    What it has is one function; rates and rule are the same after it."""
    token = leveraged.token
    before = token.rule(), tuple(token.fees())[:3]
    token.set_fee_recipient(attacker, sender=fee_recipient)
    assert (token.rule(), tuple(token.fees())[:3]) == before


def test_takes_no_more(leveraged: Leveraged, fee_recipient: str) -> None:
    """Cannot: take more. (GOV-01)
    Collecting a hundred times gives what collecting once gives; twice in a second gives nothing."""
    token = leveraged.token
    for _ in range(100):
        wait(YEAR // 100)
        token.collect_fees(sender=fee_recipient)
    assert token.collect_fees(sender=fee_recipient) == 0
    assert owned(leveraged, fee_recipient) <= MANAGEMENT_FEE / WAD


def test_stops_nothing(leveraged: Leveraged, fee_recipient: str) -> None:
    """Cannot: stop anything. (GOV-01)
    A recipient that cannot use its shares, here the token itself, stops neither redeem nor fill nor mint."""
    token, holder = leveraged.token, leveraged.holder
    token.set_fee_recipient(token.address, sender=fee_recipient)
    wait(DAY + 1)
    leveraged.set_price(2_600)
    token.deleverage(ALL, 0, holder, b"", sender=holder)
    token.mint(SHARE, holder, holder, b"", sender=holder)
    token.redeem(token.balanceOf(holder), holder, holder, b"", sender=holder)
    assert token.balanceOf(holder) == 0


def test_worst_case_the_fee_goes_to_somebody_else(leveraged: Leveraged, fee_recipient: str, attacker: str) -> None:
    """A stolen key redirects 1% a year, and what was earned but not collected: holders' part is the same to the unit.
    (GOV-01)"""
    token = leveraged.token
    wait(YEAR)
    before = owned(leveraged, leveraged.holder)
    token.set_fee_recipient(attacker, sender=fee_recipient)
    token.collect_fees(sender=attacker)
    assert owned(leveraged, leveraged.holder) == before
    assert 0.0099 < owned(leveraged, attacker) <= 0.01
