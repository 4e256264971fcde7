# SPDX-License-Identifier: Apache-2.0
"""Kernels on disk: where they are kept, and that no change of what they depend on leaves an old one in use.

Each case runs a copy of the package in a process of its own. A file in place of a folder is what nobody can write into,
not even root.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import llvmlite
import numba
import numpy as np
import pytest

import steelyard
from steelyard.simulator import compiled

KERNEL = """from steelyard.simulator.compiled import compiled
from steelyard.simulator.other import FACTOR

@compiled
def answer(x: float) -> float:
    return x * FACTOR
"""
ASK = """import json
from steelyard.simulator.kernel import answer
value, stats = answer(1.0), getattr(answer, "stats", None)
print(json.dumps([value, stats and stats.cache_path, len(stats.cache_hits) if stats else 0]))
"""


@dataclass
class Package:
    """A copy of what compiles kernels, with a kernel that inlines a constant of another file."""

    root: Path
    home: Path

    @property
    def own_cache(self) -> Path:
        return self.root / "steelyard" / "simulator" / "__pycache__"

    def write(self, factor: float) -> None:
        (self.root / "steelyard" / "simulator" / "other.py").write_text(f"FACTOR = {factor}\n")

    def ask(self, **settings: object) -> tuple[float, Path | None, int]:
        """Returns the kernel's answer, the folder that keeps it, and how many times it came from there."""
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("NUMBA_", "XDG_"))}
        told = {"PYTHONPATH": str(self.root), "HOME": str(self.home)} | {
            key: str(value) for key, value in settings.items()
        }
        done = subprocess.run(
            [sys.executable, "-B", "-c", ASK],
            cwd=self.root,
            env=plain | told,
            check=True,
            capture_output=True,
            text=True,
        )
        value, folder, hits = json.loads(done.stdout)
        return value, folder and Path(folder), hits


@pytest.fixture
def package(tmp_path: Path) -> Package:
    package = Package(tmp_path / "site", tmp_path / "home")
    source = Path(steelyard.__file__).parent
    for name in ("__init__.py", "extras.py", "simulator/__init__.py", "simulator/compiled.py", "model/__init__.py"):
        target = package.root / "steelyard" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, target)
    (package.root / "steelyard" / "simulator" / "kernel.py").write_text(KERNEL)
    package.write(2.0)
    return package


def test_the_package_keeps_its_kernels(package: Package) -> None:
    first, folder, hits = package.ask()
    assert (first, hits) == (2, 0) and folder is not None and package.own_cache in folder.parents
    assert package.ask() == (2, folder, 1)
    assert not package.home.exists()


def test_a_change_elsewhere_gives_a_new_answer_wherever_the_kernel_lies(package: Package, tmp_path: Path) -> None:
    for factor, settings in ((3.0, {"NUMBA_CACHE_DIR": tmp_path / "named"}), (4.0, {})):
        package.own_cache.touch()
        expected = settings.get("NUMBA_CACHE_DIR", package.home / ".cache" / "steelyard")
        before, old, _ = package.ask(**settings)
        package.write(factor)
        after, new, hits = package.ask(**settings)
        assert old and new and old != new and expected in old.parents and expected in new.parents
        assert (before, after, hits) == (factor - 1, factor, 0)


def test_without_the_key_an_old_answer_would_survive(package: Package) -> None:
    """What the key is for: numba itself looks at the kernel's own file only."""
    source = package.root / "steelyard" / "simulator" / "compiled.py"
    source.write_text(source.read_text().replace("{_key()}", "same"))
    assert package.ask()[0] == 2
    package.write(3.0)
    assert package.ask()[0] == 2


def test_where_nothing_is_writable_kernels_work_and_are_not_kept(package: Package) -> None:
    package.own_cache.touch()
    package.home.touch()
    assert package.ask(NUMBA_CACHE_DIR=package.home) == (2, None, 0)


def test_a_place_that_numba_cannot_use_is_passed_over(package: Package, tmp_path: Path) -> None:
    _, folder, _ = package.ask(NUMBA_CACHE_DIR=tmp_path / "named")
    assert folder is not None
    shutil.rmtree(folder)
    folder.touch()
    value, other, _ = package.ask(NUMBA_CACHE_DIR=tmp_path / "named")
    assert value == 2 and other is not None and package.own_cache in other.parents
    shutil.rmtree(package.own_cache)
    package.own_cache.touch()
    package.home.touch()
    assert package.ask(NUMBA_CACHE_DIR=tmp_path / "named") == (2, None, 0)


def test_uncompiled_kernels_answer_the_same(package: Package) -> None:
    assert package.ask(NUMBA_DISABLE_JIT=1) == (2, None, 0)


@pytest.mark.parametrize("library", [numba, np, llvmlite])
def test_the_key_names_the_libraries(library: object, monkeypatch: pytest.MonkeyPatch) -> None:
    before = compiled._key.__wrapped__()
    monkeypatch.setattr(library, "__version__", "0")
    assert compiled._key.__wrapped__() != before


def test_numbas_setting_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    compiled.compiled(lambda: 1)
    assert str(tmp_path) == numba.config.CACHE_DIR
