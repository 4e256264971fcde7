# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import NOBODY, TokenWorld


def test_on_allowance(bull: TokenWorld, holder: str, keeper: str, depositor: str) -> None:
    bull.token.approve(keeper, 3, sender=holder)
    assert bull.token.transferFrom(holder, depositor, 2, sender=keeper) is True
    assert (bull.token.balanceOf(depositor), bull.token.allowance(holder, keeper)) == (2, 1)
    with reverts("erc20: insufficient allowance"):
        bull.token.transferFrom(holder, depositor, 2, sender=keeper)


def test_the_greatest_allowance_never_shrinks(bull: TokenWorld, holder: str, keeper: str) -> None:
    bull.token.approve(keeper, 2**256 - 1, sender=holder)
    bull.token.transferFrom(holder, keeper, 2, sender=keeper)
    assert bull.token.allowance(holder, keeper) == 2**256 - 1


def test_refuses_without_allowance(bull: TokenWorld, holder: str, attacker: str) -> None:
    with reverts("erc20: insufficient allowance"):
        bull.token.transferFrom(holder, attacker, 1, sender=attacker)


def test_refuses_nobody_and_more_than_owned(bull: TokenWorld, holder: str, keeper: str) -> None:
    bull.token.approve(keeper, 2**256 - 1, sender=holder)
    with reverts("erc20: transfer to the zero address"):
        bull.token.transferFrom(holder, NOBODY, 1, sender=keeper)
    with reverts("erc20: transfer amount exceeds balance"):
        bull.token.transferFrom(holder, keeper, bull.token.balanceOf(holder) + 1, sender=keeper)
