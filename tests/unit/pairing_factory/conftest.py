# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from tests.support.environment import BoaEnvironment
from tests.support.pairing import build_pairing_factory
from tests.support.pairing_world import PairingWorld


@pytest.fixture(scope="module")
def world() -> PairingWorld:
    return PairingWorld()


@pytest.fixture(scope="module")
def factory() -> Any:
    """The factory as it is deployed: with our own price sources."""
    return build_pairing_factory(BoaEnvironment())
