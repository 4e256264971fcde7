# SPDX-License-Identifier: Apache-2.0
"""The trial of setups says what failed, what ran and what did not."""

import shutil
import sys
from pathlib import Path

import pytest

from tools import try_setup
from tools.check_lock import PYTHONS

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_what_failed_and_what_was_not_run_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, str, str]] = []

    def fails(interpreter: str, pip: str, folder: Path) -> str | None:
        asked.append((interpreter, pip, folder.name))
        return "make: planted"

    monkeypatch.setattr(try_setup, "try_setup", fails)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(sys, "argv", ["try_setup", sys.executable])
    with pytest.raises(SystemExit) as end:
        try_setup.main()
    said = capsys.readouterr().out
    assert end.value.code == 1 and ": make: planted" in said
    assert asked == [(sys.executable, try_setup.OLDEST_PIP[HERE], try_setup.version_of(sys.executable))]
    assert said.count(": not run, it is not on this machine") == len(PYTHONS) - 1


def test_each_step_that_fails_ends_the_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(try_setup, "ROOT", tmp_path)
    fault = try_setup.try_setup("/bin/false", "22.3.1", tmp_path / "setup")
    assert fault is not None and fault.startswith("/bin/false -m venv")


def test_an_unsupported_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(try_setup, "interpreters", lambda _: {"3.10.13": "python3.10"})
    with pytest.raises(SystemExit, match=r"python3.10 is Python 3.10.13, only 3.11, 3.12"):
        try_setup.main()
