# SPDX-License-Identifier: Apache-2.0
"""Prices with all that must be known of where they are from."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from steelyard import __version__
from steelyard.simulator.bars import Bars
from steelyard.simulator.data import prints
from steelyard.simulator.data.catalogue import best
from steelyard.simulator.data.grid import aggregate
from steelyard.simulator.data.intervals import interval_of, seconds
from steelyard.simulator.data.load import load
from steelyard.simulator.data.times import iso

HOUR = "1h"
BEGINNING, END = -(2**62), 2**62
_FORMS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_MONTHS = ("%b %Y", "%B %Y")


@dataclass(frozen=True)
class Prices:
    """Bars, where they are from, the file that they were read from, and whether bad prints were kept."""

    bars: Bars
    label: str
    file: FilePath
    keeps_prints: bool = False

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the file."""
        with self.file.open("rb") as file:
            digest = sha256()
            while part := file.read(2**20):
                digest.update(part)
        return digest.hexdigest()

    def provenance(self) -> dict[str, Any]:
        """Where the numbers come from, for every output."""
        bars = self.bars
        return {
            "source": self.label,
            "file": self.file.name,
            "sha256": self.hash,
            "step": interval_of(bars.step),
            "from": iso(int(bars.time[0])),
            "to": iso(int(bars.time[-1]) + bars.step),
            "bars": len(bars),
            "missing_bars": bars.missing,
            "bad_prints": len(bars.prints),
            "steelyard": __version__,
        }

    def notes(self) -> list[str]:
        """What must be known of them to read a result."""
        missing, count = self.bars.missing, len(self.bars)
        notes = [f"{missing:,} of {count:,} bars have no price"] if missing else []
        return notes + prints.told(self.bars, kept=self.keeps_prints)

    def _repr_html_(self) -> str:
        from steelyard.simulator.report.pages import facts_table

        return facts_table(self.provenance())


def prices(
    source: str | FilePath = "ETH",
    within: str = "",
    *,
    step: str = "",
    start: str = "",
    end: str = "",
    data: str | FilePath | None = None,
    keep_prints: bool = False,
) -> Prices:
    """Prices of an asset that has a history ("ETH", "eth"), or of a file ("mine.csv", a path).

    `within`: a year, a month or a day: "2021", "2021-05", "May 2021", "19 May 2021". Or from `start` on, before `end`.
    `step`: "5m", "1h", "1d"; an hour for a history, and what a file has, if it is not said. `data`: a folder with more
    histories. `keep_prints` uses prices that no bar around them confirms. Raises ValueError or LookupError, in a
    sentence that says what to write instead.
    """
    if within and (start or end):
        raise ValueError(f"both {within!r} and {start or end!r} are given; write a period, or its two ends")
    first, last = day(within) if within else (day(start)[0] if start else BEGINNING, day(end)[0] if end else END)
    if not isinstance(source, FilePath) and not re.search(r"[./\\]", source):
        length = seconds(step or HOUR)
        history = best(source.upper(), length, FilePath(data) if data else None)
        bars, label, path = history.bars(length, keep_prints=keep_prints), history.label, history.path
    else:
        path = FilePath(source)
        bars, label = _of_file(path, step, keep_prints), path.name
    bars = bars.between(first, last)
    if len(bars) < 2 or bars.missing == len(bars):
        ends = f"in {within}" if within else f"from {start or 'its start'} to {end or 'its end'}"
        raise ValueError(f"{label} has no prices {ends}")
    return Prices(bars, label, path, keep_prints)


def day(text: str) -> tuple[int, int]:
    """First second of what is named, and the first after it: "2021", "2021-05", "2021-05-19", "19 May 2021",
    "May 2021", "2021-05-19 12:00". Days that begin with numbers of day or month may mean two things and are refused."""
    words = " ".join(text.split())
    year = re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2}))?", words)
    try:
        if year:
            return _span(int(year[1]), int(year[2]) if year[2] else None)
        for form in _MONTHS:
            if found := _parsed(words, form):
                return _span(found.year, found.month)
        when = next((found for form in _FORMS if (found := _parsed(words, form))), None)
        if when is None:
            when = datetime.fromisoformat(re.sub(r"^(\d{4})[/.](\d\d)[/.](\d\d)", r"\1-\2-\3", words))
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2021-01-01, 2021-01, 2021 or 1 Jan 2021") from None
    first = int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    return first, first + 86_400


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def _span(year: int, month: int | None) -> tuple[int, int]:
    first = datetime(year, month or 1, 1, tzinfo=UTC)
    months = year * 12 + (month or 1) - 1 + (1 if month else 12)
    return int(first.timestamp()), int(datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC).timestamp())


def _of_file(file: FilePath, step: str, keep_prints: bool) -> Bars:
    bars = load(file, keep_prints=keep_prints)
    if not step or seconds(step) == bars.step:
        return bars
    if seconds(step) % bars.step:
        has = interval_of(bars.step)
        raise ValueError(f"{file.name} has bars of {has}, which do not make up {step}; ask for a multiple of {has}")
    return aggregate(bars, seconds(step))
