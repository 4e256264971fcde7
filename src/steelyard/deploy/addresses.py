# SPDX-License-Identifier: Apache-2.0
"""Where things will be: addresses by CREATE2, through the standard deployer and by our factories, and by CREATE."""

from eth_utils import keccak, to_canonical_address, to_checksum_address

DEPLOYER = "0x4e59b44847b379578588920cA78FbF26c0B4956C"
"""The deterministic deployment proxy (github.com/Arachnid/deterministic-deployment-proxy), alike on every chain."""
DEPLOYER_CODE = bytes.fromhex(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd"
    "5b8082525050506014600cf3"
)
"""What lies there: it calls CREATE2 with the first 32 bytes it is given as salt and the rest as creation code."""
SALT = keccak(text="steelyard")


def create2(creator: str, salt: bytes, initcode: bytes) -> str:
    """Returns where `creator` puts what `initcode` creates."""
    return _address(b"\xff" + to_canonical_address(creator) + salt + keccak(initcode))


def create(creator: str, nonce: int) -> str:
    """Returns where the contract `creator` puts what it creates as number `nonce`, 1 to 127: there RLP is short."""
    return _address(b"\xd6\x94" + to_canonical_address(creator) + bytes([nonce]))


def deployed(initcode: bytes) -> str:
    """Returns where the standard deployer puts what `initcode` creates, on every chain."""
    return create2(DEPLOYER, SALT, initcode)


def call_data(initcode: bytes) -> bytes:
    """Returns what the standard deployer is sent for it."""
    return SALT + initcode


def _address(preimage: bytes) -> str:
    return str(to_checksum_address(keccak(preimage)[12:]))
