# SPDX-License-Identifier: Apache-2.0
"""One local chain on which the core and every local market are deployed; what a test does to it is undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from steelyard.deploy.expected import expected
from steelyard.deploy.market import AnyMarket, read_market
from steelyard.deploy.network import Network, read_network
from steelyard.deploy.reading import Reading
from steelyard.deploy.run import Report, run
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.ground import Ground, lay
from tools.report import ROOT

FILES = ROOT / "deploy"
SENDER = 5  # of the node's accounts: none that a role of the local network has


def local() -> Network:
    return read_network(FILES / "networks" / "local.toml")


def markets(network: Network, *symbols: str) -> list[AnyMarket]:
    paths = sorted((FILES / "markets" / network.name).glob("*.toml"))
    return [read_market(path, network) for path in paths if not symbols or path.stem in symbols]


@dataclass
class World:
    """The chain after a deployment, and what that was."""

    anvil: Anvil
    ground: Ground
    network: Network
    markets: list[AnyMarket]
    sender: str
    report: Report
    content: dict[str, Any]

    def reading(self) -> Reading:
        return Reading(self.anvil.client())


@pytest.fixture(scope="session")
def deployed() -> Iterator[World]:
    with Anvil() as anvil:
        ground, network = lay(anvil), local()
        listed, sender = markets(network), anvil.client().accounts()[SENDER]
        report = run(network, listed, Reading(anvil.client()), sender)
        assert report.plan is not None
        yield World(anvil, ground, network, listed, sender, report, expected(report.plan))


@pytest.fixture
def world(deployed: World) -> Iterator[World]:
    mark = deployed.anvil.snapshot()
    yield deployed
    deployed.anvil.revert(mark)


@pytest.fixture(scope="session")
def empty() -> Iterator[Anvil]:
    with Anvil() as anvil:
        lay(anvil)
        yield anvil


@pytest.fixture
def bare(empty: Anvil) -> Iterator[Anvil]:
    """A chain with nothing of ours on it."""
    mark = empty.snapshot()
    yield empty
    empty.revert(mark)
