# SPDX-License-Identifier: Apache-2.0
"""What chance may depend on: the test and its seed, and nothing that happens to be imported or to run before.

`pytest -p tests.support.chance` prints a digest of all that each test did on the chain, to compare two runs.
"""

import importlib
import pkgutil
import random
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, TypeVar

import boa
import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants, constants_from_module

import steelyard.model

ORDER_VARIABLE = "STEELYARD_ORDER"
Item = TypeVar("Item")


def pin_constants() -> None:
    """Lets hypothesis try the constants of the reference model, always.

    By itself it tries those of every module of ours that is imported so far, so that the same seed draws other
    examples in another run.
    """
    pool = providers._local_constants  # empty, and sorted whatever is added
    pool = pool | _constants_of_the_model()
    providers._get_local_constants = lambda: pool


def _constants_of_the_model() -> Constants:
    found = Constants()
    for listed in pkgutil.walk_packages(steelyard.model.__path__, "steelyard.model."):
        module = importlib.import_module(listed.name)
        found |= constants_from_module(module)  # what is written; what is computed from it counts more
        found |= Constants(integers={value for value in vars(module).values() if type(value) is int})
    return found


def in_order(items: list[Item], order: str) -> list[Item]:
    """Returns `items` as they are for "", backwards for "reverse", and shuffled by any other text."""
    if order in ("", "reverse"):
        return items[::-1] if order else items
    return random.Random(order).sample(items, len(items))


class Digests:
    """Per test, a digest of every call and deployment: who, to whom, what, with how much."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        digest = sha256()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("execute_code", "deploy"):
                patch.setattr(boa.env, name, _noting(digest, getattr(boa.env, name)))
            yield
        self.found[item.nodeid] = digest.hexdigest()

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for test, digest in sorted(self.found.items()):
            terminalreporter.write_line(f"digest {digest[:16]} {test}")


def _noting(digest: Any, call: Any) -> Any:
    def noting(*args: Any, **options: Any) -> Any:
        told = {name: value for name, value in sorted(options.items()) if name != "contract"}
        digest.update(repr((args, told)).encode())
        return call(*args, **options)

    return noting


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Digests(), "digests")
