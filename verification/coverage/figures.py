# SPDX-License-Identifier: Apache-2.0
"""From what was reached to figures: what was missed, what of it is explained, and the share of the rest."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from verification.coverage.branches import Branch
from verification.coverage.sources import Source

EXPLAINED = Path(__file__).with_name("explained.toml")
NEVER_RUN = "never run"


@dataclass(frozen=True)
class Miss:
    """A line that never ran or a branch that was never taken. `text` is the source line, so that it may move."""

    file: str
    line: int
    text: str
    what: str

    @property
    def is_line(self) -> bool:
        return self.what == NEVER_RUN

    @property
    def key(self) -> tuple[str, str, str]:
        return self.file, self.text, self.what


@dataclass(frozen=True)
class Figures:
    """How much of one file there is, and what of it was missed."""

    file: str
    lines: int
    branches: int
    misses: tuple[Miss, ...]

    def missed(self, lines: bool) -> list[Miss]:
        return [miss for miss in self.misses if miss.is_line is lines]


def figures_of(source: Source, root: Path) -> Figures:
    """Returns the figures of `source`, named from `root`."""
    file, text = str(source.path.relative_to(root)), source.path.read_text().splitlines()

    def miss(line: int, what: str) -> Miss:
        return Miss(file, line, text[line - 1].strip(), what)

    misses = [miss(line, NEVER_RUN) for line, reached in source.lines.items() if not reached]
    misses += [
        miss(branch.line, f"{_label(branch, source)}: never {branch.outcome}")
        for branch, reached in source.branches.items()
        if not reached
    ]
    return Figures(file, len(source.lines), len(source.branches), tuple(sorted(misses, key=lambda miss: miss.line)))


def read_explanations(file: Path = EXPLAINED) -> dict[tuple[str, str, str], list[str]]:
    """Returns why a miss is right, by the miss: one reason for each of the equal ones."""
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for entry in tomllib.loads(file.read_text()).get("explained", []):
        reasons.setdefault((entry["file"], entry["line"], entry["missed"]), []).append(entry["why"])
    return reasons


def stale(reasons: dict[tuple[str, str, str], list[str]], misses: list[Miss]) -> list[str]:
    """Returns a fault for each reason too many: what it explains was reached, or is no longer in the source."""
    found = Counter(miss.key for miss in misses)
    return [
        f"{file}: `{text}` ({what}) is explained but not missed"
        for (file, text, what), whys in reasons.items()
        for _ in whys[found[file, text, what] :]
    ]


def unexplained(reasons: dict[tuple[str, str, str], list[str]], misses: list[Miss]) -> list[Miss]:
    """Returns the misses without a reason; equal ones need as many reasons."""
    left, rest = Counter({key: len(whys) for key, whys in reasons.items()}), []
    for miss in misses:
        if left[miss.key]:
            left[miss.key] -= 1
        else:
            rest.append(miss)
    return rest


def share(total: int, missed: int, explained: int) -> float:
    """Returns the reached part of what had to be reached: all but what is explained."""
    due = total - explained
    return (total - missed) / due if due else 1.0


def _label(branch: Branch, source: Source) -> str:
    """Returns the kind of the decision, numbered from the left where its line holds several."""
    alike = [other for other in source.branches if (other.line, other.kind) == (branch.line, branch.kind)]
    places = sorted({(other.column, other.operand) for other in alike})
    return branch.kind if len(places) == 1 else f"{branch.kind} {places.index((branch.column, branch.operand)) + 1}"
