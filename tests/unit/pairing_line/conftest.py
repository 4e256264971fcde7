# SPDX-License-Identifier: Apache-2.0
"""A market of a thousand coins at $2,000, on model and contract at once: every call must be answered alike."""

import pytest

from tests.support.line import MirroredLine
from tests.support.line_world import LineWorld


@pytest.fixture
def world() -> LineWorld:
    """Open."""
    return LineWorld(shell=MirroredLine).opened()
