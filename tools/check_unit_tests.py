# SPDX-License-Identifier: Apache-2.0
"""Demands a unit test file for each external function of each deployable.

`tests/unit/<contract>/test_<function>.py`, or, for views without arguments and for the getters every ERC-20 has,
a `test_getters.py` beside it that calls them by name.
"""

import re
from pathlib import Path

from steelyard.artifacts.sources import products
from tools.report import ROOT, Function, finish, functions, snake_case

UNIT_TESTS = ROOT / "tests" / "unit"
STANDARD_GETTERS = {"balanceOf", "allowance", "nonces", "eip712Domain", "DOMAIN_SEPARATOR"}


def may_be_grouped(function: Function) -> bool:
    """Returns whether `function` is small enough to share a file with others."""
    return function.view and (not function.inputs or function.name in STANDARD_GETTERS)


def untested(contract: str, function: Function, folder: Path) -> str | None:
    """Returns what is missing for `function` of `contract` in `folder`, or `None`."""
    file = folder / f"test_{snake_case(function.name)}.py"
    if file.exists():
        if re.search(rf"\b{re.escape(function.name)}\(", file.read_text()):
            return None
        return f"{contract}.{function.signature}: {file.name} never calls it"
    getters = folder / "test_getters.py"
    if may_be_grouped(function):
        if getters.exists() and re.search(rf"\b{re.escape(function.name)}\b", getters.read_text()):
            return None
        return f"{contract}.{function.signature}: neither {file.name} nor named in test_getters.py"
    return f"{contract}.{function.signature}: no {folder.name}/{file.name}"


def main() -> None:
    faults, count = [], 0
    for contract in products():
        folder = UNIT_TESTS / snake_case(contract)
        for function in functions(contract):
            count += 1
            if fault := untested(contract, function, folder):
                faults.append(fault)
    finish(faults, f"{count} external functions have their unit tests")


if __name__ == "__main__":
    main()
