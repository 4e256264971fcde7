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

# above a chain's: what a planted fault reaches is compiled without the optimizer; sizes have a check of their own
CODE_LIMIT = 2**17
GENESIS_TIME = 1_700_000_000  # any fixed moment: tests must not depend on today


class ReproducibleEnv(Env):
    """titanoboa's environment, in which new addresses depend on nothing but the chain they are for.

    titanoboa draws them from one source for the whole process: a test would get others after other tests, or in
    another example of its own. Here the source is the environment's own, and undone with whatever was done.
    """

    def __init__(self) -> None:
        self._random = random.Random("steelyard")
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

    def __init__(self, timestamp: int) -> None:
        super().__init__()
        self.evm.patch.timestamp = timestamp
        self.evm.patch.code_size_limit = CODE_LIMIT

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
    if engine_name() == "pyevm":
        boa.set_env(PyEvmEnv(GENESIS_TIME))
        return
    from tests.support.revm import RevmEnv

    boa.set_env(RevmEnv(GENESIS_TIME))


def now() -> int:
    """Returns the time of the current block in seconds."""
    return boa.env.timestamp


def wait(seconds: int) -> int:
    """Lets `seconds` pass, with a block every twelve, and returns the time then. Calls alone never move the time."""
    if seconds < 0:
        raise ValueError(f"wait: {seconds} s lie in the past")
    boa.env.time_travel(seconds=seconds)
    return now()
