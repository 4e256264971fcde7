# SPDX-License-Identifier: Apache-2.0
import boa
import pytest
from eth_account import Account

from tests.support.permit import FOREVER, signed
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import TokenWorld

OWNER = Account.from_key("0x" + "42" * 32)
Permit = tuple[int, int, bytes, bytes]


@pytest.fixture
def permit(empty: TokenWorld, keeper: str) -> Permit:
    """The owner lets the keeper take 77."""
    return signed(OWNER, empty.address, "Steelyard ETH 3x", boa.env.evm.patch.chain_id, keeper, 77)


def test_sets_the_allowance_once(empty: TokenWorld, keeper: str, permit: Permit) -> None:
    empty.token.permit(OWNER.address, keeper, 77, *permit)
    assert empty.token.allowance(OWNER.address, keeper) == 77
    assert empty.token.nonces(OWNER.address) == 1
    with reverts("erc20: invalid signature"):
        empty.token.permit(OWNER.address, keeper, 77, *permit)


def test_refuses_after_the_deadline(empty: TokenWorld, keeper: str, permit: Permit) -> None:
    with reverts("erc20: expired deadline"):
        empty.token.permit(OWNER.address, keeper, 77, boa.env.timestamp - 1, *permit[1:])


def test_refuses_what_was_not_signed(empty: TokenWorld, keeper: str, attacker: str, permit: Permit) -> None:
    for owner, spender, amount, deadline in (
        (attacker, keeper, 77, FOREVER),
        (OWNER.address, attacker, 77, FOREVER),
        (OWNER.address, keeper, 78, FOREVER),
        (OWNER.address, keeper, 77, FOREVER - 1),
    ):
        with reverts("erc20: invalid signature"):
            empty.token.permit(owner, spender, amount, deadline, *permit[1:])
