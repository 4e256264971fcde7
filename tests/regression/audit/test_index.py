# SPDX-License-Identifier: Apache-2.0
"""The document names each statement that does not hold yet, and no other."""

import re
from pathlib import Path

from tools.report import ROOT

_CITED = re.compile(r"^@known_issue\((\d+)\)\n(?:@.*\n)*def (test_\w+)", re.MULTILINE)
_NUMBERED = re.compile(r"^\*\*(\d+)\.", re.MULTILINE)


def test_the_document_names_them_all() -> None:
    text = (ROOT / "docs/security/known_issues.md").read_text()
    chapter = text.partition("\n## Found by audit\n")[2].partition("\n## ")[0]
    sources = [path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py"))]
    cited = {int(number) for source in sources for number, _ in _CITED.findall(source)}
    assert cited and cited == {int(number) for number in _NUMBERED.findall(chapter)}
