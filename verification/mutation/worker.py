# SPDX-License-Identifier: Apache-2.0
"""In a scratch copy: reads mutants from stdin, a JSON a line, and answers what became of each.

Everything heavy is imported once; each try is a fork of this process, which compiles the broken source or runs tests.
"""

import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from vyper.exceptions import VyperException, VyperInternalException

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import contracts_dir, deployables, import_closure
from verification.mutation.campaign import TRUSTING
from verification.mutation.operators import Mutant
from verification.mutation.outcome import EQUAL, KILLED, STILLBORN, SURVIVED, TIMEOUT
from verification.mutation.scratch import compiled
from verification.mutation.targets import targets_of

_LIMIT = 900  # seconds for one folder of tests: many times what the slowest takes
_CHAIN_LIMIT = 24_576
_PREAMBLE = 3  # of a blueprint
_GOOD, _REVERTED, _UNCHANGED = range(3)
_ENDED = {_REVERTED: STILLBORN, _UNCHANGED: EQUAL}
_FOLDER = Path.cwd()


def main() -> None:
    """Answers until stdin ends."""
    if not contracts_dir().is_relative_to(_FOLDER):
        raise RuntimeError(f"mutation: contracts come from {contracts_dir()}, not from the copy in {_FOLDER}")
    for name in ("boa", "hypothesis"):
        importlib.import_module(name)
    for line in sys.stdin:
        print(json.dumps(_try(Mutant(**json.loads(line)))), flush=True)


def _try(mutant: Mutant) -> dict[str, object]:
    for tests in targets_of(mutant.file) if TRUSTING not in sys.argv else ():
        _require_passing(tests)
    source = _FOLDER / "contracts" / mutant.file
    original, before, started = source.read_text(), compiled(_FOLDER), time.monotonic()
    try:
        source.write_text(mutant.apply(original))
        outcome, killer = _judged(mutant, original)
    finally:
        source.write_text(original)
        for made in compiled(_FOLDER) - before:
            made.unlink()
    return {"outcome": outcome, "killer": killer, "seconds": round(time.monotonic() - started, 1)}


@cache
def _require_passing(tests: str) -> None:
    """A test that fails without any fault would kill everything."""
    if _forked(partial(_run, tests)) != pytest.ExitCode.OK:
        raise RuntimeError(f"mutation: {tests} fail without a mutant; see {_FOLDER / 'log'}")


def _judged(mutant: Mutant, original: str) -> tuple[str, str]:
    compiling = _forked(partial(_compile, mutant, original))
    if compiling in _ENDED:
        return _ENDED[compiling], ""
    if compiling != _GOOD:
        raise RuntimeError(f"mutation: the compiler ended with {compiling} for {mutant.name}; see {_FOLDER / 'log'}")
    for tests in targets_of(mutant.file):
        code = _forked(partial(_run, tests))
        if code is None:
            return TIMEOUT, tests
        if code == pytest.ExitCode.TESTS_FAILED:
            return KILLED, (_FOLDER / "failed").read_text()
        if code != pytest.ExitCode.OK:
            raise RuntimeError(f"mutation: pytest ended with {code} on {tests} for {mutant.name}")
    return SURVIVED, ""


def _compile(mutant: Mutant, original: str) -> int:
    """Whether the contracts still compile, fit the chain, and are others than before."""
    source = contracts_dir() / mutant.file
    broken = source.read_text()
    concerned = {name: len(import_closure(path)) for name, path in deployables().items()}
    concerned = {name: size for name, size in concerned.items() if source in import_closure(deployables()[name])}
    for name in sorted(concerned, key=lambda name: concerned[name]):
        try:
            changed = _bytecode(name)
        except (VyperException, VyperInternalException):
            return _REVERTED
        source.write_text(original)
        same = _bytecode(name)
        source.write_text(broken)
        if _is_too_long(changed) and not _is_too_long(same):
            return _REVERTED
        if changed != same:
            return _GOOD
    return _UNCHANGED


def _bytecode(name: str) -> tuple[bytes, bytes]:
    artifact.cache_clear()
    compiled_now = artifact(name)
    return compiled_now.bytecode, compiled_now.runtime


def _is_too_long(code: tuple[bytes, bytes]) -> bool:
    creation, runtime = code
    return len(creation) + _PREAMBLE > _CHAIN_LIMIT or len(runtime) > _CHAIN_LIMIT


def _run(tests: str) -> int:
    """Returns the exit code of the tests up to the first that fails, whose name is left in a file."""
    return int(pytest.main(["-x", "-q", "-n0", "-p", "no:cacheprovider", "-p", "verification.mutation.killer", tests]))


def _forked(work: Callable[[], int]) -> int | None:
    """Returns what `work` returned in a process of its own, None if it took too long."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        log = os.open(_FOLDER / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        code = -1
        try:
            code = work()
        finally:
            os._exit(code & 0xFF)
    ends = time.monotonic() + _LIMIT
    while time.monotonic() < ends:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


if __name__ == "__main__":
    main()
