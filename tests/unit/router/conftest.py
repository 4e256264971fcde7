# SPDX-License-Identifier: Apache-2.0
"""One desk for all tests of the router."""

import pytest

from tests.support.desk import Desk, build_desk


@pytest.fixture(scope="package")
def built_desk() -> Desk:
    return build_desk()
