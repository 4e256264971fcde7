# SPDX-License-Identifier: Apache-2.0
"""The connection to a node, and what its errors are to us."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from requests import RequestException, Session
from web3 import HTTPProvider
from web3.exceptions import ContractLogicError, Web3RPCError
from web3.types import RPCEndpoint

from steelyard.chain.errors import NodeFailed, read_revert
from steelyard.reverts.errors import Reverted

TIMEOUT = 120.0  # seconds for one request


def connect(url: str) -> HTTPProvider:
    """Returns the connection to the node at `url`: to one on this machine directly, whatever proxy the environment
    names, to another as the environment says."""
    directly = {"proxies": {"http": "", "https": ""}} if is_local(url) else {}
    session = Session()
    session.trust_env = not directly  # or every request reads the whole environment
    return HTTPProvider(
        url,
        request_kwargs={"timeout": TIMEOUT, **directly},
        session=session,
        # web3 asks for the chain's id before every call: half of all requests, were it not kept
        cache_allowed_requests=True,
        cacheable_requests={RPCEndpoint("eth_chainId")},
    )


def is_local(url: str) -> bool:
    """Whether `url` names this machine by a loopback address or as localhost."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@contextmanager
def answers() -> Iterator[None]:
    """What a contract refuses inside raises `Reverted`; no answer, or an error of the node, raises `NodeFailed`."""
    try:
        yield
    except ContractLogicError as error:
        raise Reverted(_reason(error)) from error
    except Web3RPCError as error:
        raise NodeFailed(f"client: the node answered {error.message}") from error
    except RequestException as error:
        raise NodeFailed(f"client: no answer: {error}") from error


def _reason(error: ContractLogicError) -> str:
    data = error.data
    if isinstance(data, str) and data.startswith("0x"):
        return read_revert(bytes.fromhex(data[2:]))
    return ""
