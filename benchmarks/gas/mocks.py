# SPDX-License-Identifier: Apache-2.0
"""The benchmark's own small contracts: tokens, feeds and meters that cost what the real ones cost, and no more."""

from pathlib import Path
from typing import Any

from steelyard.artifacts import Artifact
from steelyard.artifacts.compiling import compiled_source
from steelyard.chain.client import Client, Contract

_SOURCES = Path(__file__).parent / "contracts"


def deploy_mock(client: Client, name: str, *args: Any, sender: str) -> Contract:
    """Deploys the double `name` with the constructor's arguments."""
    double = _compiled(name)
    return client.deploy_code(double.abi, double.bytecode, *args, sender=sender)


def double_at(client: Client, name: str, address: str) -> Contract:
    """Returns the contract at `address` with the functions of the double `name`."""
    return client.at(_compiled(name).abi, address)


def _compiled(name: str) -> Artifact:
    return compiled_source(_SOURCES / f"{name}.vy")
