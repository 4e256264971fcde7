# SPDX-License-Identifier: Apache-2.0
"""How a revert is read."""

import pytest

from steelyard.chain.errors import read_revert


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", ""),
        ("4e487b71" + f"{17:064x}", "Panic(17)"),
        ("08c379a0" + f"{32:064x}{5:064x}" + b"a: no".hex().ljust(64, "0"), "a: no"),
        ("deadbeef", "0xdeadbeef"),
    ],
)
def test_revert_is_read(output: str, reason: str) -> None:
    assert read_revert(bytes.fromhex(output)) == reason
