# SPDX-License-Identifier: Apache-2.0
"""What must hold and does not yet: each test here fails today, for the known issue that it names."""

from collections.abc import Callable
from typing import Any

import pytest
from boa import BoaError


def known_issue(number: int) -> pytest.MarkDecorator:
    """Marks a statement that the issue of this number in docs/security/known_issues.md makes false.

    It must fail, and by its own assertion: what passes, or breaks in another way, fails the run.
    """
    return pytest.mark.xfail(
        strict=True, raises=AssertionError, reason=f"docs/security/known_issues.md: known issue {number}"
    )


def attempt(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Returns the answer, or `None` where the contract reverts."""
    try:
        return call(*arguments, **options)
    except BoaError:
        return None
