# SPDX-License-Identifier: Apache-2.0
"""One live market of each mechanism, with everybody in it; titanoboa undoes what a test did to them."""

import boa
import pytest

from tests.roles.worlds import Leveraged, Pairing

ETHER = 10**18


@pytest.fixture(scope="module")
def fee_recipient() -> str:
    address = str(boa.env.generate_address("fee recipient"))
    boa.env.set_balance(address, 10**6 * ETHER)
    return address


@pytest.fixture(scope="module")
def leveraged(curator: str, guardian: str, fee_recipient: str, depositor: str, holder: str) -> Leveraged:
    """A 3x bull in which the holder has 100 shares; the depositor lends beside the owner."""
    return Leveraged(curator, guardian, fee_recipient, depositor, holder)


@pytest.fixture(scope="module")
def pairing(fee_recipient: str, depositor: str, holder: str, keeper: str) -> Pairing:
    """A 3x bull with every fee, in which the holder has LT and FT and the depositor LP."""
    return Pairing(3, fee_recipient, depositor, holder, keeper)


@pytest.fixture(scope="module")
def ordered(fee_recipient: str, depositor: str, holder: str, keeper: str) -> Pairing:
    """A 10x bull that trades by orders, otherwise the same."""
    return Pairing(10, fee_recipient, depositor, holder, keeper)
