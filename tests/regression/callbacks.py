# SPDX-License-Identifier: Apache-2.0
"""Runs calls inside the callback of a leveraged token's operation, as the account that the token calls back."""

from typing import Any, NamedTuple

import pytest

from steelyard.chain.errors import read_revert
from tests.support.contracts import deploy
from tests.unit.leveraged_token.world import ALL, PUSH, SHARE, WAD, TokenWorld

OPERATIONS = ("mint", "redeem", "deleverage", "releverage")

in_every_operation = pytest.mark.parametrize("operation", OPERATIONS)


class Outcome(NamedTuple):
    """What came of a call in a callback; `answer` is what it returned, `reason` why it was refused."""

    is_done: bool
    answer: bytes
    reason: str


class Callbacks:
    """The caller owns shares and both assets and has let token, pool and anchored token take them."""

    def __init__(self, world: TokenWorld) -> None:
        self.world = world
        self.caller = world.caller("ScriptedCaller")
        self.me = str(self.caller.address)
        self.anchored = deploy(
            "AnchoredToken", world.address, "Anchored ETH 3x", "aETH3X", 100 * WAD, 10 * WAD, 200 * WAD
        )
        self.market = deploy("ShareMarket", world.address)
        self.act(world.token, "approve", self.anchored.address, 2**256 - 1)

    def act(self, contract: Any, function: str, *arguments: Any) -> None:
        """One call as the caller, outside any operation."""
        self.caller.act(contract.address, self._data(contract, function, *arguments))

    def script(self, contract: Any, function: str, *arguments: Any) -> None:
        """Adds a call to the next callback."""
        self.caller.script(contract.address, self._data(contract, function, *arguments))

    def run(self, operation: str) -> list[Outcome]:
        """Does one operation with a callback and returns what came of the script."""
        world = self.world
        if operation == "deleverage":
            world.set_dollars(2_400)
        elif operation == "releverage":
            world.set_dollars(3_600)
        self.act(world.token, operation, *self.arguments(operation))
        return [Outcome(done, answer, "" if done else read_revert(answer)) for done, answer in self.caller.outcomes()]

    def arguments(self, operation: str) -> tuple[Any, ...]:
        """Of an operation by the caller for itself, with a callback."""
        if operation == "mint":
            return 10 * SHARE, self.me, self.me, PUSH
        if operation == "redeem":
            return 10 * SHARE, self.me, self.me, PUSH
        return ALL, 0, self.me, PUSH

    @staticmethod
    def _data(contract: Any, function: str, *arguments: Any) -> bytes:
        return bytes(getattr(contract, function).prepare_calldata(*arguments))
