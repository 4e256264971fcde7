# SPDX-License-Identifier: Apache-2.0
"""Keeps contracts and modules inside their budgets, in bytes and in lines.

A chain refuses more than 24,576 bytes of runtime, and what the factory makes lies there as a blueprint: three bytes
and the whole creation code, about 1,800 more than the runtime. That is the limit that binds. Our own budgets, of the
runtime, leave room for the repair of a fault.
"""

from pathlib import Path

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import contracts_dir, products
from tools.kept import on_all_cores
from tools.report import ROOT, finish, repository_files

CHAIN_LIMIT = 24_576
BLUEPRINT_PREAMBLE = 3
RUNTIME_BUDGET = 22_000
BUDGETS = {"LeveragedToken": 20_000, "LendingPool": 21_500}
"""Of the two cores, which the most that is to come will change."""
WARNING = 500  # bytes before a budget or the limit
DEPLOYABLE_LINES = 800
MODULE_LINES = 600


def room(name: str, runtime: int, creation: int) -> int:
    """Returns the bytes that a contract of these sizes may still grow by; negative: it must shrink."""
    return min(BUDGETS.get(name, RUNTIME_BUDGET) - runtime, CHAIN_LIMIT - BLUEPRINT_PREAMBLE - creation)


def byte_faults(name: str, runtime: int, creation: int) -> list[str]:
    """Returns what is too large about a contract of `runtime` and `creation` bytes."""
    faults = []
    budget, blueprint = BUDGETS.get(name, RUNTIME_BUDGET), creation + BLUEPRINT_PREAMBLE
    if blueprint > CHAIN_LIMIT:
        faults.append(f"{name}: blueprint {blueprint:,} bytes, limit {CHAIN_LIMIT:,}; no chain would take it")
    if runtime > budget:
        faults.append(f"{name}: runtime {runtime:,} bytes, budget {budget:,}; move what needs no storage elsewhere")
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
        left = room(name, runtime, creation)
        note = f"  room for {left:,}" if 0 <= left < WARNING else ""
        print(f"  {name:24} {runtime:>6,} runtime {creation:>6,} creation{note}")
        faults += byte_faults(name, runtime, creation)
    finish(faults, f"{len(products())} contracts in {contracts_dir().relative_to(ROOT)} within their budgets")


if __name__ == "__main__":
    main()
