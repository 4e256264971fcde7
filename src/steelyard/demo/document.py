# SPDX-License-Identifier: Apache-2.0
"""The one document of a run, from which the tables are printed too. docs/guides/demo.md has the schema."""

from dataclasses import asdict
from typing import Any

from steelyard.demo.checks import Checks

Document = dict[str, Any]


def checks_part(checks: Checks) -> Document:
    """Every check with its outcome."""
    return {"ok": not checks.failed(), "checks": [asdict(check) for check in checks.made]}


def exact(document: Document) -> Document:
    """Amounts as decimal strings, because they do not fit a float."""
    return {name: str(part) if isinstance(part, int) else part for name, part in document.items()}
