# SPDX-License-Identifier: Apache-2.0
"""Where the immutables of a contract lie: Vyper puts them behind the code that `Artifact` calls runtime.

Names are those of the source; one of a module carries the module's name, as in `payments.WRAPPED_NATIVE`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from steelyard.artifacts.kept import cache_dir, kept
from steelyard.artifacts.sources import in_checkout, source_hash, source_path
from steelyard.extras import require

_DATA = Path(__file__).parent / "immutables"


@dataclass(frozen=True)
class Immutable:
    """One immutable: its name and type as in the source, and its bytes `offset` to `offset + length`."""

    name: str
    type: str
    offset: int
    length: int


@cache
def immutables(name: str) -> tuple[Immutable, ...]:
    """Returns the immutables of the contract `name` in their order; an unknown name raises `KeyError`."""
    path = source_path(name)
    if in_checkout():
        place = cache_dir() / "layouts" / f"{path.stem}-{source_hash(path)}.json"
        content = kept(place, lambda: layout(path))
    else:
        content = (_DATA / f"{path.stem}.json").read_bytes()
    found = [Immutable(*entry) for entry in _flat(json.loads(content))]
    return tuple(sorted(found, key=lambda one: one.offset))


def layout(path: Path) -> bytes:
    """Returns the compiler's code layout of the contract in the file `path` as JSON."""
    require("compile", f"the layout of {path.stem}")
    from vyper.cli.vyper_compile import get_search_paths
    from vyper.compiler import compile_from_file_input
    from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle

    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    out = compile_from_file_input(source, FilesystemInputBundle(get_search_paths()), output_formats=["layout"])
    return json.dumps(out["layout"].get("code_layout", {})).encode()


def _flat(entries: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str, int, int]]:
    for name, entry in entries.items():
        if isinstance(entry.get("offset"), int):
            yield prefix + name, str(entry["type"]), entry["offset"], entry["length"]
        else:
            yield from _flat(entry, f"{prefix}{name}.")
