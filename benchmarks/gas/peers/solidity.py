# SPDX-License-Identifier: Apache-2.0
"""Compiles a peer's Solidity source with the compiler from npm, once: the result is kept under `build/`."""

import hashlib
import json
from pathlib import Path
from typing import Any

from steelyard.artifacts import Abi
from steelyard.artifacts.kept import cache_dir, kept
from steelyard.chain.errors import ChainError
from tools.solc import STANDARD_JSON, package, solc


def compiled(folder: Path, main: str, contract: str, settings: dict[str, Any]) -> tuple[Abi, bytes]:
    """Returns interface and creation code of `contract` in `main`, a source below `folder`, built with `settings`."""
    sources = {str(path.relative_to(folder)): {"content": path.read_text()} for path in sorted(folder.rglob("*.sol"))}
    selection = {main: {contract: ["abi", "evm.bytecode.object"]}}
    request = json.dumps(
        {"language": "Solidity", "sources": sources, "settings": {**settings, "outputSelection": selection}}
    )
    digest = hashlib.sha256(request.encode() + (package().parent / "package.json").read_bytes()).hexdigest()
    place = cache_dir() / "peers" / f"{contract}-{digest}.json"
    made = kept(place, lambda: json.dumps(_compile(request)["contracts"][main][contract]).encode())
    result = json.loads(made)
    return result["abi"], bytes.fromhex(result["evm"]["bytecode"]["object"])


def _compile(request: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(solc(STANDARD_JSON, request))
    errors = [error["formattedMessage"] for error in answer.get("errors", []) if error["severity"] == "error"]
    if errors:
        raise ChainError("solc: " + "\n".join(errors))
    return answer
