# SPDX-License-Identifier: Apache-2.0
"""Where contracts are deployed: a node, or a chain in process, to which the same builders speak."""

from typing import Any, Protocol

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil


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

    def create(self, factory: Any, function: str, *args: Any) -> Any:
        """Does `function` as the owner and returns its answer: addresses of what it made."""

    def wait(self, seconds: int) -> None:
        """Lets time pass."""


class NodeEnvironment:
    """A development node, on which `owner` is an unlocked account."""

    def __init__(self, anvil: Anvil, client: Client, owner: str) -> None:
        self.anvil, self.client, self.owner = anvil, client, owner

    def deploy(self, name: str, *args: Any) -> Any:
        """Deploys our contract `name`."""
        return self.client.deploy(name, *args, sender=self.owner)

    def blueprint(self, name: str) -> str:
        """Deploys our contract `name` as a blueprint and returns its address."""
        return self.client.deploy_blueprint(name, self.owner)

    def at(self, name: str, address: str) -> Any:
        """Returns our contract `name` at `address`."""
        return self.client.at_name(name, address)

    def call(self, contract: Any, function: str, *args: Any) -> Any:
        """Returns what `function` answers the owner, without doing it."""
        return contract.call(function, *args, sender=self.owner)

    def send(self, contract: Any, function: str, *args: Any, sender: str | None = None) -> Any:
        """Does `function` as `sender` and returns the receipt; a refusal raises Reverted."""
        return contract.transact(function, *args, sender=sender or self.owner)

    def create(self, factory: Any, function: str, *args: Any) -> Any:
        """Does `function` as the owner and returns what it answered when asked right before."""
        answer = self.call(factory, function, *args)
        self.send(factory, function, *args)
        return answer

    def wait(self, seconds: int) -> None:
        """Mines a block so many seconds later."""
        self.anvil.wait(seconds)
