# SPDX-License-Identifier: Apache-2.0
"""An archive on this machine."""

from collections.abc import Iterator

import pytest
import requests

from steelyard.simulator.data.fetch import Fetcher
from tests.simulator.data.server import Files, serving


@pytest.fixture
def files() -> Files:
    """What the archive holds; nothing at first."""
    return Files()


@pytest.fixture
def fetcher(files: Files) -> Iterator[Fetcher]:
    """Fetches from that archive, with hardly a wait between attempts."""
    with serving(files) as base, requests.Session() as session:
        session.trust_env = False  # a proxy that the environment names cannot see this machine
        yield Fetcher(base, session, attempts=3, backoff=0.001, timeout=5)
