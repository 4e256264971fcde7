# SPDX-License-Identifier: Apache-2.0
"""What CREATE2 makes of a salt and a creation code, computed off chain."""

from eth_utils import keccak, to_checksum_address

from steelyard.chain.compile import artifact


def predicted(factory: object, salt: bytes, contract: str, arguments: bytes) -> str:
    """Address at which `factory` creates `contract` with these ABI-encoded constructor arguments."""
    code = keccak(artifact(contract).bytecode + arguments)
    return to_checksum_address(keccak(b"\xff" + bytes.fromhex(str(factory)[2:]) + salt + code)[12:])
