# SPDX-License-Identifier: Apache-2.0
"""The Solidity compiler from npm, behind the two commands that forge asks a native one for."""

import stat
import sys
from pathlib import Path

from tools.solc import STANDARD_JSON, VERSION, solc


def write_executable(path: Path) -> None:
    """Writes the program that forge runs as its compiler."""
    path.parent.mkdir(parents=True, exist_ok=True)
    checkout = Path(__file__).parents[2]
    path.write_text(f'#!/bin/sh\ncd "{checkout}" && exec "{sys.executable}" -m tests.forge.solc "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def main() -> None:
    if STANDARD_JSON in sys.argv:
        print(solc(STANDARD_JSON, sys.stdin.read()))
    else:
        print(f"solc, the solidity compiler commandline interface\nVersion: {solc(VERSION)}")


if __name__ == "__main__":
    main()
