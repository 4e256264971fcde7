# SPDX-License-Identifier: Apache-2.0
"""Demands the licence line in every source file, and the right one: contracts are AGPL, everything else Apache."""

from pathlib import Path

from tools.report import ROOT, finish, repository_files

SOURCES = {".py", ".vy", ".vyi", ".sol", ".toml", ".sh", ".lock", ".yml", ".yaml"}
NAMED = {"Makefile", ".gitignore", "run"}
HEAD_LINES = 5


def licence_of(path: Path) -> str:
    """Returns the licence that the file at `path`, relative to the root, must name."""
    return "AGPL-3.0-only" if path.parts[0] == "contracts" else "Apache-2.0"


def is_source(path: Path) -> bool:
    """Returns whether the file must name its licence; data and prose are covered by the README."""
    return path.suffix in SOURCES or path.name in NAMED


def spdx_fault(path: Path, text: str) -> str | None:
    """Returns what is wrong with the head of `text`, the content of `path`, or `None`."""
    wanted = f"SPDX-License-Identifier: {licence_of(path)}"
    head = text.splitlines()[:HEAD_LINES]
    if any(line.strip().endswith(wanted) for line in head):
        return None
    return f"{path}: no '{wanted}' in its first {HEAD_LINES} lines"


def main() -> None:
    sources = [path for path in repository_files() if is_source(path.relative_to(ROOT))]
    found = (spdx_fault(path.relative_to(ROOT), path.read_text()) for path in sources)
    finish([fault for fault in found if fault], f"{len(sources)} source files name their licence")


if __name__ == "__main__":
    main()
