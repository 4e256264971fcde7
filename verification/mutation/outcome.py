# SPDX-License-Identifier: Apache-2.0
"""What can become of a mutant, and the tables that sum it up."""

from collections import Counter
from dataclasses import dataclass

from rich.table import Table

KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"
STILLBORN = "stillborn"  # does not compile, or no longer fits the chain
EQUAL = "equal"  # compiles to the very same bytecode
EQUIVALENT = "equivalent"  # survived, and listed with the reason why nobody can tell it from the original

MIN_KILLED = 0.9


@dataclass(frozen=True)
class Result:
    """What became of one mutant; `killer` is the first test that failed."""

    name: str
    line: int
    old: str
    new: str
    outcome: str
    killer: str
    seconds: float

    @property
    def file(self) -> str:
        """Returns the source's path under contracts."""
        return self.name.split()[0]

    @property
    def change(self) -> str:
        """Returns what became what, as a cell of a Markdown table."""
        old, new = (" ".join(text.split()).replace("|", "\\|") for text in (self.old, self.new))
        return f"`{old}` → `{new}`"


def killed_share(results: list[Result]) -> float:
    """Returns the killed of those that count: neither stillborn nor the same nor equivalent. 1 if none counts."""
    counts = Counter(result.outcome for result in results)
    killed = counts[KILLED] + counts[TIMEOUT]
    counted = killed + counts[SURVIVED]
    return killed / counted if counted else 1.0


def table(results: list[Result]) -> Table:
    """Returns one row for each file and one for all."""
    rows = Table("source", "tried", "stillborn", "same", "equivalent", "killed", "survived", "share")
    for column in rows.columns[1:]:
        column.justify = "right"
    files = sorted({result.file for result in results})
    for file in files:
        _add(rows, file, [result for result in results if result.file == file])
    rows.add_section()
    _add(rows, "all", results)
    return rows


def _add(rows: Table, title: str, results: list[Result]) -> None:
    counts = Counter(result.outcome for result in results)
    figures = (
        len(results), counts[STILLBORN], counts[EQUAL], counts[EQUIVALENT], counts[KILLED] + counts[TIMEOUT],
        counts[SURVIVED],
    )  # fmt: skip
    rows.add_row(title, *map(str, figures), f"{killed_share(results):.0%}")
