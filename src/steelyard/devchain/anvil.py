# SPDX-License-Identifier: Apache-2.0
"""A local chain: empty at the start, gone at the end, however its program ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from web3.types import RPCEndpoint

from steelyard.chain.client import Client
from steelyard.chain.errors import NodeFailed
from steelyard.chain.fees import FixedFees
from steelyard.chain.node import connect
from steelyard.devchain.node_modules import foundry

GENESIS_TIME = 1_600_000_000
CHAIN_ID = 31_337
_START_TIMEOUT = 30.0
_STOP_TIMEOUT = 15.0
_FREE = FixedFees(maximum=0, tip=0)
_GUARD = Path(__file__).with_name("guard.py")


class Anvil:
    """Use as a context manager. Gas is free and each block comes one second after the last: every run is the same.

    `start_time` is the time of the first block in seconds; `accounts` unlocked accounts hold a million coins each.
    `states` is the number of blocks that it can still trace, kept in memory. `port` 0 takes a free one. `fork` is the
    address of another node: the chain then goes on from that node's last block, and that one sees nothing of it.
    """

    def __init__(
        self,
        start_time: int = GENESIS_TIME,
        accounts: int = 20,
        states: int = 0,
        chain_id: int = CHAIN_ID,
        port: int = 0,
        fork: str = "",
        hardfork: str = "cancun",
    ) -> None:
        self.start_time = start_time
        self.accounts = accounts
        self.states = states
        self.chain_id = chain_id
        self.port = port
        self.fork = fork
        self.hardfork = hardfork
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._provider = connect(self.url)

    def __enter__(self) -> "Anvil":
        port = self.port or _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._provider = connect(self.url)
        # in a session of its own: what the terminal sends is for the program, which may need the node to end well
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_GUARD), str(os.getpid()), *self._command(port)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            self._wait_until_ready(self._process)
            self.rpc("anvil_setBlockTimestampInterval", 1)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the node and waits for it; harmless when it has ended."""
        if self._process is None:
            return
        try:
            self._process.communicate(b"\n", timeout=_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def client(self) -> Client:
        """Returns a client whose transactions cost nothing, as this chain wants it."""
        return Client(self.url, fees=_FREE)

    def rpc(self, method: str, *params: Any) -> Any:
        """Calls `method` of the node and returns its result; an error it answers raises `NodeFailed`."""
        response = self._provider.make_request(RPCEndpoint(method), list(params))
        if "error" in response:
            raise NodeFailed(f"anvil: {method} answered {response['error']}")
        return response["result"]

    def now(self) -> int:
        """Returns the time of the last block in seconds."""
        return int(self.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def set_next_time(self, seconds: int) -> None:
        """Lets the next block have the time `seconds`, which must lie after the last block's."""
        if seconds <= self.now():
            raise ValueError(f"anvil: next time {seconds} is not after the last block's {self.now()}")
        self.rpc("evm_setNextBlockTimestamp", seconds)

    def wait(self, seconds: int) -> int:
        """Lets `seconds` (at least 1) pass, mines one block at that time, and returns it."""
        self.set_next_time(self.now() + seconds)
        self.mine()
        return self.now()

    def mine(self, blocks: int = 1) -> None:
        """Mines `blocks` empty blocks."""
        self.rpc("anvil_mine", hex(blocks))

    def snapshot(self) -> str:
        """Returns a mark to which `revert` goes back, once."""
        return str(self.rpc("evm_snapshot"))

    def revert(self, mark: str) -> None:
        """Undoes everything since `snapshot` gave `mark`, and every later mark."""
        if not self.rpc("evm_revert", mark):
            raise NodeFailed(f"anvil: no snapshot {mark}")

    def _command(self, port: int) -> list[str]:
        return [
            str(foundry("anvil")),
            *("--host", "127.0.0.1", "--port", str(port), "--hardfork", self.hardfork, "--order", "fifo"),
            *("--accounts", str(self.accounts), "--balance", "1000000", "--chain-id", str(self.chain_id)),
            *(("--fork-url", self.fork) if self.fork else ("--timestamp", str(self.start_time))),
            *("--block-base-fee-per-gas", "0", "--gas-price", "0", "--gas-limit", "100000000"),
            # otherwise a run of thousands of blocks leaves gigabytes of old states in the user's home
            *("--no-request-size-limit", "--silent", "--prune-history", *([str(self.states)] if self.states else ())),
        ]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_TIMEOUT
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise NodeFailed(f"anvil: ended with code {process.returncode} before it answered")
            try:
                self.rpc("eth_chainId")
                return
            except OSError:
                time.sleep(0.05)
        raise NodeFailed(f"anvil: no answer within {_START_TIMEOUT:.0f} s")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
