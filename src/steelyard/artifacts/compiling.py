# SPDX-License-Identifier: Apache-2.0
"""Compiles contracts with Vyper, and keeps the results in a checkout.

A result is kept under the hash of everything that went into it: the source, every file it imports (through
interfaces too), and the versions of the compiler and of the contract library. Changing any of them misses the
cache; nothing in it ever has to be cleared by hand.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from steelyard.artifacts.kept import cache_dir, kept
from steelyard.artifacts.kinds import Artifact
from steelyard.artifacts.sources import in_checkout, source_hash, source_path
from steelyard.extras import require


def compiled(name: str) -> Artifact:
    """Compiles the deployable `name` from its source, or takes it from a checkout's cache.

    Bad source raises Vyper's own error, a missing compiler `ExtraMissing`.
    """
    return compiled_source(source_path(name))


def compiled_source(path: Path) -> Artifact:
    """Compiles the contract in the file `path`, as `compiled` does."""
    require("compile", f"compiling {path.stem}")
    if not in_checkout():
        return _compile(path)
    place = cache_dir() / "artifacts" / f"{path.stem}-{source_hash(path)}.json"
    return Artifact.from_json(path.stem, kept(place, lambda: _compile(path).to_json()))


def _compile(path: Path) -> Artifact:
    # Vyper takes half a second to import; who finds everything in the cache need not wait for it.
    from vyper.cli.vyper_compile import get_search_paths
    from vyper.compiler import compile_from_file_input
    from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle

    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    formats = ["abi", "bytecode", "bytecode_runtime", "blueprint_bytecode"]
    with _without_collection():
        out = compile_from_file_input(source, FilesystemInputBundle(get_search_paths()), output_formats=formats)
    return Artifact(path.stem, out["abi"], *(bytes.fromhex(out[code].removeprefix("0x")) for code in formats[1:]))


@contextmanager
def _without_collection() -> Iterator[None]:
    """A compilation makes millions of objects and drops none: looking for garbage takes a sixth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
