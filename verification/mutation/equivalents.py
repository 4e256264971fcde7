# SPDX-License-Identifier: Apache-2.0
"""The mutants that nobody can tell from the original, with the reasons, as docs/security/mutation.md lists them."""

import re

from verification.mutation.scratch import CHECKOUT

DOCUMENT = CHECKOUT / "docs/security/mutation.md"
_SECTION = re.compile(r"^## Equivalent mutants$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `(.+ \d+)` \| (`.+` → `.*`) \| (.+) \|$", re.MULTILINE)


def listed() -> dict[tuple[str, str], str]:
    """Returns the reasons, by the name of a mutant and its change."""
    section = _SECTION.search(DOCUMENT.read_text())
    return {(name, change): reason for name, change, reason in _ROW.findall(section[1])} if section else {}
