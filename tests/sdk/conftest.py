# SPDX-License-Identifier: Apache-2.0
"""A local chain with real Uniswap and two markets for all tests of the SDK; what a test did is undone afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.devchain.anvil import Anvil
from steelyard.devchain.local import LocalDeployment, build
from steelyard.sdk.front import Session, connect


@pytest.fixture(scope="session")
def local() -> Iterator[LocalDeployment]:
    with Anvil() as anvil:
        yield build(anvil)


@pytest.fixture(scope="session")
def network_file(local: LocalDeployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return local.write(tmp_path_factory.mktemp("networks") / "local.json")


@pytest.fixture(autouse=True)
def undo(request: pytest.FixtureRequest) -> Iterator[None]:
    if "local" not in request.fixturenames:
        yield
        return
    anvil = request.getfixturevalue("local").anvil
    mark = anvil.snapshot()
    yield
    anvil.revert(mark)


@pytest.fixture
def session(local: LocalDeployment, network_file: Path) -> Iterator[Session]:
    with connect(str(network_file)) as session:
        yield session
