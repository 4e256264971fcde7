# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import NOBODY, SHARE, TokenWorld


def test_moves_shares(bull: TokenWorld, holder: str, depositor: str) -> None:
    before = bull.token.balanceOf(holder)
    assert bull.token.transfer(depositor, 5, sender=holder) is True
    (event,) = bull.token.get_logs()
    assert (type(event).__name__, *event[1:]) == ("Transfer", holder, depositor, 5)
    assert (bull.token.balanceOf(depositor), bull.token.balanceOf(holder)) == (5, before - 5)


def test_needs_no_oracle(bull: TokenWorld, holder: str, depositor: str) -> None:
    """LEV-EXIT-01, in a wind-down too."""
    bull.wind_down(1_900, holder)
    bull.break_oracle()
    bull.token.transfer(depositor, SHARE, sender=holder)
    assert bull.token.balanceOf(depositor) == SHARE


def test_refuses_nobody(bull: TokenWorld, holder: str) -> None:
    with reverts("erc20: transfer to the zero address"):
        bull.token.transfer(NOBODY, 1, sender=holder)


def test_refuses_the_token_itself(bull: TokenWorld, holder: str) -> None:
    """What it held nobody could ever move."""
    with reverts("token: bad receiver"):
        bull.token.transfer(bull.address, 1, sender=holder)


def test_refuses_more_than_owned(bull: TokenWorld, attacker: str, depositor: str) -> None:
    with reverts("erc20: transfer amount exceeds balance"):
        bull.token.transfer(depositor, 1, sender=attacker)
