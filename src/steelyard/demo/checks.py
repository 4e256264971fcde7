# SPDX-License-Identifier: Apache-2.0
"""What the demo checks. One check that fails makes the whole run fail, and says by how much."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Check:
    """One sentence that must hold; `detail` is the two numbers behind it."""

    name: str
    ok: bool
    detail: str


@dataclass
class Checks:
    """All checks made so far."""

    made: list[Check] = field(default_factory=list)

    def equal(self, name: str, found: int, expected: int, tolerance: int = 0) -> Check:
        """Demands `found` within `tolerance` units of `expected`."""
        detail = f"{found:,}" if found == expected else f"{found:,} against {expected:,}"
        if tolerance and found != expected:
            detail += f" (rounding: up to {tolerance:,})"
        return self.true(name, abs(found - expected) <= tolerance, detail)

    def true(self, name: str, ok: bool, detail: str) -> Check:
        """Demands `ok`."""
        check = Check(name, ok, detail)
        self.made.append(check)
        return check

    def failed(self) -> list[Check]:
        """Returns those that do not hold."""
        return [check for check in self.made if not check.ok]
