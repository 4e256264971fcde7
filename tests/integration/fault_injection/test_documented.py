# SPDX-License-Identifier: Apache-2.0
"""docs/security/fault_injection.md names each fault that is injected, and no other."""

import ast
import re
from pathlib import Path

import pytest

from tools.report import ROOT

SECTIONS = {"test_leverage": "Leveraged tokens and their lenders", "test_pairing": "Paired pools"}


@pytest.mark.parametrize("module", SECTIONS)
def test_the_table_is_complete(module: str) -> None:
    """One row for each test function of the module."""
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text())
    fault_injection = [
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    text = (
        (ROOT / "docs/security/fault_injection.md").read_text().split(f"\n## {SECTIONS[module]}\n")[1].split("\n## ")[0]
    )
    assert sorted(re.findall(r"`(test_\w+)` \|$", text, re.MULTILINE)) == sorted(fault_injection)
