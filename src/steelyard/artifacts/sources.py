# SPDX-License-Identifier: Apache-2.0
"""The sources of the contracts: where they lie, what can be deployed, and what each consists of."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = _PACKAGE.parents[1]
_MOCKS = "mocks"
_RELATIVE_IMPORT = re.compile(r"^from\s+(\.+)([\w.]*)\s+import\s+(\w+)", re.MULTILINE)
_TOOLCHAIN = ("vyper", "snekmate")


def in_checkout() -> bool:
    """Whether this is a checkout of the repository; an installed package has its sources inside."""
    return not (_PACKAGE / "contracts").is_dir()


def contracts_dir() -> Path:
    """Returns the folder of the contract sources: the checkout's, or the one that travels in the wheel."""
    folder = (CHECKOUT if in_checkout() else _PACKAGE) / "contracts"
    if not folder.is_dir():
        raise FileNotFoundError("steelyard: no contracts beside or inside the package; install it again")
    return folder


@cache
def deployables() -> dict[str, Path]:
    """Returns every contract that can be deployed, by its CamelCase name; modules and interfaces are not listed."""
    found: dict[str, Path] = {}
    for path in sorted(contracts_dir().rglob("*.vy")):
        if not path.stem[0].isupper():
            continue
        if path.stem in found:
            raise ValueError(f"artifacts: {path.stem} exists twice, in {found[path.stem].parent} and {path.parent}")
        found[path.stem] = path
    return found


def is_mock(path: Path) -> bool:
    """Whether a source stands in for something in tests and in the demo and is not for a real chain."""
    return contracts_dir() / _MOCKS in path.parents


def products() -> dict[str, Path]:
    """Returns the deployables that are meant for a real chain: all but the mocks."""
    return {name: path for name, path in deployables().items() if not is_mock(path)}


def source_path(name: str) -> Path:
    """Returns the source of the deployable `name`; an unknown name raises `KeyError` listing those that exist."""
    try:
        return deployables()[name]
    except KeyError:
        raise KeyError(f"artifacts: no contract named {name}; there are {', '.join(deployables())}") from None


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


def _direct_imports(path: Path) -> Iterator[Path]:
    for dots, package, name in _RELATIVE_IMPORT.findall(path.read_text()):
        folder = path.parent
        for _ in dots[1:]:
            folder = folder.parent
        stem = folder.joinpath(*package.split("."), name) if package else folder / name
        candidates = [stem.with_suffix(suffix) for suffix in (".vy", ".vyi", ".json")]
        existing = [candidate.resolve() for candidate in candidates if candidate.exists()]
        if not existing:
            raise FileNotFoundError(f"artifacts: {path.name} imports {name}, but there is no {candidates[0]}")
        yield from existing
