# SPDX-License-Identifier: Apache-2.0
"""Compiles the contracts and keeps the results on disk, so that each source compiles once.

A result is kept under the hash of everything that went into it: the source, every file it imports (through
interfaces too), and the versions of the compiler and of the contract library. Changing any of them misses
the cache; nothing in it ever has to be cleared by hand.
"""

import gc
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

Abi: TypeAlias = list[dict[str, Any]]

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]
_RELATIVE_IMPORT = re.compile(r"^from\s+(\.+)([\w.]*)\s+import\s+(\w+)", re.MULTILINE)
_TOOLCHAIN = ("vyper", "snekmate")


@dataclass(frozen=True)
class Artifact:
    """A compiled contract: `bytecode` creates it, `blueprint` creates its ERC-5202 blueprint, `runtime` is its size."""

    name: str
    abi: Abi
    bytecode: bytes
    runtime: bytes
    blueprint: bytes


def contracts_dir() -> Path:
    """Returns the folder of the contract sources: the checkout's, or the one that travels in the wheel."""
    for folder in (_CHECKOUT / "contracts", _PACKAGE / "contracts"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("steelyard: no contracts beside or inside the package; install it again")


def cache_dir() -> Path:
    """Returns where results are kept: `build/cache` of a checkout, the user's cache folder for an installed wheel."""
    if (_CHECKOUT / "contracts").is_dir():
        return _CHECKOUT / "build" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "steelyard"


@cache
def deployables() -> dict[str, Path]:
    """Returns every contract that can be deployed, by its CamelCase name; modules and interfaces are not listed."""
    found: dict[str, Path] = {}
    for path in sorted(contracts_dir().rglob("*.vy")):
        if not path.stem[0].isupper():
            continue
        if path.stem in found:
            raise ValueError(f"compile: {path.stem} exists twice, in {found[path.stem].parent} and {path.parent}")
        found[path.stem] = path
    return found


def source_path(name: str) -> Path:
    """Returns the source of the deployable `name`; an unknown name raises `KeyError` listing those that exist."""
    try:
        return deployables()[name]
    except KeyError:
        raise KeyError(f"compile: no contract named {name}; there are {', '.join(deployables())}") from None


def import_closure(source: Path) -> list[Path]:
    """Returns `source` and every file of ours it imports, directly or not, in a stable order."""
    seen: dict[Path, None] = {}
    waiting = [source.resolve()]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen[path] = None
            waiting.extend(_direct_imports(path))
    return sorted(seen)


def source_hash(source: Path) -> str:
    """Returns the SHA-256 of the toolchain's versions and of every file in the import closure of `source`."""
    digest = hashlib.sha256(" ".join(version(package) for package in _TOOLCHAIN).encode())
    for path in import_closure(source):
        digest.update(hashlib.sha256(path.name.encode() + b"\0" + path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def artifact(name: str) -> Artifact:
    """Compiles the deployable `name`, or takes it from the cache. Bad source raises Vyper's own error."""
    path = source_path(name)
    kept = cache_dir() / "artifacts" / f"{name}-{source_hash(path)}.json"
    with only_one(kept):
        if not kept.exists():
            with _without_collection():
                write_whole(kept, json.dumps(_compile(path)).encode())
    result = json.loads(kept.read_bytes())
    return Artifact(
        name, result["abi"], *(bytes.fromhex(result[part]) for part in ("bytecode", "runtime", "blueprint"))
    )


def write_whole(path: Path, content: bytes) -> None:
    """Writes `content` so that a reader sees all of it or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
    os.replace(unfinished.name, path)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Lets one process at a time work on `path`, so that parallel test workers do not compile the same thing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        if os.name == "posix":
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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


def _direct_imports(path: Path) -> Iterator[Path]:
    for dots, package, name in _RELATIVE_IMPORT.findall(path.read_text()):
        folder = path.parent
        for _ in dots[1:]:
            folder = folder.parent
        stem = folder.joinpath(*package.split("."), name) if package else folder / name
        candidates = [stem.with_suffix(suffix) for suffix in (".vy", ".vyi", ".json")]
        existing = [candidate.resolve() for candidate in candidates if candidate.exists()]
        if not existing:
            raise FileNotFoundError(f"compile: {path.name} imports {name}, but there is no {candidates[0]}")
        yield from existing


def _compile(path: Path) -> dict[str, Any]:
    # Vyper takes half a second to import; who finds everything in the cache need not wait for it.
    from vyper.cli.vyper_compile import get_search_paths
    from vyper.compiler import compile_from_file_input
    from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle

    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    formats = ["abi", "bytecode", "bytecode_runtime", "blueprint_bytecode"]
    out = compile_from_file_input(source, FilesystemInputBundle(get_search_paths()), output_formats=formats)
    names = {"bytecode": "bytecode", "bytecode_runtime": "runtime", "blueprint_bytecode": "blueprint"}
    return {"abi": out["abi"], **{names[key]: out[key].removeprefix("0x") for key in names}}
