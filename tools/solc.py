# SPDX-License-Identifier: Apache-2.0
"""The Solidity compiler from npm, as one would call a native one: for peers in benchmarks and forge's handlers."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from steelyard.devchain import node_modules
from steelyard.devchain.node_modules import ToolMissing

_COMPILER = "solc/solc.js"
STANDARD_JSON = "--standard-json"
VERSION = "--version"


def solc(argument: str, question: str = "") -> str:
    """What the compiler answers to `question`; raises ToolMissing without Node, CalledProcessError if it fails."""
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None:
        raise ToolMissing("node: not on PATH; `make setup` installs one")
    # files, not pipes: it neither waits for its input nor for its output to be read
    with tempfile.TemporaryFile("w+") as asked, tempfile.TemporaryFile("w+") as answered:
        asked.write(question)
        asked.seek(0)
        subprocess.run([node, str(package()), argument], stdin=asked, stdout=answered, check=True)
        answered.seek(0)
        answer = answered.read()
    # it talks before it answers
    return answer[answer.index("{") :] if argument == STANDARD_JSON else answer


def package() -> Path:
    """Where it is; its version is in the package.json beside it."""
    return node_modules.file(_COMPILER)
