# SPDX-License-Identifier: Apache-2.0
"""Draws what lenders had to cover them on every tape, and three of them minute by minute."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure

from steelyard.report import plot
from studies.crashes.kinds import KINDS, LATENCIES, MINUTE, Kind, name_of
from studies.crashes.run import Found
from studies.stale_trader.price_path import PricePath

_SHOWN = (("ETH 2020-03-12/13", Kind(3)), ("ETH 2021-05-19", Kind(3)), ("ETH up 2020-03-13", Kind(3, True)))
_LINES = ((1 * MINUTE, plot.GREEN), (15 * MINUTE, plot.ORANGE), (60 * MINUTE, plot.RED))
_LEVELS = (0, 1, 1.05, 1.15, 1.3, 5)
_COLOURS = ("#f2a7a0", "#fbd9a5", "#fdf0c8", "#e3f1dc", "#cbe6cf")


def draw(found: Found, path: Path) -> None:
    """Writes the picture as PNG."""
    figure = Figure(figsize=(16, 11), layout="constrained")
    plot.headline(figure, "Real crashes and rallies on the lending markets, deep exchange")
    places = figure.add_gridspec(2, len(_SHOWN), height_ratios=(1, 1.1))
    shown = {price_path.name: price_path for price_path in found.price_paths}
    for index, (name, kind) in enumerate(_SHOWN):
        if name in shown:
            _lines(figure.add_subplot(places[0, index]), found, shown[name], kind)
    _coverage(figure.add_subplot(places[1, :]), found)
    plot.save(figure, path)


def _lines(axes: Axes, found: Found, price_path: PricePath, kind: Kind) -> None:
    plot.title(axes, f"{price_path.name}: a {kind.name}, NAV of 1 at the start")
    moves = 1 + kind.factor * np.diff(price_path.true) / price_path.true[:-1]
    ideal = np.concatenate([[1.0], np.cumprod(moves)])
    days = [plot.moment(int(time)) for time in price_path.times]
    axes.plot(days, price_path.true / price_path.true[0], color=plot.GREY, lw=1, label="price")
    axes.plot(days, ideal, color=plot.BLUE, lw=1, label="ideal")
    for latency, colour in _LINES:
        outcome = found.outcome(price_path, kind, latency)
        if outcome is not None:
            times = [plot.moment(time) for time, _ in outcome.line]
            axes.plot(times, [nav for _, nav in outcome.line], color=colour, lw=1.4, label=name_of(latency))
    plot.dress(axes)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))  # type: ignore[no-untyped-call]
    axes.legend(frameon=False, fontsize=9)


def _coverage(axes: Axes, found: Found) -> None:
    """A cell for each event, leverage and latency: the loss, or the lowest ratio of assets to debt."""
    plot.title(axes, "Lowest ratio of assets to debt; bold: loss of lenders in % of the debt; * not a default market")
    shape = (len(KINDS), len(found.price_paths) * len(LATENCIES))
    cells = np.full(shape, np.nan)
    for column, (price_path, latency) in enumerate((a, b) for a in found.price_paths for b in LATENCIES):
        for row, kind in enumerate(KINDS):
            outcome = found.outcome(price_path, kind, latency)
            if outcome is None:
                continue
            lost = outcome.lost > 0
            cells[row, column] = 0 if lost else outcome.coverage
            text = f"{outcome.lost:.0%}" if outcome.lost >= 0.01 else f"{outcome.lost:.1%}"
            axes.text(column, row, text if lost else f"{outcome.coverage:.2f}", ha="center", va="center", fontsize=7,
                      weight="bold" if lost else "normal", color=plot.INK)  # fmt: skip
    axes.imshow(cells, aspect="auto", cmap=ListedColormap(_COLOURS), norm=BoundaryNorm(_LEVELS, len(_COLOURS)))
    axes.set_yticks(range(len(KINDS)), [kind.name if kind.is_default else f"{kind.name} *" for kind in KINDS])
    axes.set_xticks(
        range(shape[1]), [name_of(one).replace(" min", "'") for _ in found.price_paths for one in LATENCIES]
    )
    axes.tick_params(axis="x", labelrotation=90, labelsize=7)
    axes.tick_params(length=0)
    for index, price_path in enumerate(found.price_paths):
        left = index * len(LATENCIES) - 0.5
        axes.axvline(left, color="white", lw=4)
        axes.text(
            left + len(LATENCIES) / 2, len(KINDS) + 0.55, price_path.name, ha="center", fontsize=9, color=plot.INK
        )
    for side in axes.spines.values():
        side.set_visible(False)
