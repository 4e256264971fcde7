# SPDX-License-Identifier: Apache-2.0
"""docs/security/counterfactuals.md has a row for each test here, with its name and its figures, and no other."""

import ast
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[2] / "docs/security/counterfactuals.md"
ROW = re.compile(
    r"^\| (.+) \| .+ \| .+ \| ([\d.]+%?) \| ([\d.]+%) \| \[(test_\w+)\]\(\S+/(test_\w+)\.py\) \|$", re.MULTILINE
)
DUST = 1e-4  # what a row calls 0


def _written(file: Path) -> list[tuple[str, float, float, str, str]]:
    found = []
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            (decorator,) = node.decorator_list
            assert isinstance(decorator, ast.Call)
            limits = {keyword.arg: _value(keyword.value) for keyword in decorator.keywords}
            found.append((_value(decorator.args[0]), limits["maximum"], limits["minimum"], node.name, file.stem))
    return found


def _value(node: ast.expr) -> Any:
    return ast.literal_eval(node)


def _share(text: str) -> float:
    return float(text.removesuffix("%")) / 100


def test_the_table_says_what_the_tests_say() -> None:
    files = (file for file in sorted(HERE.glob("test_*.py")) if file.name != Path(__file__).name)
    written = {row[0]: row[1:] for file in files for row in _written(file)}
    rows = ROW.findall(DOCUMENT.read_text())
    told = {name: (_share(maximum), _share(minimum), *test) for name, maximum, minimum, *test in rows}
    assert told.keys() == written.keys()
    for name, (maximum, minimum, *test) in written.items():
        assert told[name][2:] == tuple(test)
        assert abs(told[name][0] - maximum) < DUST and told[name][1] == minimum, name
    assert len(told) > 30
