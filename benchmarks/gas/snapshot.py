# SPDX-License-Identifier: Apache-2.0
"""The committed figures, and what has moved away from them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("snapshot.json")
TOLERANCE_PERCENT = 1


@dataclass(frozen=True)
class Change:
    """A row whose gas moved by more than the tolerance; `None` where a side does not have the row."""

    row: str
    before: int | None
    after: int | None

    @property
    def is_rise(self) -> bool:
        return self.before is not None and self.after is not None and self.after > self.before

    @property
    def fails(self) -> bool:
        """Returns whether the check fails: on a rise, and on a row that only one side has, which nobody watches."""
        return self.is_rise or self.before is None or self.after is None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.row}: new, {self.after:,}"
        if self.after is None:
            return f"{self.row}: gone, was {self.before:,}"
        percent = 100 * (self.after - self.before) / self.before
        return f"{self.row}: {self.before:,} -> {self.after:,} ({percent:+.1f}%)"


def read_snapshot(path: Path = SNAPSHOT) -> dict[str, int]:
    """Returns the committed gas by row."""
    rows: dict[str, int] = json.loads(path.read_text())
    return rows


def write_snapshot(rows: Mapping[str, int], path: Path = SNAPSHOT) -> None:
    """Commits `rows` to the snapshot."""
    path.write_text(json.dumps(dict(sorted(rows.items())), indent=2) + "\n")


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> list[Change]:
    """Returns the rows that are new, gone, or moved by more than the tolerance, by name."""
    found = [Change(row, before.get(row), after.get(row)) for row in sorted({*before, *after})]
    return [change for change in found if _moved(change)]


def _moved(change: Change) -> bool:
    if change.before is None or change.after is None:
        return True
    return abs(change.after - change.before) * 100 > change.before * TOLERANCE_PERCENT
