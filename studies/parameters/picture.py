# SPDX-License-Identifier: Apache-2.0
"""Draws the evidence: what holders gain by other bands, what a fill may cost, and what lenders had to cover them."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from steelyard.report import plot
from studies.crashes.kinds import KINDS, Kind
from studies.parameters.criteria import GROUPS, lenders
from studies.parameters.found import Found, mean, pooled
from studies.parameters.trial import DEFAULT
from studies.parameters.trials import MAIN

_COLOURS = (plot.BLUE, plot.RED, plot.GREEN, plot.ORANGE, plot.GREY, "#7c3aed", "#0891b2", "#a16207")
_LEVELS = (0, 1, 1.05, 1.15, 1.3, 5)
_SHADES = ("#f2a7a0", "#fbd9a5", "#fdf0c8", "#e3f1dc", "#cbe6cf")


def draw(found: Found, folder: Path) -> None:
    """Writes the pictures as PNG, each if its trials were made."""
    made = set(found.trials())
    if {"band", "landing"} <= made:
        plot.save(_holders(found), folder / "parameters_holders.png")
    if {"schedule", "size"} <= made:
        plot.save(_costs(found), folder / "parameters_costs.png")
    if "lenders" in made:
        plot.save(_lenders(found), folder / "parameters_lenders.png")


def _holders(found: Found) -> Figure:
    figure = Figure(figsize=(16, 9), layout="constrained")
    plot.headline(figure, "What holders of majors gain over the default, % of the NAV a year (95% intervals)")
    grid = figure.subplots(2, 2)
    for row, trial in zip(grid, ("band", "landing"), strict=True):
        for axes, kind in zip(row, MAIN, strict=True):
            plot.title(axes, f"{kind.name}: {trial}")
            _gains(axes, found, trial, kind)
    grid[0][0].legend(frameon=False, fontsize=9)
    return figure


def _gains(axes: Axes, found: Found, trial: str, kind: Kind) -> None:
    """A line for each sample; where the default stands it is zero."""
    places = {label: place for place, label in enumerate(_in_order(found.labels(trial), trial))}
    for colour, sample in zip(_COLOURS, found.samples(trial, "majors"), strict=False):
        cells = found.of(trial, market="majors", kind=kind, sample=sample)
        cells.sort(key=lambda cell: places[cell.key.label])
        gains = [found.gain(cell) for cell in cells]
        values = np.array([100 * gain.value for gain in gains])
        halves = np.array([100 * (gain.high - gain.value) for gain in gains])
        where = [places[cell.key.label] for cell in cells]
        axes.errorbar(where, values, yerr=halves, color=colour, lw=1.4, elinewidth=0.7, capsize=2, label=sample)
    axes.set_xticks(range(len(places)), list(places))
    plot.dress(axes)


def _in_order(labels: list[str], trial: str) -> list[str]:
    """The default among the others."""
    others = [label for label in labels if label != DEFAULT]
    before = {"band": 3, "landing": 3}[trial]
    return [*others[:before], DEFAULT, *others[before:]]


def _costs(found: Found) -> Figure:
    figure = Figure(figsize=(16, 6.5), layout="constrained")
    plot.headline(figure, "What a fill may cost, and how large a market may be (majors, real prices)")
    schedules, sizes = figure.subplots(1, 2)
    plot.title(
        schedules, "cost to holders, % of the NAV a year, and lowest assets over debt; 1 and 0: the keeper's share"
    )
    for colour, kind in zip((plot.BLUE, plot.RED), MAIN, strict=True):
        for label in found.labels("schedule"):
            cells = found.of("schedule", kind=kind, label=label)
            cost, coverage = 100 * pooled(cells, "cost").mean(), pooled(cells, "coverage").min()
            schedules.plot(cost, coverage, "o", color=colour)
            schedules.annotate(label, (cost, coverage), (5, 4), textcoords="offset points", fontsize=8, color=colour)
    plot.title(sizes, "cost to holders, % of the NAV a year, by the size of the market in parts of its limit")
    for colour, kind in zip((plot.BLUE, plot.RED), MAIN, strict=True):
        labels = found.labels("size")
        costs = [mean(pooled(found.of("size", kind=kind, label=label), "cost")) for label in labels]
        sizes.errorbar(
            [float(label) for label in labels], [100 * cost.value for cost in costs],
            yerr=[100 * (cost.high - cost.value) for cost in costs], color=colour, capsize=2, label=kind.name,
        )  # fmt: skip
    sizes.set_xscale("log")
    sizes.legend(frameon=False)
    for axes in (schedules, sizes):
        plot.dress(axes)
    return figure


def _lenders(found: Found) -> Figure:
    """A cell for each class, leverage and latency: the loss, or the lowest ratio of assets to debt."""
    columns = [(market, group) for market in found.markets("lenders") for group in GROUPS]
    figure = Figure(figsize=(14, 4.5), layout="constrained")
    plot.headline(figure, "Lowest assets over debt in any month; bold: greatest loss of lenders, % of the debt")
    axes = figure.subplots()
    shades = np.zeros((len(KINDS), len(columns)))
    for row, column in np.ndindex(shades.shape):
        market, group = columns[column]
        risk = lenders(found, market, KINDS[row], GROUPS[group])
        shades[row, column] = 0 if risk.loss > 0 else risk.coverage
        text = f"{100 * risk.loss:.1f}%" if risk.loss > 0 else f"{risk.coverage:.2f}"
        weight = "bold" if risk.loss > 0 else "normal"
        axes.text(column, row, text, ha="center", va="center", fontsize=9, weight=weight, color=plot.INK)
    axes.imshow(shades, aspect="auto", cmap=ListedColormap(_SHADES), norm=BoundaryNorm(_LEVELS, len(_SHADES)))
    axes.set_yticks(range(len(KINDS)), [kind.name for kind in KINDS])
    axes.set_xticks(range(len(columns)), [f"{market}\n{group}" for market, group in columns], fontsize=8)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure
