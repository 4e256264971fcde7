# SPDX-License-Identifier: Apache-2.0
"""Where a market is built: in process (titanoboa) or on a node (`steelyard.chain.client`), by the same builder."""

from typing import Any, Protocol

import boa

from steelyard.chain.anvil import Anvil
from steelyard.chain.client import Client
from steelyard.chain.uniswap import Uniswap
from tests.support import contracts
from tests.support.uniswap import deploy_uniswap


class Environment(Protocol):
    """A chain. Contracts are whatever objects that chain has; all of them have an `address`."""

    owner: str  # sends where no sender is named

    def deploy(self, name: str, *args: Any) -> Any:
        """Deploys our contract `name`."""

    def blueprint(self, name: str) -> str:
        """Deploys our contract `name` as a blueprint and returns its address."""

    def at(self, name: str, address: str) -> Any:
        """Returns our contract `name` at `address`."""

    def call(self, contract: Any, function: str, *args: Any) -> Any:
        """Returns what `function` answers the owner, without doing it."""

    def send(self, contract: Any, function: str, *args: Any, sender: str | None = None) -> Any:
        """Does `function` as `sender`; a refusal raises."""

    def wait(self, seconds: int) -> None:
        """Lets time pass."""

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

    def wait(self, seconds: int) -> None:
        boa.env.time_travel(seconds=seconds)

    def uniswap(self) -> Uniswap:
        return deploy_uniswap(self.owner)


class NodeEnvironment:
    """A development node."""

    def __init__(self, anvil: Anvil, client: Client, uniswap: Uniswap | None = None) -> None:
        self.owner = client.accounts()[0]
        self._anvil = anvil
        self._client = client
        self._uniswap = uniswap

    def deploy(self, name: str, *args: Any) -> Any:
        return self._client.deploy(name, *args, sender=self.owner)

    def blueprint(self, name: str) -> str:
        return self._client.deploy_blueprint(name, self.owner)

    def at(self, name: str, address: str) -> Any:
        return self._client.at_name(name, address)

    def call(self, contract: Any, function: str, *args: Any) -> Any:
        return contract.call(function, *args, sender=self.owner)

    def send(self, contract: Any, function: str, *args: Any, sender: str | None = None) -> Any:
        return contract.transact(function, *args, sender=sender or self.owner)

    def wait(self, seconds: int) -> None:
        self._anvil.wait(seconds)

    def uniswap(self) -> Uniswap:
        assert self._uniswap is not None, "this node has no exchange"
        return self._uniswap
