# SPDX-License-Identifier: Apache-2.0
"""Answers of contracts with the names of their fields."""

from typing import Any

from steelyard.chain.client import Contract


def call_named(contract: Contract, function: str, *args: Any) -> Any:
    """Calls a function that answers one struct, or a list of them, and gives every field its name."""
    output = next(entry["outputs"][0] for entry in contract.abi if entry.get("name") == function)
    return named(output, contract.call(function, *args))


def named(output: dict[str, Any], value: Any) -> Any:
    """Gives structs their field names; lists of structs too. `output` is the ABI's entry."""
    if not output["type"].startswith("tuple"):
        return value
    if output["type"] != "tuple":
        element = {**output, "type": output["type"].rpartition("[")[0]}
        return [named(element, item) for item in value]
    return {part["name"]: named(part, item) for part, item in zip(output["components"], value, strict=True)}
