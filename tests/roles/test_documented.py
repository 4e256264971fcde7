# SPDX-License-Identifier: Apache-2.0
"""docs/security/roles_and_powers.md and these tests cannot drift apart: each role has its module, each power its test.

A module of `leverage` or `pairing` begins with `Role: ` and the row's name. A test cites a power by a line `Can: ` or
`Cannot: ` and the words of the table up to the next semicolon, or their beginning and three dots. Rows of the table
"Nobody" are cited by `Row: `.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.report import ROOT

DOCUMENT = ROOT / "docs/security/roles_and_powers.md"
MECHANISMS = {"leverage": "Roles", "pairing": "Paired pools"}
NONE = "–"
CITATION = re.compile(r"^(Can|Cannot|Row): (.*?)(?: \(GOV-01\))?$")
SEMICOLON = re.compile(r";\s*(?![^(]*\))")


@dataclass(frozen=True)
class Row:
    """One role of the document."""

    mechanism: str
    role: str
    can: list[str]
    cannot: list[str]
    worst: str


@dataclass(frozen=True)
class Module:
    """One module of tests."""

    mechanism: str
    role: str
    cited: set[tuple[str, str]]
    functions: list[str]


def section(title: str) -> str:
    """The text under a heading of the second level."""
    return DOCUMENT.read_text().split(f"\n## {title}\n")[1].split("\n## ")[0]


def table(title: str) -> list[dict[str, str]]:
    """The first table under a heading, by its column names."""
    lines = [line.strip().strip("|") for line in section(title).split("\n") if line.startswith("|")]
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    names = [name.strip() for name in cells[0]]
    return [dict(zip(names, row, strict=True)) for row in cells[2:]]


def clauses(cell: str) -> list[str]:
    """The powers of a cell, without those that are none."""
    return [clause.strip() for clause in SEMICOLON.split(cell) if clause.strip() not in ("", NONE)]


def without_stop(text: str) -> str:
    """The quoted words, without the full stop after them."""
    return text if text.endswith("...") else text.removesuffix(".")


def rows() -> Iterator[Row]:
    for mechanism, title in MECHANISMS.items():
        for row in table(title):
            worst = row["Worst case if hostile"]
            yield Row(mechanism, row["Role"], clauses(row["Can"]), clauses(row["Cannot"]), worst)


def modules() -> Iterator[Module]:
    for mechanism in MECHANISMS:
        for path in sorted((Path(__file__).parent / mechanism).glob("test_*.py")):
            tree = ast.parse(path.read_text())
            first = (ast.get_docstring(tree) or "").split("\n")[0]
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            tests = [node for node in functions if node.name.startswith("test_")]
            lines = (line.strip() for node in tests for line in (ast.get_docstring(node) or "").split("\n"))
            matches = [match for line in lines if (match := CITATION.match(line))]
            cited = {(match[1], without_stop(match[2])) for match in matches}
            yield Module(mechanism, first.removeprefix("Role: "), cited, [node.name for node in tests])


ROWS = list(rows())
MODULES = list(modules())
ROLES = {(module.mechanism, module.role): module for module in MODULES}


def is_cited(kind: str, clause: str, module: Module) -> bool:
    """Whether a test of the module cites the clause, whole or by its beginning."""
    quoted = {text for cited_kind, text in module.cited if cited_kind == kind}
    return clause in quoted or any(text.endswith("...") and clause.startswith(text[:-3]) for text in quoted)


def test_every_role_has_its_module_and_every_module_its_role() -> None:
    """But the one about what nobody has."""
    named = {key for key in ROLES if not key[1].startswith("What no account has")}
    assert named == {(row.mechanism, row.role) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.mechanism}: {row.role}")
def test_every_power_has_its_test(row: Row) -> None:
    """And each that it has not."""
    module = ROLES[row.mechanism, row.role]
    for kind, wanted in (("Can", row.can), ("Cannot", row.cannot)):
        missing = [clause for clause in wanted if not is_cited(kind, clause, module)]
        assert not missing, f"{kind}: no test cites {missing}"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: f"{module.mechanism}: {module.role}")
def test_every_citation_is_in_the_document(module: Module) -> None:
    """A power that the document dropped must go here too."""
    powers = {"Can": [], "Cannot": [], "Row": [row[""] for row in table_of_nobody()]}
    for row in ROWS:
        if (row.mechanism, row.role) == (module.mechanism, module.role):
            powers |= {"Can": row.can, "Cannot": row.cannot}
    for kind, text in module.cited:
        beginning = text.removesuffix("...")
        assert any(clause == text or clause.startswith(beginning) for clause in powers[kind]), f"{kind}: {text}"


@pytest.mark.parametrize("row", [row for row in ROWS if row.worst != NONE], ids=lambda row: f"{row.role}")
def test_every_worst_case_is_shown(row: Row) -> None:
    """By a test named after it."""
    module = ROLES[row.mechanism, row.role]
    assert [name for name in module.functions if name.startswith("test_worst_case")], f"no worst case of {row.role}"


def table_of_nobody() -> list[dict[str, str]]:
    """Its header is empty: the first column alone names the row."""
    lines = [line.strip().strip("|") for line in section("Nobody").split("\n") if line.startswith("|")]
    return [{"": line.split(" | ")[0].strip()} for line in lines[2:]]


def test_what_nobody_has_is_tested() -> None:
    """Each row of the first table."""
    (module,) = [module for module in MODULES if module.role.startswith("What no account has")]
    assert {("Row", row[""]) for row in table_of_nobody()} == module.cited
