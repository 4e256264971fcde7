# SPDX-License-Identifier: Apache-2.0
"""Where a market is built: in process (titanoboa) or on a node (`steelyard.chain.client`), by the same builder."""

from typing import Any, Protocol

import boa

from steelyard.chain.client import Client
from steelyard.devchain import environment as devchain
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from tests.support import contracts
from tests.support.uniswap import deploy_uniswap


class Environment(devchain.Environment, Protocol):
    """A chain on which Uniswap may stand."""

    def uniswap(self) -> Uniswap:
        """Deploys Uniswap and WETH9."""


class BoaEnvironment:
    """The chain behind `boa.env`."""

    def __init__(self) -> None:
        self.owner = str(boa.env.eoa)

    def deploy(self, name: str, *args: Any) -> Any:
        return contracts.deploy(name, *args)

    def blueprint(self, name: str) -> str:
        return str(contracts.blueprint(name).address)

    def at(self, name: str, address: str) -> Any:
        return contracts.at(name, address)

    def call(self, contract: Any, function: str, *args: Any) -> Any:
        with boa.env.anchor():
            return self.send(contract, function, *args)

    def send(self, contract: Any, function: str, *args: Any, sender: str | None = None) -> Any:
        return getattr(contract, function)(*args, sender=sender or self.owner)

    def create(self, factory: Any, function: str, *args: Any) -> Any:
        return self.send(factory, function, *args)

    def wait(self, seconds: int) -> None:
        boa.env.time_travel(seconds=seconds)

    def uniswap(self) -> Uniswap:
        return deploy_uniswap(self.owner)


class NodeEnvironment(devchain.NodeEnvironment):
    """A development node."""

    def __init__(self, anvil: Anvil, client: Client, uniswap: Uniswap | None = None) -> None:
        super().__init__(anvil, client, client.accounts()[0])
        self._uniswap = uniswap

    def uniswap(self) -> Uniswap:
        assert self._uniswap is not None, "this node has no exchange"
        return self._uniswap
