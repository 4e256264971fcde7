# SPDX-License-Identifier: Apache-2.0
"""Compiles a peer's Solidity source with the compiler from npm, once: the result is kept under `build/`."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from steelyard.chain import node_modules
from steelyard.chain.compile import Abi, cache_dir, only_one, write_whole
from steelyard.chain.errors import ChainError, ToolMissing

_COMPILER = "solc/solc.js"


def compiled(folder: Path, main: str, contract: str, settings: dict[str, Any]) -> tuple[Abi, bytes]:
    """Returns interface and creation code of `contract` in `main`, a source below `folder`, built with `settings`."""
    sources = {str(path.relative_to(folder)): {"content": path.read_text()} for path in sorted(folder.rglob("*.sol"))}
    selection = {main: {contract: ["abi", "evm.bytecode.object"]}}
    request = json.dumps(
        {"language": "Solidity", "sources": sources, "settings": {**settings, "outputSelection": selection}}
    )
    compiler = node_modules.file(_COMPILER)
    digest = hashlib.sha256(request.encode() + (compiler.parent / "package.json").read_bytes()).hexdigest()
    kept = cache_dir() / "peers" / f"{contract}-{digest}.json"
    with only_one(kept):
        if not kept.exists():
            write_whole(kept, json.dumps(_compile(compiler, request)["contracts"][main][contract]).encode())
    result = json.loads(kept.read_bytes())
    return result["abi"], bytes.fromhex(result["evm"]["bytecode"]["object"])


def _compile(compiler: Path, request: str) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        raise ToolMissing("node: not on PATH; `make setup` installs one")
    run = subprocess.run([node, str(compiler), "--standard-json"], input=request, capture_output=True, text=True)
    # the compiler's wrapper talks before it answers
    answer: dict[str, Any] = json.loads(run.stdout[run.stdout.index("{") :])
    errors = [error["formattedMessage"] for error in answer.get("errors", []) if error["severity"] == "error"]
    if errors:
        raise ChainError("solc: " + "\n".join(errors))
    return answer
