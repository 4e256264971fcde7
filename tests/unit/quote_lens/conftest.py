# SPDX-License-Identifier: Apache-2.0
"""The periphery of the router's tests, with fees, and the quotes for it."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.contracts import deploy
from tests.support.market import WAD, Terms
from tests.support.periphery import Periphery, build_periphery

TERMS = Terms(
    mint_fee=10**15,
    redeem_fee=2 * 10**15,
    base_rate=2 * 10**16,
    rate_at_kink=10**17,
    rate_at_full=WAD,
)


@pytest.fixture(scope="package")
def built_periphery() -> Periphery:
    return build_periphery(TERMS)


@pytest.fixture(scope="package")
def quotes() -> VyperContract:
    return deploy("QuoteLens")
