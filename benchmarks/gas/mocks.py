# SPDX-License-Identifier: Apache-2.0
"""The benchmark's own small contracts: tokens, feeds and meters that cost what the real ones cost, and no more."""

from functools import cache
from pathlib import Path
from typing import Any

from vyper import compile_code

from steelyard.chain.client import Client, Contract
from steelyard.chain.compile import Abi

_SOURCES = Path(__file__).parent / "contracts"


def deploy_mock(client: Client, name: str, *args: Any, sender: str) -> Contract:
    """Deploys the double `name` with the constructor's arguments."""
    return client.deploy_code(*_compiled(name), *args, sender=sender)


def double_at(client: Client, name: str, address: str) -> Contract:
    """Returns the contract at `address` with the functions of the double `name`."""
    return client.at(_compiled(name)[0], address)


@cache
def _compiled(name: str) -> tuple[Abi, bytes]:
    out = compile_code((_SOURCES / f"{name}.vy").read_text(), output_formats=["abi", "bytecode"])
    return out["abi"], bytes.fromhex(out["bytecode"].removeprefix("0x"))
