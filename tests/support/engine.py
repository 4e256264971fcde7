# SPDX-License-Identifier: Apache-2.0
"""Which machine runs the contracts in process: revm where it is installed, py-evm otherwise or on request."""

import importlib.util
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boa
from boa.environment import Env
from boa.util.abi import Address

CODE_LIMIT = 24_576  # bytes that a chain takes
GENESIS_TIME = 1_700_000_000  # any fixed moment: tests must not depend on today


class ReproducibleEnv(Env):
    """titanoboa's environment, in which new addresses depend on nothing but the chain they are for.

    titanoboa draws them from one source for the whole process: a test would get others after other tests, or in
    another example of its own. Here the source is the environment's own, and undone with whatever was done.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        super().__init__()

    @contextmanager
    def _anchor(self) -> Iterator[None]:
        before = self._random.getstate()
        try:
            with super()._anchor():
                yield
        finally:
            self._random.setstate(before)


class PyEvmEnv(ReproducibleEnv):
    """titanoboa's own environment, with transient storage that ends with its call, as on a chain."""

    def __init__(self, seed: str, code_limit: int) -> None:
        super().__init__(seed)
        self.evm.patch.timestamp = GENESIS_TIME
        self.evm.patch.code_size_limit = code_limit

    def register_contract(self, address: Any, contract: Any) -> None:
        """What an undone contract wrote at this address is forgotten: titanoboa would print it as this one's."""
        self.sstore_trace.pop(Address(address), None)
        super().register_contract(address, contract)

    def deploy(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().deploy(*args, **kwargs)
        finally:
            self.evm.vm.state.clear_transient_storage()

    def execute_code(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().execute_code(*args, **kwargs)
        finally:
            self.evm.vm.state.clear_transient_storage()


def engine_name() -> str:
    """Returns "revm" or "pyevm": STEELYARD_ENGINE decides, or else whether pyrevm is installed."""
    wanted = os.environ.get("STEELYARD_ENGINE")
    if wanted is None:
        return "revm" if importlib.util.find_spec("pyrevm") else "pyevm"
    if wanted not in ("revm", "pyevm"):
        raise ValueError(f"STEELYARD_ENGINE: {wanted!r} is neither revm nor pyevm")
    return wanted


def start_engine() -> None:
    """Puts a new, empty chain behind `boa.env`."""
    boa.set_env(_new_env("steelyard", CODE_LIMIT))


@contextmanager
def roomy_engine() -> Iterator[None]:
    """Another new chain meanwhile, with other addresses, which takes contracts of any size."""
    try:
        with boa.swap_env(_new_env("roomy", 8 * CODE_LIMIT)):
            yield
    finally:
        if engine_name() == "pyevm":  # which has one limit for all of its chains
            boa.env.evm.patch.code_size_limit = CODE_LIMIT


def _new_env(seed: str, code_limit: int) -> ReproducibleEnv:
    if engine_name() == "pyevm":
        return PyEvmEnv(seed, code_limit)
    from tests.support.revm import RevmEnv

    return RevmEnv(seed, code_limit)


def now() -> int:
    """Returns the time of the current block in seconds."""
    return boa.env.timestamp


def wait(seconds: int) -> int:
    """Lets `seconds` pass, with a block every twelve, and returns the time then. Calls alone never move the time."""
    if seconds < 0:
        raise ValueError(f"wait: {seconds} s lie in the past")
    boa.env.time_travel(seconds=seconds)
    return now()
