# SPDX-License-Identifier: Apache-2.0
"""`python -m tools.folders`: each folder of tests by itself, its tests forwards and backwards; none may need another.

Takes as long as all tests twice. What CI runs instead is tests/support/test_chance.py, and all tests in the order in
which its processes come to them.
"""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

from tools.kept import on_all_cores
from tools.report import ROOT, finish

ORDERS = ("", "reverse")
Run = tuple[Path, str]


def folders(tests: Path) -> list[Path]:
    """Returns every folder under `tests` that holds tests itself."""
    return sorted({file.parent for file in tests.rglob("test_*.py")})


def fault(run: Run) -> str | None:
    """Returns what is wrong with the tests of a folder, run in that order and without any others."""
    folder, order = run
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--confcutdir={folder.anchor}", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "STEELYARD_ORDER": order},
    )
    if done.returncode == 0:
        return None
    told = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return f"{_name(run)}: {'; '.join(told) or (done.stdout + done.stderr).strip()}"


def _name(run: Run) -> str:
    folder, order = run
    return f"{os.path.relpath(folder, ROOT)} {order}".strip()


def main() -> None:
    wanted = [Path(name).resolve() for name in sys.argv[1:]] or folders(ROOT / "tests")
    runs = list(product(wanted, ORDERS))
    faults = [found for _, found in on_all_cores(fault, runs, _name) if found]
    finish(faults, f"{len(wanted)} folders pass alone, in both orders")


if __name__ == "__main__":
    main()
