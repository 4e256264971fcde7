# SPDX-License-Identifier: Apache-2.0
"""What CREATE2 makes of a salt and a creation code, computed off chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi import encode
from eth_utils import keccak, to_checksum_address

from steelyard.artifacts import artifact


def predicted(factory: object, salt: bytes, contract: str, arguments: bytes) -> str:
    """Address at which `factory` creates `contract` with these ABI-encoded constructor arguments."""
    code = keccak(artifact(contract).bytecode + arguments)
    return to_checksum_address(keccak(b"\xff" + bytes.fromhex(str(factory)[2:]) + salt + code)[12:])


@dataclass(frozen=True)
class Product:
    """What a factory makes of one struct of parameters: `encoding` is the struct's, `blueprint` names its field."""

    contract: str
    function: str
    blueprint: str
    encoding: str

    def kind(self, factory: Any, parameters: tuple[Any, ...]) -> bytes:
        """What `last_nonce` and `salt_of` know it by."""
        blueprint = getattr(factory.blueprints(), self.blueprint)
        return keccak(encode(["address", self.encoding], [blueprint, parameters]))

    def check_addresses(self, factory: Any, parameters: tuple[Any, ...], creators: Sequence[str]) -> None:
        """The address follows from parameters and series, whoever creates."""
        for nonce, creator in enumerate(creators, start=1):
            salt = factory.salt_of(self.kind(factory, parameters), nonce)
            expected = predicted(factory.address, salt, self.contract, encode([self.encoding], [parameters]))
            assert getattr(factory, self.function)(parameters, sender=creator) == expected
            assert factory.nonce_of(expected) == nonce
