# SPDX-License-Identifier: Apache-2.0
"""Answers of contracts with the names of their fields."""

from typing import Any

from steelyard.chain.abi import named
from steelyard.chain.client import Contract


def call_named(contract: Contract, function: str, *args: Any) -> Any:
    """Calls a function that answers one struct, or a list of them, and gives every field its name."""
    output = next(entry["outputs"][0] for entry in contract.abi if entry.get("name") == function)
    return named(output, contract.call(function, *args))
