# SPDX-License-Identifier: Apache-2.0
"""The Solidity compiler from npm, behind the two commands that forge asks a native one for."""

import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from steelyard.chain import node_modules
from steelyard.chain.errors import ToolMissing

_COMPILER = "solc/solc.js"


def write_executable(path: Path) -> None:
    """Writes the program that forge runs as its compiler."""
    path.parent.mkdir(parents=True, exist_ok=True)
    checkout = Path(__file__).parents[2]
    path.write_text(f'#!/bin/sh\ncd "{checkout}" && exec "{sys.executable}" -m tests.forge.solc "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _node(argument: str, stdin: str = "") -> str:
    beside = Path(sys.executable).parent
    node = shutil.which("node") or shutil.which("node", path=str(beside))
    if node is None:
        raise ToolMissing("node: not on PATH; `make setup` installs one")
    # files, not pipes: it neither waits for its input nor for its output to be read
    with tempfile.TemporaryFile("w+") as question, tempfile.TemporaryFile("w+") as answer:
        question.write(stdin)
        question.seek(0)
        command = [node, str(node_modules.file(_COMPILER)), argument]
        subprocess.run(command, stdin=question, stdout=answer, check=True)
        answer.seek(0)
        return answer.read()


def main() -> None:
    if "--standard-json" in sys.argv:
        answer = _node("--standard-json", sys.stdin.read())
        # it talks before it answers
        print(answer[answer.index("{") :])
    else:
        print(f"solc, the solidity compiler commandline interface\nVersion: {_node('--version')}")


if __name__ == "__main__":
    main()
