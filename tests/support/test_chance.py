# SPDX-License-Identifier: Apache-2.0
"""A random test does the same alone and after others, whatever else is imported."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import boa
import pytest
from hypothesis.internal.conjecture import providers

from steelyard.model.libraries.rounding import WAD
from tests.support.chance import in_order
from tools.report import ROOT

_RANDOM = ["tests/stateful/test_trading_stateful.py::TestTrading", "tests/differential/test_bounds.py::test_pool"]
_BEFORE = ["tests/unit/kinked_rate_model", "-p", "full_of_constants"]


def _digests(tests: list[str], hash_seed: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Returns the digests of what a run of its own did, by test."""
    for name, value in {"STEELYARD_EXAMPLES": "9", "PYTHONHASHSEED": hash_seed}.items():
        monkeypatch.setenv(name, value)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.support.chance", *tests]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert run.returncode == 0, run.stdout + run.stderr
    rows = [line.split(maxsplit=2) for line in run.stdout.splitlines() if line.startswith("digest ")]
    return {test: digest for _, digest, test in rows}


def test_a_random_test_does_the_same_alone_and_after_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "full_of_constants.py").write_text(f"NUMBERS = {list(range(101, 50_000, 97))}\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")])))
    alone = _digests(_RANDOM, "1", monkeypatch)
    after = _digests([*_BEFORE, *_RANDOM], "2", monkeypatch)
    assert len(alone) == 2 < len(after)
    assert alone.items() <= after.items()
    assert not {*alone.values()} & {digest for test, digest in after.items() if test not in alone}


def test_constants_do_not_depend_on_what_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "more.py"
    file.write_text("NUMBER = 987654321987\n")
    more = ModuleType("more")
    more.__file__ = str(file)
    before = providers._get_local_constants()
    monkeypatch.setitem(sys.modules, "more", more)
    after = providers._get_local_constants()
    assert WAD in after.integers and 987654321987 not in after.integers
    assert before == after


def test_addresses_are_undone_with_what_was_done() -> None:
    with boa.env.anchor():
        first = [boa.env.generate_address() for _ in range(3)]
    with boa.env.anchor():
        second = [boa.env.generate_address() for _ in range(3)]
    assert first == second
    assert len({*first}) == 3


def test_orders() -> None:
    items = list(range(20))
    assert in_order(items, "") == items
    assert in_order(items, "reverse") == items[::-1]
    shuffled = in_order(items, "1")
    assert shuffled == in_order(items, "1") != in_order(items, "2")
    assert sorted(shuffled) == items
