# SPDX-License-Identifier: Apache-2.0
"""Signs allowances (EIP-2612) as the router takes them."""

from typing import Any

from eth_account.messages import encode_typed_data

FOREVER = 2**63
_FIELDS = ("owner:address", "spender:address", "value:uint256", "nonce:uint256", "deadline:uint256")


def signed(
    signer: Any, token: str, name: str, chain_id: int, spender: str, amount: int, deadline: int = FOREVER
) -> tuple[int, int, bytes, bytes]:
    """Returns the Permit of an order: `signer`, an eth_account account at nonce 0, lets `spender` take `amount`.

    `name` is the token's in its signing domain; the domain's version is "1".
    """
    message = {"owner": signer.address, "spender": spender, "value": amount, "nonce": 0, "deadline": deadline}
    types = {"Permit": [dict(zip(("name", "type"), entry.split(":"), strict=True)) for entry in _FIELDS]}
    domain = {"name": name, "version": "1", "chainId": chain_id, "verifyingContract": token}
    signature = signer.sign_message(encode_typed_data(domain, types, message))
    return deadline, signature.v, signature.r.to_bytes(32), signature.s.to_bytes(32)
