# SPDX-License-Identifier: Apache-2.0
"""Charts for pages, without a library: SVG that stretches with its box, and text that does not.

Colours are classes, so that a page gives them by day and by night; `STYLE` is what a page needs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from math import ceil, floor, isfinite, log10

SERIES = 8
POINTS = 500  # columns of a line; the least and the greatest of each are drawn
MOST_DATES = 6
NOTHING = 1e-9  # what is smaller is the noise of floats

STYLE = """
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2937; --soft: #64748b; --line: #e5e7eb; --band: #f8fafc;
  --c0: #1d4ed8; --c1: #c2410c; --c2: #0f766e; --c3: #7c3aed; --c4: #b91c1c; --c5: #a16207; --c6: #0369a1;
  --c7: #be185d; }
@media (prefers-color-scheme: dark) { :root { --paper: #0f172a; --ink: #e2e8f0; --soft: #94a3b8; --line: #334155;
  --band: #1e293b; --c0: #7aa2ff; --c1: #fb923c; --c2: #2dd4bf; --c3: #c4b5fd; --c4: #f87171; --c5: #facc15;
  --c6: #38bdf8; --c7: #f9a8d4; } }
.chart { margin: .6rem 0 2rem; }
.chart .legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .85rem; margin-bottom: .4rem; }
.chart .legend i { display: inline-block; width: 1.1em; height: .28em; border-radius: .2em; margin-right: .45em;
  vertical-align: middle; background: var(--c); }
.chart .legend .soft { --c: var(--soft); }
.chart .plot { position: relative; margin: .4rem 0 1.6rem 3.6rem; }
.chart svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.chart svg * { vector-effect: non-scaling-stroke; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .curve { fill: none; stroke: var(--c); stroke-width: 1.6; stroke-linejoin: round; }
.chart .pale { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 4 3; }
.chart .bar { fill: var(--c); stroke: none; }
.chart .end { stroke: var(--c); stroke-width: 1; stroke-dasharray: 2 3; }
.chart .tick { position: absolute; font-size: .75rem; color: var(--soft); white-space: nowrap; line-height: 1; }
.chart .tick.y { right: calc(100% + .5rem); transform: translateY(-50%); }
.chart .tick.x { top: calc(100% + .5rem); transform: translateX(-50%); }
@media (max-width: 34rem) { .chart .tick.x.odd { display: none; } }
.chart .mark { position: absolute; font-size: .72rem; color: var(--c); white-space: nowrap; transform: translateX(-50%);
  background: var(--paper); padding: 0 .2em; }
.chart .rows { display: grid; grid-template-columns: max-content 1fr; gap: .35rem .8rem; align-items: center;
  font-size: .85rem; }
.chart .rows .plot { margin: 0; height: 1.3rem; }
""" + "".join(f".c{index} {{ --c: var(--c{index}); }}\n" for index in range(SERIES))  # fmt: skip


@dataclass(frozen=True)
class Line:
    """`time`: UTC seconds. `pale` is one to compare with; `mark` a moment with a word, such as that of an end."""

    label: str
    time: Sequence[float]
    values: Sequence[float]
    colour: int
    pale: bool = False
    mark: tuple[float, str] | None = None


def lines(drawn: Sequence[Line], title: str, *, height: str = "20rem", logarithmic: bool = False) -> str:
    """Over time; on a logarithmic scale what is not above zero is left out."""
    known = [value for line in drawn for value in line.values if _is_shown(value, logarithmic)]
    if known and max(map(abs, known)) < NOTHING:
        known = [0.0, 1.0]
    first, last = min(line.time[0] for line in drawn), max(line.time[-1] for line in drawn)
    ticks = (
        _powers(min(known), max(known))
        if logarithmic and known
        else _steps(min(known, default=0), max(known, default=1))
    )
    place = _scale(min([*known, ticks[0]]), max([*known, ticks[-1]]), logarithmic)

    def across(time: float) -> float:
        return (time - first) / max(last - first, 1) * 1000

    marks = "".join(_curve(line, across, place, logarithmic) for line in drawn)
    words = "".join(
        f'<span class="mark c{line.colour % SERIES}" style="left:{min(max(across(line.mark[0]) / 10, 8), 92):.2f}%;'
        f'bottom:{0.2 + 1.1 * number:.1f}rem">{escape(line.mark[1])}</span>'
        for number, line in enumerate(line for line in drawn if line.mark)
        if line.mark
    )
    return _figure(
        title,
        _legend(drawn),
        height,
        _grid(ticks, place) + marks,
        _axes(ticks, place, _dates(first, last, across)) + words,
    )


def columns(
    edges: Sequence[float], counts: Sequence[float], title: str, *, height: str = "16rem", unit: str = ""
) -> str:
    """How often values lie between neighbouring edges, on a logarithmic scale."""
    first, last, top = log10(edges[0]), log10(edges[-1]), max([*counts, 1])
    ticks = _steps(0, top)
    place = _scale(0, max(ticks[-1], top), False)

    def across(value: float) -> float:
        return (log10(value) - first) / max(last - first, 1e-12) * 1000

    bars = "".join(
        f'<rect class="bar c0" x="{across(left):.1f}" width="{max(across(right) - across(left) - 1, 1):.1f}" '
        f'y="{place(count):.1f}" height="{1000 - place(count):.1f}"/>'
        for left, right, count in zip(edges, edges[1:], counts, strict=False)
        if count
    )
    marks = [
        (across(value), number(value) + unit) for value in _powers(edges[0], edges[-1]) if 0 <= across(value) <= 1000
    ]
    return _figure(title, "", height, _grid(ticks, place) + bars, _axes(ticks, place, marks))


def stacks(names: Sequence[str], parts: Sequence[tuple[str, Sequence[float]]], title: str) -> str:
    """One row for each name: what adds to it on the right of zero, what takes from it on the left."""
    gains = [sum(max(values[row], 0) for _, values in parts) for row in range(len(names))]
    losses = [sum(min(values[row], 0) for _, values in parts) for row in range(len(names))]
    low, high = min([*losses, 0]), max([*gains, 0])
    reach = max(high - low, 1e-9)
    rows = []
    for row, name in enumerate(names):
        left = right = 0.0
        boxes = [f'<line class="grid" x1="{-low / reach * 1000:.1f}" x2="{-low / reach * 1000:.1f}" y1="0" y2="1000"/>']
        for colour, (_, values) in enumerate(parts):
            value = values[row]
            start = right if value > 0 else left + value
            boxes.append(
                f'<rect class="bar c{colour % SERIES}" x="{(start - low) / reach * 1000:.1f}" y="100" '
                f'width="{abs(value) / reach * 1000:.1f}" height="800"/>'
            )
            right, left = right + max(value, 0), left + min(value, 0)
        total = sum(values[row] for _, values in parts)
        rows.append(f'<span>{escape(name)} <b>{total:+,.1f}</b></span><div class="plot">{_svg("".join(boxes))}</div>')
    legend = "".join(_key(label, colour) for colour, (label, _) in enumerate(parts))
    return (
        f'<figure class="chart" role="img" aria-label="{escape(title)}"><div class="legend">{legend}</div>'
        f'<div class="rows">{"".join(rows)}</div></figure>'
    )


def ranges(names: Sequence[str], found: Sequence[tuple[float, float, float]], title: str) -> str:
    """One row for each name: a bar from the least to the greatest, and a dot at the middle."""
    low, high = min(one[0] for one in found), max(one[2] for one in found)
    reach = max(high - low, 1e-9)
    rows = []
    for name, (least, middle, greatest) in zip(names, found, strict=True):
        box = (
            f'<rect class="bar c0" opacity=".35" x="{(least - low) / reach * 1000:.1f}" y="350" height="300" '
            f'width="{max((greatest - least) / reach * 1000, 2):.1f}"/>'
            f'<rect class="bar c0" x="{(middle - low) / reach * 1000 - 4:.1f}" y="150" height="700" width="8"/>'
        )
        rows.append(f'<span>{escape(name)} <b>{number(middle)}</b></span><div class="plot">{_svg(box)}</div>')
    inner = f'<div class="rows">{"".join(rows)}</div>'
    return f'<figure class="chart" role="img" aria-label="{escape(title)}">{inner}</figure>'


def number(value: float) -> str:
    """A tick: short, and exact enough to be told from its neighbours."""
    if value and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.0e}".replace("e+0", "e").replace("e-0", "e-")
    return f"{value:,.6g}"


def _is_shown(value: float, logarithmic: bool) -> bool:
    return isfinite(value) and (value > 0 or not logarithmic)


def _scale(low: float, high: float, logarithmic: bool) -> Callable[[float], float]:
    """Thousandths from the top."""
    bottom, top = (log10(low), log10(high)) if logarithmic else (low, high)
    reach = top - bottom or 1.0
    return lambda value: (top - (log10(value) if logarithmic else value)) / reach * 1000


def _curve(line: Line, across: Callable[[float], float], place: Callable[[float], float], logarithmic: bool) -> str:
    runs: list[list[str]] = [[]]
    for time, value in _thinned(line):
        if _is_shown(value, logarithmic):
            runs[-1].append(f"{across(time):.1f},{place(value):.1f}")
        elif runs[-1]:
            runs.append([])
    kind = "curve pale" if line.pale else "curve"
    drawn = "".join(
        f'<polyline class="{kind} c{line.colour % SERIES}" points="{" ".join(run)}"/>' for run in runs if run
    )
    if line.mark:
        at = across(line.mark[0])
        drawn += f'<line class="end c{line.colour % SERIES}" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="1000"/>'
    return drawn


def _thinned(line: Line) -> list[tuple[float, float]]:
    """The least and the greatest of each column, in their order."""
    size = max(1, ceil(len(line.time) / POINTS))
    points = []
    for first in range(0, len(line.time), size):
        part = range(first, min(first + size, len(line.time)))
        known = [at for at in part if isfinite(line.values[at])]
        if not known:
            points.append((line.time[first], float("nan")))
            continue
        chosen = {min(known, key=line.values.__getitem__), max(known, key=line.values.__getitem__), known[-1]}
        points += [(line.time[at], line.values[at]) for at in sorted(chosen)]
    return points


def _powers(low: float, high: float) -> list[float]:
    """Round numbers on a logarithmic scale, from the one at or below `low` to the one at or above `high`."""
    first, last = floor(log10(low) + 1e-9), ceil(log10(high) - 1e-9)
    digits = (1, 2, 5) if last - first <= 2 else (1,)
    every = [digit * 10.0**power for power in range(first, last + 1) for digit in digits]
    inner = [value for value in every if low <= value <= high]
    if len(inner) < 3:
        return [step for step in _steps(low, high) if step > 0] or [low, high]
    return inner[:: max(1, ceil(len(inner) / 7))]


def _steps(low: float, high: float) -> list[float]:
    """Round numbers, about five of them, within."""
    if high <= low:
        low, high = min(low, 0), max(high, 0) or 1.0
    raw = (high - low) / 5
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)
    return [step * count for count in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _dates(first: float, last: float, across: Callable[[float], float]) -> list[tuple[float, str]]:
    """Beginnings of years, months or days, whichever are few."""
    begin, end = (datetime.fromtimestamp(second, UTC) for second in (first, last))
    days = (end - begin).days
    if days > 3 * 365:
        years = range(begin.year + 1, end.year + 1)
        found = [(datetime(year, 1, 1, tzinfo=UTC), f"{year}") for year in years]
    elif days > 60:
        months = range(begin.year * 12 + begin.month, end.year * 12 + end.month)
        found = [(datetime(m // 12, m % 12 + 1, 1, tzinfo=UTC), "") for m in months]
        found = [(when, when.strftime("%b %Y" if when.month == 1 or days > 365 else "%b")) for when, _ in found]
    else:
        start = datetime(begin.year, begin.month, begin.day, tzinfo=UTC) + timedelta(days=1)
        found = [(start + timedelta(days=day), (start + timedelta(days=day)).strftime("%d %b")) for day in range(days)]
    found = found[:: max(1, ceil(len(found) / MOST_DATES))]
    return [(across(when.timestamp()), text) for when, text in found if 0 <= across(when.timestamp()) <= 1000]


def _grid(ticks: Sequence[float], place: Callable[[float], float]) -> str:
    return "".join(f'<line class="grid" x1="0" x2="1000" y1="{place(t):.1f}" y2="{place(t):.1f}"/>' for t in ticks)


def _axes(ticks: Sequence[float], place: Callable[[float], float], dates: Sequence[tuple[float, str]]) -> str:
    beside = "".join(f'<span class="tick y" style="top:{place(t) / 10:.2f}%">{number(t)}</span>' for t in ticks)
    below = "".join(
        f'<span class="tick x{" odd" * (place % 2)}" style="left:{at / 10:.2f}%">{escape(text)}</span>'
        for place, (at, text) in enumerate(dates)
    )
    return beside + below


def _legend(drawn: Sequence[Line]) -> str:
    return "".join(_key(line.label, line.colour, line.pale) for line in drawn)


def _key(label: str, colour: int, pale: bool = False) -> str:
    return f'<span class="{"soft" if pale else f"c{colour % SERIES}"}"><i></i>{escape(label)}</span>'


def _svg(inner: str) -> str:
    return f'<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">{inner}</svg>'


def _figure(title: str, legend: str, height: str, inner: str, words: str) -> str:
    return (
        f'<figure class="chart" role="img" aria-label="{escape(title)}"><div class="legend">{legend}</div>'
        f'<div class="plot" style="height:{height}">{_svg(inner)}{words}</div></figure>'
    )
