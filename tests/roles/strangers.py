# SPDX-License-Identifier: Apache-2.0
"""Calls everything that can be called with arguments that somebody might try, and watches what others own."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import boa
from boa import BoaError

from steelyard.artifacts import artifact
from tests.support.engine import now

ATTEMPTS = 16  # per function; each in a world of its own
AMOUNTS = (0, 1, 2, 10**4, 10**6, 10**12, 10**18, 10**20, 2**96, 2**128, 2**255, 2**256 - 1)
COSTS = (0, 10**15, -(10**15), 4 * 10**15, 3 * 10**16, -(10**18))


@dataclass
class Stranger:
    """An attacker with assets and allowances of their own, but without a role or anybody's permission.

    `others` answers by name what is other people's; `bearable` is the part of a name's value that may go.
    """

    account: str
    addresses: Sequence[str]
    paths: Sequence[list[int]]
    others: Callable[[], Mapping[str, float]]
    bearable: float = 0.0
    succeeded: set[str] = field(default_factory=set)
    draw: random.Random = field(default_factory=lambda: random.Random(0))

    def try_all(self, name: str, contract: Any) -> None:
        """Calls each function of `contract` that is no view, and demands that nothing of others falls."""
        before = self.others()
        for entry in artifact(name).abi:
            if entry["type"] != "function" or entry["stateMutability"] in ("view", "pure"):
                continue
            for _ in range(ATTEMPTS):
                arguments = [self._argument(item) for item in entry["inputs"]]
                self._try(f"{name}.{entry['name']}", contract, entry["name"], arguments, before)

    def _try(self, label: str, contract: Any, function: str, arguments: list[Any], before: Mapping[str, float]) -> None:
        with boa.env.anchor():
            try:
                getattr(contract, function)(*arguments, sender=self.account)
            except BoaError:
                return
            self.succeeded.add(label)
            for owned, value in self.others().items():
                minimum = before[owned] * (1 - self.bearable) - max(10, before[owned] * 1e-12)
                assert value >= minimum, f"{label}{tuple(arguments)}: {owned} from {before[owned]} to {value}"

    def _argument(self, item: dict[str, Any]) -> Any:
        kind = item["type"]
        if kind.endswith("]"):
            return self._array(item)
        if kind == "tuple":
            return tuple(self._argument(part) for part in item["components"])
        if kind == "address":
            return self.draw.choice([self.account, self.account, *self.addresses])
        if kind == "bool":
            return self.draw.random() < 0.5
        if kind == "string":
            return "x"
        if kind.startswith("bytes"):
            return bytes(32) if kind == "bytes32" else b""
        return self._number(item["name"], kind)

    def _number(self, name: str, kind: str) -> int:
        if kind.startswith("int"):
            return self.draw.choice(COSTS)
        if name in ("deadline", "good_until"):
            return now() + 600
        if name in ("side", "setting", "epoch", "number", "number_", "round", "kind", "queue", "generation"):
            return self.draw.randrange(4)
        if name == "token":
            return self.draw.randrange(8)
        bits = int(kind.removeprefix("uint"))
        return self.draw.choice([amount for amount in AMOUNTS if amount < 2**bits])

    def _array(self, item: dict[str, Any]) -> Any:
        kind, _, size = item["type"].rpartition("[")
        if size == "]" and kind == "uint256":
            return self.draw.choice(self.paths)
        count = 1 if size == "]" else int(size[:-1])
        return [self._argument({**item, "type": kind}) for _ in range(count)]
