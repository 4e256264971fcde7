# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.pairing_share.world import ShareWorld


@pytest.fixture(scope="package")
def world(depositor: str, holder: str) -> ShareWorld:
    """1,000 shares each."""
    return ShareWorld([depositor, holder])


@pytest.fixture
def merged(world: ShareWorld) -> ShareWorld:
    """`world` after a consolidation: a thousandth of a share each."""
    world.consolidate()
    return world
