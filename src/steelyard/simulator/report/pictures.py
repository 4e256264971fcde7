# SPDX-License-Identifier: Apache-2.0
"""Pictures of runs and samples."""

from collections.abc import Sequence
from io import StringIO
from math import isfinite
from pathlib import Path as FilePath
from textwrap import wrap

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.measures import ideals
from steelyard.simulator.measures.attribution import Attribution
from steelyard.simulator.montecarlo import Sample
from steelyard.simulator.report.summary import Summary
from steelyard.simulator.run import Run
from steelyard.simulator.sweep import Row

POINTS = 2_000  # a line; more do not show
INK, PALE = "#1b3a57", "#b8c4ce"
COLOURS = ("#1b6ca8", "#d1495b", "#3c8d5a", "#8e6bbf", "#e09f3e", "#4f6d7a", "#a23e48", "#6a994e", "#bc6c25", "#5f0f40")


def nav_picture(runs: Sequence[Run]) -> Figure:
    """NAV on a logarithmic scale, beside the daily ideal of the first; below, the exposure that was held."""
    figure = Figure(figsize=(9, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    first = runs[0]
    when, ideal = thinned(first.time, ideals.daily(first))
    upper.plot(when, _positive(ideal), color=PALE, linewidth=2, label="daily ideal, no cost")
    for run, colour in zip(runs, _colours(len(runs)), strict=True):
        when, nav = thinned(run.time, run.nav)
        upper.plot(when, _positive(nav), color=colour, linewidth=1, label=run.rule)
        when, exposure = thinned(run.time, run.exposure)
        lower.plot(when, exposure, color=colour, linewidth=0.8)
        lower.axhline(run.factor, color=colour, linewidth=0.4, linestyle=":")
    upper.set_yscale("log")
    upper.set_ylabel("NAV, dollars")
    upper.legend(loc="best", fontsize=8)
    lower.set_ylabel("exposure")
    return figure


def attribution_picture(summaries: Sequence[Summary]) -> Figure:
    """Where each result came from, part by part."""
    figure = Figure(figsize=(9, 1.2 + 0.45 * len(summaries)), layout="constrained")
    axes = figure.subplots()
    names = [summary.rule for summary in summaries]
    ends = {True: np.zeros(len(names)), False: np.zeros(len(names))}
    for part, colour in zip(Attribution._fields, COLOURS, strict=False):
        values = np.array([getattr(summary.attribution, part) for summary in summaries])
        for sign, end in ends.items():
            chosen = np.where((values > 0) == sign, values, 0.0)
            axes.barh(names, chosen, left=end, color=colour, label=part if sign else None, height=0.6)
            ends[sign] = end + chosen
    axes.plot([summary.attribution.result for summary in summaries], names, "D", color=INK, label="result")
    axes.axvline(0, color=INK, linewidth=0.6)
    axes.invert_yaxis()
    axes.set_xlabel("dollars a share, of 100 at the start")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25), ncols=6, fontsize=8)
    return figure


def sample_picture(sample: Sample) -> Figure:
    """How the NAV at the end is distributed over the paths."""
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.subplots()
    nav = sample.column("nav")
    alive = nav[nav > 0]
    if len(alive):
        edges = np.geomspace(alive.min() * (1 - 1e-9), alive.max() * (1 + 1e-9), 60)
        axes.hist(alive, bins=edges.tolist(), color=COLOURS[0])
        axes.set_xscale("log")
    for part, style in ((0.05, ":"), (0.5, "-"), (0.95, ":")):
        at = float(np.quantile(nav, part))
        if isfinite(at) and at > 0:
            axes.axvline(at, color=INK, linestyle=style, linewidth=1, label=f"{part:.0%}: {at:,.1f}")
    axes.set_xlabel(f"NAV at the end, dollars; {len(nav) - len(alive):,} of {len(nav):,} paths ended at nothing")
    axes.set_ylabel("paths")
    axes.legend(fontsize=8)
    return figure


def sweep_picture(rows: Sequence[Row]) -> Figure:
    """NAV at the end over each parameter that was tried: the mean of all combinations, and their range."""
    tried = list(rows[0].values)
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(tried), sharey=True)), tried, strict=True):
        values = sorted({row.values[name] for row in rows}, key=lambda value: (isinstance(value, str), value))
        navs = [[row.totals.nav for row in rows if row.values[name] == value] for value in values]
        places = range(len(values))
        axes.vlines(places, [min(nav) for nav in navs], [max(nav) for nav in navs], color=PALE, linewidth=4)
        axes.plot(places, [float(np.mean(nav)) for nav in navs], "o-", color=COLOURS[0])
        axes.set_xticks(places, [f"{value}" for value in values])
        axes.set_xlabel(name)
    figure.axes[0].set_ylabel("NAV at the end, dollars")
    return figure


def save(figure: Figure, path: FilePath, notes: Sequence[str] = ()) -> None:
    """As PNG or whatever the file's ending says, with notes below; the same bytes each time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if notes:
        text = "\n".join(line for note in notes for line in wrap(note, 130))
        figure.supxlabel(text.replace("$", r"\$"), x=0.01, ha="left", fontsize=7, color=INK)
    figure.savefig(path, dpi=110, metadata={"Software": None} if path.suffix == ".png" else None)


def as_svg(figure: Figure) -> str:
    """For a page: the picture itself, without the declarations that a file would begin with."""
    text = StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "steelyard", "svg.fonttype": "path"}):
        figure.savefig(text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    whole = text.getvalue()
    return whole[whole.index("<svg") :]


def thinned(time: Ints, values: Floats) -> tuple[list[np.datetime64], Floats]:
    """At most `POINTS` of a line, evenly taken, the last one among them."""
    chosen = np.unique(np.linspace(0, len(time) - 1, min(POINTS, len(time))).astype(np.int64))
    return list(time[chosen].astype("datetime64[s]")), values[chosen]


def _positive(values: Floats) -> Floats:
    return np.where(values > 0, values, np.nan)


def _colours(count: int) -> list[str]:
    return [COLOURS[index % len(COLOURS)] for index in range(count)]
