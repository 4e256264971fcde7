# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between us and a chain, and how a revert is read."""

from eth_abi.abi import decode

_ERROR = bytes.fromhex("08c379a0")
_PANIC = bytes.fromhex("4e487b71")


class ChainError(Exception):
    """Anything that the chain or the tools around it refuse."""


class ToolMissing(ChainError):
    """A program or artifact from `node_modules` is not installed; the text says how to install it."""


class NodeFailed(ChainError):
    """The local node did not start or does not answer."""


class Reverted(ChainError):
    """A contract refused the call. `reason` is its revert string, or "" for a revert without data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason or "reverted without a reason")
        self.reason = reason


def read_revert(output: bytes) -> str:
    """Returns the text of `Error(string)`, `Panic(code)`, any other data as hex, and "" for none."""
    if output[:4] == _ERROR:
        return str(decode(["string"], output[4:])[0])
    if output[:4] == _PANIC:
        return f"Panic({decode(['uint256'], output[4:])[0]})"
    return f"0x{output.hex()}" if output else ""
