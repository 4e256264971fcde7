# SPDX-License-Identifier: Apache-2.0
"""The table of past bugs names tests that exist, and all of them."""

import ast
import re
from pathlib import Path

MAX_TERSE = 16  # words
HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs/security/past_bugs.md"
ROW = re.compile(r"^\| (?!bug |---)(.+) \|$", re.MULTILINE)
NAMED = re.compile(r"\[(test_\w+)\]\(\.\./\.\./tests/regression/past_bugs/(test_\w+)\.py\)")


def docstrings_of(file: Path) -> dict[str, str]:
    """The tests in a file, with their docstrings."""
    found = (node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef))
    return {node.name: ast.get_docstring(node) or "" for node in found if node.name.startswith("test_")}


def written() -> dict[tuple[str, str], str]:
    """Every test of a past bug by file and name, with its docstring."""
    files = (file for file in HERE.glob("test_*.py") if file.name != Path(__file__).name)
    return {(file.stem, name): text for file in files for name, text in docstrings_of(file).items()}


def test_every_row_says_where_names_tests_and_says_why() -> None:
    rows = [row.split(" | ") for row in ROW.findall(TABLE.read_text())]
    assert len(rows) > 40
    for bug, where, tests, why in rows:
        assert bug and where and why
        assert NAMED.findall(tests), f"{bug}: no test"


def test_the_table_names_the_tests_that_exist() -> None:
    named = {(file, name) for name, file in NAMED.findall(TABLE.read_text())}
    assert named == written().keys()


def test_each_says_what_happened_and_why_it_cannot_here() -> None:
    assert {place for place, text in written().items() if len(text.split()) < MAX_TERSE} == set()
