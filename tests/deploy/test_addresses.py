# SPDX-License-Identifier: Apache-2.0
"""Addresses in advance, against the examples of EIP-1014 and against a chain."""

import pytest

from steelyard.deploy.addresses import create, create2
from steelyard.deploy.errors import DeployError
from steelyard.deploy.made import Made, packed


def test_create2_is_that_of_the_standard() -> None:
    zero = "0x" + "00" * 20
    assert create2(zero, bytes(32), b"\0") == "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"
    assert create2("0xdeadbeef00000000000000000000000000000000", bytes(32), b"\0") == (
        "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3"
    )


def test_create_is_what_the_first_account_of_a_node_finds() -> None:
    account = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert create(account, 1) == "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"
    assert create(account, 2) == "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0"


def test_values_lie_in_memory_as_the_compiler_puts_them() -> None:
    assert packed(True) == bytes(31) + b"\1" and packed(-1) == b"\xff" * 32
    assert packed("abc") == (3).to_bytes(32) + b"abc" + bytes(29) and packed("") == bytes(32)
    assert packed((1, (2, False))) == b"".join(n.to_bytes(32) for n in (1, 2, 0))


def test_nothing_is_expected_by_halves() -> None:
    address = "0x" + "11" * 20
    with pytest.raises(DeployError, match="getter KINK has no answer"):
        Made("rates", "KinkedRateModel", address, {"BASE": 1, "RATE_AT_KINK": 2, "RATE_AT_FULL": 3})
    with pytest.raises(DeployError, match="immutable KINK has no value"):
        Made("rates", "KinkedRateModel", address, {"BASE": 1, "RATE_AT_KINK": 2, "RATE_AT_FULL": 3}, {"KINK": 4})
    with pytest.raises(DeployError, match="OWNER is no immutable"):
        Made("lens", "Lens", address, {"OWNER": address})
