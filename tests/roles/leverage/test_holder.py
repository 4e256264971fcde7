# SPDX-License-Identifier: Apache-2.0
"""Role: Holder"""

from tests.roles.worlds import SHARE, Leveraged
from tests.support.reverts import reverts


def test_uses_their_own(leveraged: Leveraged, depositor: str) -> None:
    """Can: mint, redeem, transfer, wrap."""
    token, anchored, holder = leveraged.token, leveraged.anchored, leveraged.holder
    before = token.balanceOf(holder)
    token.mint(2 * SHARE, holder, holder, b"", sender=holder)
    token.redeem(SHARE, holder, holder, b"", sender=holder)
    token.transfer(depositor, SHARE // 2, sender=holder)
    units = anchored.wrap(SHARE // 2, holder, sender=holder)
    anchored.transfer(depositor, units // 2, sender=holder)
    anchored.unwrap(units // 2, holder, sender=holder)
    assert token.balanceOf(holder) == before + SHARE // 4
    assert token.balanceOf(depositor) == SHARE // 2
    assert anchored.shares_of(depositor) == SHARE // 4


def test_touches_nobody_elses(leveraged: Leveraged, attacker: str) -> None:
    """Cannot: act on another's shares without an allowance. (GOV-01)
    With one, up to it."""
    token, anchored, holder = leveraged.token, leveraged.anchored, leveraged.holder
    anchored.wrap(SHARE, holder, sender=holder)
    leveraged.supply(attacker)
    for call in (
        lambda: token.transferFrom(holder, attacker, 1, sender=attacker),
        lambda: token.redeem(SHARE, holder, attacker, b"", sender=attacker),
    ):
        with reverts("erc20: insufficient allowance"):
            call()
    with reverts("allowance: too small"):
        anchored.transferFrom(holder, attacker, 1, sender=attacker)
    with reverts("unwrap: over balance"):
        anchored.unwrap(1, attacker, sender=attacker)
    token.approve(attacker, SHARE, sender=holder)
    token.redeem(SHARE, holder, attacker, b"", sender=attacker)
    with reverts("erc20: insufficient allowance"):
        token.redeem(1, holder, attacker, b"", sender=attacker)
