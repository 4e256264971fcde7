# SPDX-License-Identifier: Apache-2.0
"""A token with a hostile caller in the midst of each of its operations."""

import pytest

from tests.regression.callbacks import Callbacks
from tests.unit.leveraged_token.world import SHARE, TokenWorld


@pytest.fixture
def callbacks(curator: str, guardian: str, holder: str) -> Callbacks:
    """A 3x bull of 1,000 shares, of which the caller owns 300, with an anchored token and a foreign market on it."""
    world = TokenWorld(curator, guardian)
    world.mint(holder, 1_000 * SHARE)
    callbacks = Callbacks(world)
    world.token.transfer(callbacks.caller.address, 300 * SHARE, sender=holder)
    return callbacks
