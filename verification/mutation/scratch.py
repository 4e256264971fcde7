# SPDX-License-Identifier: Apache-2.0
"""A copy of the checkout in which sources may be broken without anybody noticing."""

import os
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
_COPIED = ("contracts", "src", "tests", "vectors", "verification", "docs", "pyproject.toml")
_LINKED = ("node_modules",)


def make_scratch(folder: Path) -> None:
    """Copies what tests need; compiled contracts are taken along as hard links, so that only what changes compiles."""
    for name in _COPIED:
        source, place = CHECKOUT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place)
    for name in _LINKED:
        (folder / name).symlink_to(CHECKOUT / name)
    for kept in (CHECKOUT / "build" / "cache").rglob("*.*"):
        if kept.suffix in (".json", ".pickle"):
            place = folder / kept.relative_to(CHECKOUT)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(kept, place)
            except OSError:  # another file system
                shutil.copy(kept, place)


def compiled(folder: Path) -> set[Path]:
    """Returns the compiled contracts that a scratch copy keeps."""
    return {path for path in (folder / "build" / "cache").rglob("*.*") if path.suffix in (".json", ".pickle")}
