# SPDX-License-Identifier: Apache-2.0
"""A node ends with its program, whatever ends that, and leaves the program's own end as it is."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from steelyard.devchain.anvil import Anvil

SOON = 10.0  # seconds

PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from steelyard.devchain import anvil
for one in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(one, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job would have it ignored
{before}
node = anvil.Anvil().__enter__()
print(node.url.rsplit(":", 1)[1], node._process.pid, flush=True)
sys.stdin.readline()
{then}
time.sleep(60)
"""
FORK = "os.fork() or time.sleep(60)"  # a child that holds the guard's input open and lives on
UNGUARDED = "anvil._GUARD = Path({path!r})"
REPLACEMENT = "import subprocess, sys; subprocess.run(sys.argv[2:])"


@contextmanager
def program(before: str = "", then: str = "") -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Gives a running program that has started a node, and the node's port; whatever is left is killed."""
    text = PROGRAM.format(before=before, then=then)
    command, pipe = [sys.executable, "-c", text], subprocess.PIPE
    started = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True)
    assert started.stdin is not None and started.stdout is not None
    port, guard = map(int, started.stdout.readline().split())
    try:
        assert answers(port)
        started.stdin.write("\n")  # before it has been seen alive it shall not end
        started.stdin.flush()
        yield started, port
    finally:
        for group in (started.pid, guard):
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        started.wait()
        started.stdin.close()
        started.stdout.close()


def answers(port: int) -> bool:
    """Whether the node is there: nobody else listens on its port."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def is_gone(port: int) -> bool:
    """Whether the node goes within a moment."""
    ends = time.monotonic() + SOON
    while answers(port):
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_signal_ends_both(sent: signal.Signals) -> None:
    with program() as (started, port):
        started.send_signal(sent)
        assert started.wait(SOON) == -sent
        assert is_gone(port)


def test_the_program_is_missed_even_if_a_child_of_it_lives_on() -> None:
    with program(then=FORK) as (started, port):
        started.kill()
        assert started.wait(SOON) == -signal.SIGKILL
        assert is_gone(port)


def test_an_end_without_any_clean_up_keeps_its_code() -> None:
    with program(then="os._exit(4)") as (started, port):
        assert started.wait(SOON) == 4
        assert is_gone(port)


def test_a_handler_of_the_program_still_has_its_node() -> None:
    """What the program does when it is told to end, it does with the node at hand."""
    handler = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5 if node.now() else 6))"
    with program(then=handler) as (started, port):
        time.sleep(0.2)
        started.send_signal(signal.SIGTERM)
        assert started.wait(SOON) == 5
        assert is_gone(port)


def test_what_the_terminal_sends_reaches_the_program_alone() -> None:
    with program(then="signal.signal(signal.SIGINT, signal.SIG_IGN); print(flush=True)") as (started, port):
        assert started.stdout is not None and started.stdout.readline() == "\n"
        os.killpg(started.pid, signal.SIGINT)
        time.sleep(0.5)
        assert answers(port)


def test_without_the_guard_the_node_would_stay(tmp_path: Path) -> None:
    """The tests above are worth something."""
    unguarded = tmp_path / "unguarded.py"
    unguarded.write_text(REPLACEMENT)
    with program(UNGUARDED.format(path=str(unguarded))) as (started, port):
        started.kill()
        started.wait(SOON)
        time.sleep(1)
        assert answers(port)


def test_a_node_is_stopped_once_and_for_all() -> None:
    with Anvil() as node:
        port = int(node.url.rsplit(":", 1)[1])
        assert answers(port) and node._process and node._process.stdin
        held = os.dup(node._process.stdin.fileno())  # as a child would that was forked meanwhile
        begin = time.monotonic()
        node.stop()
        assert time.monotonic() - begin < SOON / 2
        assert not answers(port)
        node.stop()
        os.close(held)
