# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between us and a chain, and how a revert is read. Refusals of contracts: `steelyard.reverts`."""

from eth_abi.abi import decode

_ERROR = bytes.fromhex("08c379a0")
_PANIC = bytes.fromhex("4e487b71")


class ChainError(Exception):
    """Anything that goes wrong with a chain or the tools around it."""


class NodeFailed(ChainError):
    """A node did not start, does not answer, or answered with an error of its own."""


class FeeTooHigh(ChainError):
    """The chain asks more for gas than was allowed; nothing was sent."""


class NotMined(ChainError):
    """No block took the transaction `hash` in time; it may still come, or never."""

    def __init__(self, hash_: str, seconds: float) -> None:
        super().__init__(f"client: no receipt of {hash_} within {seconds:g} s; ask for `receipt` again to wait on")
        self.hash = hash_


def read_revert(output: bytes) -> str:
    """Returns the text of `Error(string)`, `Panic(code)`, any other data as hex, and "" for none."""
    if output[:4] == _ERROR:
        return str(decode(["string"], output[4:])[0])
    if output[:4] == _PANIC:
        return f"Panic({decode(['uint256'], output[4:])[0]})"
    return f"0x{output.hex()}" if output else ""
