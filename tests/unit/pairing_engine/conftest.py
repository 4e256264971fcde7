# SPDX-License-Identifier: Apache-2.0
"""One engine for all its tests: it has no state."""

import pytest

from tests.support.pairing_positions import Engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()
