# SPDX-License-Identifier: Apache-2.0
"""Runs `make setup` of the Python packages with each supported Python found here and the oldest pip that came with it.

A constraint that forbids locked versions is set meanwhile. Interpreters outside the path are given as arguments.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

from tools.check_lock import PYTHONS
from tools.report import ROOT, finish

OLDEST_PIP = {"3.11": "22.3.1", "3.12": "23.2.1", "3.13": "24.2", "3.14": "25.2"}
FORBIDDEN = "numpy<2\ncoverage<7\npip<22\n"


def version_of(interpreter: str) -> str:
    """Returns the full version of the Python at `interpreter`."""
    told = subprocess.run([interpreter, "--version"], check=True, capture_output=True, text=True).stdout
    return told.removeprefix("Python ").strip()


def interpreters(named: list[str]) -> dict[str, str]:
    """Returns the interpreters that run, the `named` ones and those on the path, by their full versions."""
    on_path = (shutil.which(f"python{python}") for python in PYTHONS)
    found: dict[str, str] = {}
    for interpreter in (*named, *filter(None, on_path)):
        # A version manager may put a name on the path and refuse to run it.
        if subprocess.run([interpreter, "--version"], capture_output=True).returncode == 0:
            found.setdefault(version_of(interpreter), interpreter)
    return found


def try_setup(interpreter: str, pip: str, folder: Path) -> str | None:
    """Sets up `folder` by `interpreter`, beginning with that `pip`, and returns what went wrong, or `None`."""
    shutil.rmtree(folder, ignore_errors=True)
    python = str(folder / "bin" / "python")
    constraints = folder / "constraints.txt"
    place = str(folder.relative_to(ROOT))
    steps = (
        [interpreter, "-m", "venv", str(folder)],
        [python, "-m", "pip", "install", "--quiet", "--no-deps", f"pip=={pip}"],
        ["make", f"{place}/.installed", f"VENV={place}", f"PYTHON={interpreter}"],
        [python, "-m", "tools.check_lock"],
        [str(folder / "bin" / "steelyard"), "--help"],
    )
    for step in steps:
        hostile = {"PIP_CONSTRAINT": str(constraints)} if step[0] == "make" else {}
        done = subprocess.run(step, cwd=ROOT, env=os.environ | hostile, capture_output=True, text=True)
        if done.returncode:
            return f"{' '.join(step)}\n{(done.stdout + done.stderr)[-2000:]}"
        constraints.write_text(FORBIDDEN)
    return None


def main() -> None:
    faults, ran = [], []
    for version, interpreter in interpreters(sys.argv[1:]).items():
        python = ".".join(version.split(".")[:2])
        if python not in OLDEST_PIP:
            sys.exit(f"{interpreter} is Python {version}, only {', '.join(PYTHONS)} are supported: leave it out")
        begun = monotonic()
        fault = try_setup(interpreter, OLDEST_PIP[python], ROOT / "build" / "setups" / version)
        faults += [f"Python {version}: {fault}"] if fault else []
        ran.append(python)
        print(
            f"Python {version}, pip {OLDEST_PIP[python]}: {'failed' if fault else 'good'}, {monotonic() - begun:.0f} s"
        )
    for python in PYTHONS:
        if python not in ran:
            print(f"Python {python}: not run, it is not on this machine")
    finish(faults, f"setup with {len(ran)} Pythons")


if __name__ == "__main__":
    main()
