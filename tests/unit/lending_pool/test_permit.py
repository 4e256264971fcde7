# SPDX-License-Identifier: Apache-2.0
import boa
from eth_account import Account
from eth_account.messages import encode_typed_data

from tests.support.refusal import refuses
from tests.unit.lending_pool.world import World

OWNER = Account.from_key("0x" + "42" * 32)


def _signature(world: World, spender: str, amount: int, deadline: int) -> tuple[int, bytes, bytes]:
    message = {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "Permit": [
                {"name": "owner", "type": "address"},
                {"name": "spender", "type": "address"},
                {"name": "value", "type": "uint256"},
                {"name": "nonce", "type": "uint256"},
                {"name": "deadline", "type": "uint256"},
            ],
        },
        "primaryType": "Permit",
        "domain": {
            "name": "Steelyard lent USD",
            "version": "1",
            "chainId": boa.env.evm.patch.chain_id,
            "verifyingContract": str(world.pool.address),
        },
        "message": {"owner": OWNER.address, "spender": spender, "value": amount, "nonce": 0, "deadline": deadline},
    }
    signed = OWNER.sign_message(encode_typed_data(full_message=message))
    return signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big")


def test_sets_the_allowance_once(world: World, holder: str) -> None:
    deadline = boa.env.timestamp + 60
    signature = _signature(world, holder, 77, deadline)
    world.pool.permit(OWNER.address, holder, 77, deadline, *signature)
    assert world.pool.allowance(OWNER.address, holder) == 77
    assert world.pool.nonces(OWNER.address) == 1
    with refuses("erc20: invalid signature"):
        world.pool.permit(OWNER.address, holder, 77, deadline, *signature)


def test_refuses_after_the_deadline(world: World, holder: str) -> None:
    deadline = boa.env.timestamp - 1
    with refuses("erc20: expired deadline"):
        world.pool.permit(OWNER.address, holder, 77, deadline, *_signature(world, holder, 77, deadline))
