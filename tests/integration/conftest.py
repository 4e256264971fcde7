# SPDX-License-Identifier: Apache-2.0
"""One node with the real Uniswap for all integration tests; whatever a test did to it is undone afterwards."""

from collections.abc import Iterator

import pytest

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap


@pytest.fixture(scope="session")
def anvil() -> Iterator[Anvil]:
    with Anvil() as node:
        yield node


@pytest.fixture(scope="session")
def client(anvil: Anvil) -> Client:
    return anvil.client()


@pytest.fixture(scope="session")
def owner(client: Client) -> str:
    return client.accounts()[0]


@pytest.fixture(scope="session")
def uniswap(client: Client, owner: str) -> Uniswap:
    return Uniswap.deploy(client, owner)


@pytest.fixture(autouse=True)
def undo(anvil: Anvil, uniswap: Uniswap) -> Iterator[None]:
    mark = anvil.snapshot()
    yield
    anvil.revert(mark)
