# SPDX-License-Identifier: Apache-2.0
"""Pictures of results as files, in the style of all pictures of the project."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path as FilePath
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from steelyard.report.plot import INK, QUIET, SERIES, dress, headline, title
from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.measures import ideals
from steelyard.simulator.report import samples, tables

if TYPE_CHECKING:
    from steelyard.simulator.backtesting import Backtest
    from steelyard.simulator.drawing import Simulation
    from steelyard.simulator.sweeping import Sweep

POINTS = 2_000  # a line; more do not show
SHORT = 90  # characters of a headline


def of(result: Any) -> Figure:
    """The picture of a backtest, a sweep or a simulation."""
    if hasattr(result, "runs"):
        return of_backtest(result)
    return of_sweep(result) if hasattr(result, "rows") else of_sample(result)


def of_backtest(backtest: "Backtest") -> Figure:
    """NAV on a logarithmic scale, beside the daily ideal of the first; below, the exposure that was held."""
    figure = Figure(figsize=(10, 7), layout="constrained")
    one = backtest.summaries[0]
    headline(figure, f"{backtest.prices.label}, {tables.day(one.first)} to {tables.day(one.last)}"[:SHORT])
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    first = backtest.runs[0]
    when, ideal = thinned(first.time, ideals.daily(first))
    upper.plot(when, _positive(ideal), color="#94a3b8", lw=1.4, ls="--", label=f"{first.factor:g}x daily, without cost")
    for run, summary, colour in zip(backtest.runs, backtest.summaries, _colours(len(backtest.runs)), strict=True):
        when, nav = thinned(run.time, run.nav)
        upper.plot(when, _positive(nav), color=colour, lw=1.3, label=tables.name(summary))
        when, exposure = thinned(run.time, run.exposure)
        lower.plot(when, exposure, color=colour, lw=1)
        if summary.ended is not None:
            end = np.datetime64(summary.ended, "s")
            upper.axvline(end, color=colour, lw=1, ls=":")
            place = {"xytext": (3, 4), "textcoords": "offset points", "xycoords": ("data", "axes fraction")}
            upper.annotate(f"† {tables.day(summary.ended)}", (end, 0), color=colour, fontsize=8, **place)
    upper.set_yscale("log")
    title(upper, "NAV, dollars, of 100")
    title(lower, "exposure to the underlying, times the value")
    upper.legend(loc="best", fontsize=9, frameon=False)
    for axes in (upper, lower):
        dress(axes)
    return figure


def of_sample(simulation: "Simulation") -> Figure:
    """How the NAV at the end is distributed over the paths."""
    figure = Figure(figsize=(10, 4.5), layout="constrained")
    headline(figure, f"{simulation.rule.name} on {len(simulation.sample.rows):,} paths of {simulation.days:g} days")
    axes = figure.subplots()
    nav = simulation.sample.column("nav")
    alive = nav[nav > 0]
    if len(alive):
        edges = np.geomspace(alive.min() * (1 - 1e-9), alive.max() * (1 + 1e-9), 60)
        axes.hist(alive, bins=edges.tolist(), color=SERIES[0])
        axes.set_xscale("log")
    for part, style in zip(samples.QUANTILES, (":", "-", ":"), strict=True):
        at = float(np.quantile(nav, part))
        if isfinite(at) and at > 0:
            axes.axvline(at, color=INK, linestyle=style, linewidth=1, label=f"{part:.0%}: {at:,.1f}")
    title(axes, f"paths by NAV at the end, of 100; {len(nav) - len(alive):,} of {len(nav):,} ended at nothing")
    axes.legend(fontsize=9, frameon=False)
    dress(axes)
    return figure


def of_sweep(sweep: "Sweep") -> Figure:
    """NAV at the end over each parameter that was tried: the mean of all combinations, and their range."""
    rows = sweep.rows
    tried = list(rows[0].values)
    figure = Figure(figsize=(10, 4), layout="constrained")
    headline(figure, f"{sweep.rule.name} on {sweep.prices.label}"[:SHORT])
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(tried), sharey=True)), tried, strict=True):
        values = sorted({row.values[name] for row in rows}, key=lambda value: (isinstance(value, str), value))
        navs = [[row.totals.nav for row in rows if row.values[name] == value] for value in values]
        places = range(len(values))
        axes.vlines(places, [min(nav) for nav in navs], [max(nav) for nav in navs], color=QUIET, linewidth=6)
        axes.plot(places, [float(np.mean(nav)) for nav in navs], "o-", color=SERIES[0])
        axes.set_xticks(places, [f"{value}" for value in values])
        title(axes, f"NAV at the end by {name}")
        dress(axes)
    return figure


def save(figure: Figure, path: FilePath, notes: Sequence[str] = ()) -> None:
    """As PNG or whatever the file's ending says, with notes below; the same bytes each time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if notes:
        text = "\n".join(line for note in notes for line in wrap(note, 140))
        figure.supxlabel(text.replace("$", r"\$"), x=0.01, ha="left", fontsize=7.5, color=INK)
    hide = {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    with matplotlib.rc_context({"svg.hashsalt": "steelyard"}):
        figure.savefig(path, dpi=110, metadata=hide.get(path.suffix.lower()))


def thinned(time: Ints, values: Floats) -> tuple[list[np.datetime64], Floats]:
    """At most `POINTS` of a line, evenly taken, the last one among them."""
    chosen = np.unique(np.linspace(0, len(time) - 1, min(POINTS, len(time))).astype(np.int64))
    return list(time[chosen].astype("datetime64[s]")), values[chosen]


def _positive(values: Floats) -> Floats:
    return np.where(values > 0, values, np.nan)


def _colours(count: int) -> list[str]:
    return [SERIES[index % len(SERIES)] for index in range(count)]
