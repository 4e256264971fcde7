# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.paired import build_paired_factory
from tests.support.paired_world import PairedWorld
from tests.support.stage import BoaStage


@pytest.fixture(scope="module")
def world() -> PairedWorld:
    return PairedWorld()


@pytest.fixture(scope="module")
def factory():
    """The factory as it is deployed: with our own price sources."""
    return build_paired_factory(BoaStage())
