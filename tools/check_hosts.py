# SPDX-License-Identifier: Apache-2.0
"""Keeps machines out of the repository: no host in a lock file, no absolute path of somebody's computer anywhere."""

import re
from pathlib import Path

from tools.report import ROOT, finish, repository_files

LOCKS = {"requirements.lock", "package-lock.json"}
ADDRESS = re.compile(r"\w+://|--(?:extra-)?index-url|\"resolved\"")
# Homes, temporary and working folders; the bracket keeps this very line from matching itself.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:[h]ome|[U]sers|[r]oot|[t]mp|[w]ork)/\w")


def lock_faults(name: str, text: str) -> list[str]:
    """Returns the lines of the lock file `name` that say where a package comes from.

    npm copies addresses at which to thank authors ("funding"): they install nothing.
    """
    lines = enumerate(text.splitlines(), 1)
    return [
        f"{name}:{number}: {line.strip()}"
        for number, line in lines
        if ADDRESS.search(line) and not line.strip().startswith('"url": ')
    ]


def path_faults(name: str, text: str) -> list[str]:
    """Returns the lines of `name` that name a place on one machine."""
    lines = enumerate(text.splitlines(), 1)
    return [f"{name}:{number}: {line.strip()[:100]}" for number, line in lines if MACHINE_PATH.search(line)]


def _text(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode(errors="replace")


def main() -> None:
    faults: list[str] = []
    for path in repository_files():
        name, text = str(path.relative_to(ROOT)), _text(path)
        faults += path_faults(name, text)
        if name in LOCKS:
            faults += lock_faults(name, text)
    finish(faults, f"{len(repository_files())} files name no machine, the locks no host")


if __name__ == "__main__":
    main()
