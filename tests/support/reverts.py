# SPDX-License-Identifier: Apache-2.0
"""Reads why a call was refused, the same on both engines and on a node, for our contracts and for foreign ones."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from boa import BoaError
from eth.exceptions import Revert, VMError

from steelyard.chain.errors import read_revert
from steelyard.reverts.errors import Reverted

# What Vyper's own checks answer: overflow, array bounds, the reentrancy lock, a call that returned nothing.
BARE = ""


@contextmanager
def reverts(reason: str) -> Iterator[None]:
    """Demands that the block reverts with exactly `reason`; `BARE` stands for a revert without any data."""
    try:
        yield
    except (BoaError, VMError, Reverted) as error:
        actual = reason_of(error)
        assert actual == reason, f"refused with {actual!r}, expected {reason!r}"
    else:
        pytest.fail(f"not refused; expected {reason!r}")


def reason_of(error: BoaError | VMError | Reverted) -> str:
    """Returns the text of `Error(string)`, `Panic(code)`, other data as hex, or the name of what halted the call."""
    if isinstance(error, Reverted):
        return error.reason
    if isinstance(error, BoaError):
        computation = error.call_trace.computation
        return _read(computation.error, computation.output)
    return _read(error, error.args[0] if error.args and isinstance(error.args[0], bytes) else b"")


def _read(error: VMError, output: bytes) -> str:
    if not isinstance(error, Revert):
        return f"{type(error).__name__}: {error}"
    return read_revert(output)
