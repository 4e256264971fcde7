# SPDX-License-Identifier: Apache-2.0
"""Demands that every invariant in docs/security/invariants.md is cited by a test, and that no test cites another.

The table's last two columns, where an id is tested and proved, are made from those citations: `--write` renews them.
"""

import re
import sys
from pathlib import Path

from tools.report import ROOT, finish

INVARIANTS = ROOT / "docs/security/invariants.md"
SOURCES = (".py", ".sol")
COLUMNS = 4  # id, sentence, where tested, proof
IDENTIFIER = re.compile(r"\b[A-Z]{2,8}(?:-[A-Z]{2,8})?-0\d\b")


def identifiers(text: str) -> set[str]:
    """Returns the invariant ids in `text`, such as LEV-SOLV-01."""
    return set(IDENTIFIER.findall(text))


def citation_faults(promised: set[str], cited: dict[str, set[str]]) -> list[str]:
    """Returns the ids without a test, and the citations (by test file) of ids that nobody promised."""
    tested = set().union(*cited.values())
    faults = [f"{identifier}: no test cites it" for identifier in sorted(promised - tested)]
    for file, found in sorted(cited.items()):
        faults += [f"{file}: cites {identifier}, which is not promised" for identifier in sorted(found - promised)]
    return faults


def citations(folders: list[Path]) -> dict[str, set[str]]:
    """Returns the ids cited by each source in `folders`; the tests of this check use made-up ids."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in SOURCES)
    files = (file for file in files if file.parent.name != "tools")
    return {str(file.relative_to(ROOT)): identifiers(file.read_text()) for file in files}


def with_places(text: str, cited: dict[str, set[str]]) -> str:
    """Returns the table with its columns "where tested" and "proof" as the citations say."""
    return "\n".join(_row(line, cited) for line in text.split("\n"))


def _row(line: str, cited: dict[str, set[str]]) -> str:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != COLUMNS + 2 or not IDENTIFIER.fullmatch(cells[1]):
        return line
    files = sorted(file for file, found in cited.items() if cells[1] in found)
    columns = (_links(files, "tests/"), _links(files, "verification/proofs/"))
    return f"| {cells[1]} | {cells[2]} | {' | '.join(columns)} |"


def _links(files: list[str], folder: str) -> str:
    links = [f"[{file.removeprefix(folder)}](../../{file})" for file in files if file.startswith(folder)]
    return ", ".join(links) or "–"


def main() -> None:
    text = INVARIANTS.read_text() if INVARIANTS.exists() else ""
    promised = identifiers(text)
    if not promised:
        finish([f"{INVARIANTS.relative_to(ROOT)}: promises nothing"], "")
    cited = citations([ROOT / "tests", ROOT / "verification/proofs"])
    wanted = with_places(text, cited)
    if "--write" in sys.argv[1:]:
        INVARIANTS.write_text(wanted)
    elif wanted != text:
        finish([f"{INVARIANTS.relative_to(ROOT)}: places are out of date; run `make format`"], "")
    finish(citation_faults(promised, cited), f"{len(promised)} invariants cited by tests")


if __name__ == "__main__":
    main()
