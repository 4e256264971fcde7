# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.market_world import MarketWorld


@pytest.fixture(scope="module")
def world(curator: str, guardian: str) -> MarketWorld:
    return MarketWorld(curator, guardian)
