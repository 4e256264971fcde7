# SPDX-License-Identifier: Apache-2.0
"""One periphery for all tests of the router."""

import pytest

from tests.support.periphery import Periphery, build_periphery


@pytest.fixture(scope="package")
def built_periphery() -> Periphery:
    return build_periphery()
