# SPDX-License-Identifier: Apache-2.0
"""One engine for all in-process tests. titanoboa's plugin undoes whatever a test or a fixture did to the chain."""

import os
from collections.abc import Iterator

import boa
import hypothesis
import pytest

from tests.support.chance import ORDER_VARIABLE, in_order, pin_constants
from tests.support.engine import engine_name, start_engine

_ETHER = 10**18
_LONGEST = ("/attackers/", "/counterfactuals/", "/stateful/", "/forge/", "/integration/", "/demo/", "/crashes/")

hypothesis.settings.register_profile(
    "test", deadline=None, derandomize=True, max_examples=int(os.environ.get("STEELYARD_EXAMPLES", 30))
)
hypothesis.settings.register_profile(
    "fuzz", deadline=None, print_blob=True, max_examples=int(os.environ.get("STEELYARD_EXAMPLES", 500))
)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile(os.environ.get("STEELYARD_PROFILE", "test"))
    start_engine()


@pytest.hookimpl(trylast=True)  # hypothesis counts the time before its own hook as initialization
def pytest_sessionstart() -> None:
    pin_constants()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """STEELYARD_ORDER=reverse or any other text runs the tests in another order: none may need another before it."""
    items.sort(key=_rank)
    items[:] = in_order(items, os.environ.get(ORDER_VARIABLE, ""))


def _rank(item: pytest.Item) -> int:
    """The place among those that take longest, for which no process shall wait in the end."""
    return next((place for place, folder in enumerate(_LONGEST) if folder in item.nodeid), len(_LONGEST))


def pytest_report_header() -> str:
    return f"engine: {engine_name()}, hypothesis profile: {os.environ.get('STEELYARD_PROFILE', 'test')}"


def _actor(name: str) -> str:
    address = boa.env.generate_address(name)
    boa.env.set_balance(address, 10**6 * _ETHER)
    return str(address)


def _actor_fixture(name: str) -> object:
    return pytest.fixture(scope="session", name=name)(lambda: _actor(name))


# Roles, not persons; each is an account of its own, with coin to spend.
attacker = _actor_fixture("attacker")
curator = _actor_fixture("curator")
depositor = _actor_fixture("depositor")
filler = _actor_fixture("filler")
guardian = _actor_fixture("guardian")
holder = _actor_fixture("holder")
keeper = _actor_fixture("keeper")


@pytest.fixture(scope="session", autouse=True)
def _accounts_first(
    attacker: str, curator: str, depositor: str, filler: str, guardian: str, holder: str, keeper: str
) -> None:
    """titanoboa undoes fixtures in the reverse of their order: what lasts longest must come first."""


@pytest.fixture(scope="module", autouse=True)
def _forget_contracts_of_a_module(_accounts_first: None) -> Iterator[None]:
    yield from _forgetting()


@pytest.fixture(autouse=True)
def _forget_contracts_of_a_test(_forget_contracts_of_a_module: None) -> Iterator[None]:
    yield from _forgetting()


def _forgetting() -> Iterator[None]:
    """titanoboa undoes the chain but remembers what stood where: an event there would be read as the old contract's.

    What still stands is kept: a fixture may live longer than the test or module that asked for it first.
    """
    known = dict(boa.env._contracts)
    yield
    now = boa.env._contracts
    boa.env._contracts = {address: now[address] for address in now if address in known or boa.env.get_code(address)}
