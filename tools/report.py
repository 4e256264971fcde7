# SPDX-License-Identifier: Apache-2.0
"""What all checks share: the files to look at, the functions of a contract, and the verdict."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from steelyard.artifacts import Abi, artifact

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Function:
    """One external function of the ABI, `view` if it cannot change anything."""

    name: str
    inputs: tuple[str, ...]
    outputs: int
    view: bool

    @property
    def signature(self) -> str:
        return f"{self.name}({','.join(self.inputs)})"


def finish(faults: list[str], checked: str) -> None:
    """Prints the faults, or what was checked and found good, and ends the program with the matching code."""
    for fault in faults:
        print(f"  {fault}")
    print(f"{len(faults)} faults" if faults else f"good: {checked}")
    sys.exit(1 if faults else 0)


@cache
def repository_files(root: Path = ROOT) -> list[Path]:
    """Returns every file that is or could be committed, without those that .gitignore names."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode()
    paths = (root / name for name in sorted(set(listed.split("\0"))) if name)
    return [path for path in paths if path.is_file()]


def functions(name: str) -> list[Function]:
    """Returns the external functions of the deployable `name`, each once however many defaults it has."""
    longest: dict[str, Function] = {}
    for function in _abi_functions(artifact(name).abi):
        known = longest.get(function.name)
        if known is None or len(known.inputs) < len(function.inputs):
            longest[function.name] = function
    return list(longest.values())


def snake_case(name: str) -> str:
    """Returns `lending_pool` for `LendingPool` and `max_deposit` for `maxDeposit`."""
    parts = (
        f"_{letter.lower()}" if letter.isupper() and not (i and name[i - 1].isupper()) else letter.lower()
        for i, letter in enumerate(name)
    )
    return "".join(parts).lstrip("_").replace("__", "_")


def _abi_functions(abi: Abi) -> Iterator[Function]:
    for entry in abi:
        if entry["type"] == "function":
            types: list[dict[str, Any]] = entry["inputs"]
            view = entry["stateMutability"] in ("view", "pure")
            yield Function(entry["name"], tuple(i["type"] for i in types), len(entry["outputs"]), view)
