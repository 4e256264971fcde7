# SPDX-License-Identifier: Apache-2.0
"""One world for all tests of the paired router; titanoboa undoes what a test did to it."""

import boa
import pytest

from tests.support.environment import BoaEnvironment
from tests.support.market import WAD
from tests.support.uniswap import in_process
from tests.support.zaps import Zaps, build_zaps


@pytest.fixture(scope="package")
def built_zaps() -> Zaps:
    environment = BoaEnvironment()
    boa.env.set_balance(environment.owner, 10**6 * WAD)
    uniswap = environment.uniswap()
    return build_zaps(environment, uniswap, in_process(uniswap.weth))


@pytest.fixture
def zaps(built_zaps: Zaps, holder: str) -> Zaps:
    """With a holder who can trade."""
    built_zaps.supply(holder)
    return built_zaps
