# SPDX-License-Identifier: Apache-2.0
"""What several contracts' tests share."""

import pytest

from tests.support.desk import Desk


@pytest.fixture
def desk(built_desk: Desk, holder: str) -> Desk:
    """The package's own `built_desk`, with a holder who can trade; titanoboa undoes what a test did to it."""
    built_desk.supply(holder)
    return built_desk
