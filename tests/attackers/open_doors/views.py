# SPDX-License-Identifier: Apache-2.0
"""Reads every view of every contract while something else is in its midst, and before and after it."""

from collections.abc import Iterator, Mapping
from typing import Any

import boa
from eth.exceptions import VMError

from steelyard.artifacts import artifact
from tests.attackers.open_doors.calls import Call, Outcome, Scene
from tests.attackers.open_doors.reentry import AssetDoor

_NUMBERS = {"seen": [0, 0, 0], "move": -(10**17), "shares": 10**18, "amount": 10**18, "assets": 10**9, "units": 10**18}
_ONE_BY_DEFAULT = 1


def views(contracts: Mapping[str, Any], accounts: Mapping[str, Any]) -> Iterator[tuple[str, Call]]:
    """Returns all views of `contracts` by "Contract.function", with arguments by their names."""
    for name, contract in contracts.items():
        for entry in artifact(name).abi:
            if entry["type"] == "function" and entry["stateMutability"] in ("view", "pure"):
                arguments = tuple(_argument(item, accounts) for item in entry["inputs"])
                yield f"{name}.{entry['name']}", Call(contract, entry["name"], arguments)


def _argument(item: Mapping[str, str], accounts: Mapping[str, Any]) -> Any:
    name, kind = item["name"], item["type"]
    if name in accounts:
        return accounts[name]
    if kind == "address":
        return accounts["account"]
    if kind == "bool":
        return True
    if kind.startswith("bytes"):
        return bytes(32) if kind == "bytes32" else b""
    return _NUMBERS.get(name, _ONE_BY_DEFAULT)


def half_done(scene: Scene, door: AssetDoor, named: Mapping[str, Call]) -> dict[str, list[bytes]]:
    """Returns the views that answer, in the midst of an outer call, what is true neither before nor after it, and
    those answers, up to 1,024 bytes of each."""
    found: dict[str, list[bytes]] = {}
    before = {name: _read(door, view) for name, view in named.items()}
    for outer in scene.outer_calls.values():
        for name, view in named.items():
            with boa.env.anchor():
                try:
                    within = door.nested(outer, view)
                except (boa.BoaError, VMError):
                    break
                if within is None:
                    break
                if within.is_done and within not in (before[name], _read(door, view)):
                    found.setdefault(name, []).append(within.answer)
    return found


def _read(door: AssetDoor, view: Call) -> Outcome:
    with boa.env.anchor():
        door.alone(view)
        return Outcome(door.asset.is_done(), door.asset.answer())
