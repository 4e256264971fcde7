# SPDX-License-Identifier: Apache-2.0
"""Keeps contracts and modules inside their budgets, in bytes and in lines.

A chain refuses more than 24,576 bytes of runtime, and a blueprint carries three bytes before its init code.
Our own limit leaves room for the repair of a fault.
"""

from pathlib import Path

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import contracts_dir, products
from tools.kept import on_all_cores
from tools.report import ROOT, finish, repository_files

CHAIN_LIMIT = 24_576
BLUEPRINT_PREAMBLE = 3
RUNTIME_LIMIT = 22_000
RUNTIME_WARNING = 20_000
DEPLOYABLE_LINES = 800
MODULE_LINES = 600


def byte_faults(name: str, runtime: int, creation: int) -> list[str]:
    """Returns what is too large about a contract of `runtime` and `creation` bytes."""
    faults = []
    if runtime > RUNTIME_LIMIT:
        faults.append(f"{name}: runtime {runtime:,} bytes, limit {RUNTIME_LIMIT:,}")
    if creation + BLUEPRINT_PREAMBLE > CHAIN_LIMIT:
        faults.append(f"{name}: blueprint {creation + BLUEPRINT_PREAMBLE:,} bytes, limit {CHAIN_LIMIT:,}")
    return faults


def line_limit(path: Path) -> int | None:
    """Returns the most lines `path` may have; `None` for files without a budget."""
    if path.suffix == ".vy":
        return DEPLOYABLE_LINES if path.stem[0].isupper() else MODULE_LINES
    return MODULE_LINES if path.suffix in (".py", ".vyi") else None


def line_faults(paths: list[Path]) -> list[str]:
    """Returns the files among `paths` that are longer than their budget."""
    faults = []
    for path in paths:
        limit = line_limit(path)
        lines = len(path.read_text().splitlines()) if limit else 0
        if limit and lines > limit:
            faults.append(f"{path.name}: {lines} lines, limit {limit}")
    return faults


def main() -> None:
    faults = line_faults(repository_files())
    longest_first = sorted(products(), key=lambda name: -products()[name].stat().st_size)
    compiled = dict(on_all_cores(artifact, longest_first, str))
    for name in products():
        runtime, creation = len(compiled[name].runtime), len(compiled[name].bytecode)
        note = "  close to the limit" if RUNTIME_WARNING < runtime <= RUNTIME_LIMIT else ""
        print(f"  {name:24} {runtime:>6,} runtime {creation:>6,} creation{note}")
        faults += byte_faults(name, runtime, creation)
    finish(faults, f"{len(products())} contracts in {contracts_dir().relative_to(ROOT)} within their budgets")


if __name__ == "__main__":
    main()
