# SPDX-License-Identifier: Apache-2.0
"""Where the gas of a transaction goes: its call tree, each contract with what it spent itself."""

from dataclasses import dataclass
from typing import Any

from rich.tree import Tree

from steelyard.devchain.anvil import Anvil


@dataclass(frozen=True)
class Breakdown:
    """The calls of one transaction. What it costs to send is given apart; refunds come off the first contract."""

    root: dict[str, Any]
    names: dict[str, str]

    def own_gas(self) -> dict[str, int]:
        """Returns the gas that each contract spent itself, calls to others not included; largest first."""
        spent: dict[str, int] = {}
        for call, own in _walk(self.root):
            name = self._name(call)
            spent[name] = spent.get(name, 0) + own
        sending = _intrinsic(bytes.fromhex(self.root["input"].removeprefix("0x")))
        spent[self._name(self.root)] -= sending
        spent["sending: base and calldata"] = sending
        return dict(sorted(spent.items(), key=lambda item: -item[1]))

    def tree(self, title: str) -> Tree:
        """Returns the call tree for a terminal: gas with its calls, and gas of its own."""
        tree = Tree(f"[bold]{title}[/] {_gas(self.root):,}")
        self._grow(tree, self.root)
        return tree

    def _grow(self, branch: Tree, call: dict[str, Any]) -> None:
        own = _own(call)
        node = branch.add(f"{self._name(call)} {call['input'][:10]}  {_gas(call):,}  own {own:,}")
        for child in call.get("calls", []):
            self._grow(node, child)

    def _name(self, call: dict[str, Any]) -> str:
        address = str(call["to"])
        return self.names.get(address.lower(), address)


def breakdown_of(anvil: Anvil, transaction: str, names: dict[str, str]) -> Breakdown:
    """Traces a mined transaction."""
    root = anvil.rpc("debug_traceTransaction", transaction, {"tracer": "callTracer"})
    return Breakdown(root, names)


def _intrinsic(data: bytes) -> int:
    """Returns what a transaction with `data` pays before its first instruction (EIP-2028)."""
    zeros = data.count(0)
    return 21_000 + 4 * zeros + 16 * (len(data) - zeros)


def _walk(call: dict[str, Any]) -> list[tuple[dict[str, Any], int]]:
    found = [(call, _own(call))]
    for child in call.get("calls", []):
        found.extend(_walk(child))
    return found


def _gas(call: dict[str, Any]) -> int:
    return int(call["gasUsed"], 16)


def _own(call: dict[str, Any]) -> int:
    return _gas(call) - sum(_gas(child) for child in call.get("calls", []))
