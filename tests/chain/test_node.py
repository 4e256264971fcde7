# SPDX-License-Identifier: Apache-2.0
"""A node on this machine is asked directly, whatever proxy the environment names."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from steelyard.chain import node
from steelyard.chain.client import Client
from steelyard.chain.errors import NodeFailed
from steelyard.devchain.anvil import Anvil

VARIABLES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8545", True),
        ("http://127.8.0.1", True),
        ("http://[::1]:8545", True),
        ("http://localhost:8545", True),
        ("http://node.localhost", True),
        ("http://10.0.0.1:8545", False),
        ("https://127.0.0.1.example.org", False),
        ("https://localhost.example.org", False),
        ("", False),
    ],
)
def test_what_is_local(url: str, local: bool) -> None:
    assert node.is_local(url) is local


@pytest.fixture
def dead_proxy(monkeypatch: pytest.MonkeyPatch) -> str:
    """Every variable names a port where nobody listens; no host is excepted."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for variable in VARIABLES:
        monkeypatch.setenv(variable, proxy)
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    return proxy


def test_a_local_node_is_not_asked_through_a_proxy(dead_proxy: str) -> None:
    with Anvil() as anvil:
        client = anvil.client()
        [owner, *_] = client.accounts()
        assert client.deploy("MockAsset", 6, sender=owner).call("decimals") == 6
        with ThreadPoolExecutor(1) as other_thread:
            assert other_thread.submit(client.balance, owner).result() > 0


def test_the_proxy_would_have_been_asked(dead_proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above is worth something: without our doing the same node is out of reach."""
    with Anvil() as anvil, monkeypatch.context() as patch:
        patch.setattr(node, "is_local", lambda url: False)
        with pytest.raises(NodeFailed, match="proxy"):
            Client(anvil.url).accounts()


def test_a_remote_node_is_asked_as_the_environment_says(dead_proxy: str) -> None:
    with pytest.raises(NodeFailed, match="proxy"):
        Client("http://node.invalid:8545").accounts()
