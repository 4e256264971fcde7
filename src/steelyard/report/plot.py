# SPDX-License-Identifier: Apache-2.0
"""How a picture looks: colours, titles, legends, lines with their last value, and days along the bottom."""

from datetime import UTC
from pathlib import Path
from typing import Any, TypeAlias

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, DayLocator
from matplotlib.figure import Figure

from steelyard.model.clock import DAY

Style: TypeAlias = dict[str, Any]

GREY = "#64748b"
GREEN = "#0f766e"
ORANGE = "#c2410c"
BLUE = "#1d4ed8"
RED = "#b91c1c"
INK = "#1f2937"
QUIET = "#e5e7eb"
SERIES = (BLUE, ORANGE, GREEN, "#7c3aed", RED, "#a16207", "#0369a1", "#be185d")
_DPI = 100
_LINE_HEIGHT = 0.055  # of the axes


def headline(figure: Figure, text: str) -> None:
    """What the whole picture is about."""
    figure.suptitle(text, x=0.01, ha="left", size=15, weight="bold", color=INK)


def title(axes: Axes, text: str) -> None:
    """What one part shows."""
    axes.set_title(text, loc="left", size=11, color=INK)


def legend(axes: Axes) -> None:
    """Above the right corner, where no line can be behind it."""
    place: Style = {"loc": "lower right", "bbox_to_anchor": (1, 0.985), "borderaxespad": 0.3}
    axes.legend(frameon=False, ncols=4, fontsize=9, handlelength=1.4, columnspacing=1.2, **place)


def dress(axes: Axes) -> None:
    """Quiet lines behind, no box around."""
    axes.grid(axis="both", color=QUIET, lw=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=9, length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def line(axes: Axes, times: list[float], values: list[float], colour: str, label: str, form: str) -> None:
    """A line, and its last value beside its end."""
    axes.plot(times, values, color=colour, lw=1.6, label=label)
    place: Style = {"xytext": (6, -3), "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(form % values[-1], (times[-1], values[-1]), color=colour, weight="bold", size=10, **place)


def label_ends(axes: Axes, time: float, ends: list[tuple[float, str]], form: str) -> None:
    """The last value of each line beside its end, one above the other where lines end together. (value, colour)."""
    heights = axes.transScale.transform([(time, value) for value, _ in ends])[:, 1]
    low, high = axes.transScale.transform([(time, limit) for limit in axes.get_ylim()])[:, 1]
    places = sorted(zip(((heights - low) / (high - low)).tolist(), ends, strict=True))
    bottom = 0.0
    for above, (place, (value, colour)) in zip(range(len(ends) - 1, -1, -1), places, strict=True):
        level = min(max(place, bottom), 1 - above * _LINE_HEIGHT)
        bottom = level + _LINE_HEIGHT
        style: Style = {"xycoords": "axes fraction", "xytext": (6, -3), "textcoords": "offset points"}
        axes.annotate(form % value, (1, level), color=colour, weight="bold", size=10, annotation_clip=False, **style)


def moment(time: int) -> float:
    """A time as matplotlib counts: days since 1970."""
    return time / DAY


def show_days(axes: Axes, form: str = "%a %d %b") -> None:
    """Days along the bottom."""
    axes.xaxis.set_major_locator(DayLocator())  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter(form, tz=UTC))  # type: ignore[no-untyped-call]


def save(figure: Figure, path: Path) -> None:
    """Writes the picture as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=_DPI)
