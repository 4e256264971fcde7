# SPDX-License-Identifier: Apache-2.0
"""One desk for all tests of the router; titanoboa undoes what a test did to it."""

import pytest

from tests.support.desk import Desk, build_desk


@pytest.fixture(scope="package")
def built_desk() -> Desk:
    return build_desk()


@pytest.fixture
def desk(built_desk: Desk, holder: str) -> Desk:
    built_desk.supply(holder)
    return built_desk
