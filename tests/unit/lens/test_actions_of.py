# SPDX-License-Identifier: Apache-2.0
"""What may be done to many tokens, also while one of them is in the middle of something."""

from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.contracts import deploy
from tests.support.market import WAD, Market


def test_each_as_alone(lens: VyperContract, bull: Market, bear: Market, holder: str) -> None:
    bull.set_price(120)
    first, stranger, last = lens.actions_of([bull.token.address, holder, bear.token.address])
    assert first == lens.actions(bull.token.address) and first.releverage_open
    assert (stranger.ok, stranger.token, stranger.out) == (False, holder, 0)
    assert last == lens.actions(bear.token.address)


def test_locked_token(lens: VyperContract, bull: Market, bear: Market) -> None:
    """In a callback C, S and D do not belong together: the token does not answer, its neighbour does."""
    caller = deploy("ScriptedCaller")
    for token in (bull.token, bear.token):
        caller.script(lens.address, lens.actions_of.prepare_calldata([token.address]))
    bull.collateral.mint(caller.address, 10**20)
    approval = bull.collateral.approve.prepare_calldata(bull.token.address, 2**256 - 1)
    caller.act(bull.collateral.address, approval)
    minted = bull.token.mint.prepare_calldata(WAD, caller.address, caller.address, b"\x01")
    caller.act(bull.token.address, minted)
    locked, free = (words(outcome.answer) for outcome in caller.outcomes())
    assert locked[:2] == free[:2] == [32, 1]
    assert locked[2:] == [0, int(bull.token.address, 16)] + [0] * 15
    assert free[2:4] == [1, int(bear.token.address, 16)]


def words(answer: bytes) -> list[int]:
    return [int.from_bytes(answer[at : at + 32], "big") for at in range(0, len(answer), 32)]
