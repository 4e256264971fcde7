# SPDX-License-Identifier: Apache-2.0
"""What several contracts' tests share."""

import pytest

from tests.support.periphery import Periphery


@pytest.fixture
def periphery(built_periphery: Periphery, holder: str) -> Periphery:
    """The package's own `built_periphery`, with a holder who can trade; titanoboa undoes what a test did to it."""
    built_periphery.supply(holder)
    return built_periphery
