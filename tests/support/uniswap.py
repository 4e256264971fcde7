# SPDX-License-Identifier: Apache-2.0
"""The real Uniswap in process: the chain behind `boa.env` in the shape that `steelyard.devchain.uniswap` deploys to."""

from typing import Any

import boa
from boa.util.abi import Address
from eth_abi import encode

from steelyard.artifacts import Abi
from steelyard.devchain.uniswap import Deployed, Uniswap
from tests.support.light import Interface, LightContract

_INTERFACES: dict[int, tuple[Abi, Interface]] = {}  # by the identity of an ABI, which it keeps alive


class BoaContract:
    """A contract by the names of its functions; `boa` has these as attributes, as titanoboa's contracts do."""

    def __init__(self, abi: Abi, address: str) -> None:
        self.abi = abi
        self.address = address
        if id(abi) not in _INTERFACES:
            _INTERFACES[id(abi)] = abi, Interface(abi)
        self.boa = LightContract("Foreign", _INTERFACES[id(abi)][1], Address(address))
        boa.env.register_contract(address, self.boa)

    def call(self, function: str, *args: Any) -> Any:
        """Returns what `function` answers."""
        return getattr(self.boa, function)(*args)

    def transact(self, function: str, *args: Any, sender: str, value: int = 0) -> Any:
        """Calls `function` as `sender`, who sends `value` coins along."""
        return getattr(self.boa, function)(*args, sender=sender, value=value)


def in_process(deployed: Deployed) -> Any:
    """Returns what has the functions of a contract that stands in process as attributes."""
    assert isinstance(deployed, BoaContract)
    return deployed.boa


class BoaChain:
    """Deploys foreign bytecode under titanoboa."""

    def deploy_code(self, abi: Abi, bytecode: bytes, *args: Any, sender: str) -> BoaContract:
        """Deploys `bytecode` with the constructor's arguments."""
        inputs = [entry["inputs"] for entry in abi if entry["type"] == "constructor"]
        types = [item["type"] for item in inputs[0]] if inputs else []
        address, computation = boa.env.deploy(sender=sender, bytecode=bytecode + encode(types, args))
        if computation.is_error:
            raise computation.error
        return self.at(abi, str(address))

    def at(self, abi: Abi, address: str) -> BoaContract:
        """Returns the contract at `address`."""
        return BoaContract(abi, str(address))


def deploy_uniswap(sender: str) -> Uniswap:
    """Deploys WETH9 and both versions of Uniswap in process."""
    return Uniswap.deploy(BoaChain(), sender)
