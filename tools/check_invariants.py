# SPDX-License-Identifier: Apache-2.0
"""Demands that every invariant promised in docs/invariants.md is cited by a test, and that no test cites another."""

import re
from pathlib import Path

from tools.report import ROOT, finish

INVARIANTS = ROOT / "docs" / "invariants.md"
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
    """Returns the ids cited by each Python file in `folders`; the tests of this check use made-up ids."""
    files = (file for folder in folders for file in sorted(folder.rglob("*.py")) if file.parent.name != "tools")
    return {str(file.relative_to(ROOT)): identifiers(file.read_text()) for file in files}


def main() -> None:
    promised = identifiers(INVARIANTS.read_text()) if INVARIANTS.exists() else set()
    if not promised:
        finish([f"{INVARIANTS.relative_to(ROOT)}: promises nothing"], "")
    faults = citation_faults(promised, citations([ROOT / "tests", ROOT / "proofs"]))
    finish(faults, f"{len(promised)} invariants cited by tests")


if __name__ == "__main__":
    main()
