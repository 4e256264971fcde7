# SPDX-License-Identifier: Apache-2.0
"""The paired pools as a picture: what each side is worth, its real leverage, how far the protection reaches."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, HourLocator
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from steelyard.demo.pairing.keeper import Rebalance
from steelyard.demo.pairing.lens import Reading
from steelyard.demo.pairing.pair import Pair
from steelyard.demo.pairing.scenario import Sample, Scenario
from steelyard.demo.units import HOUR, wad
from steelyard.model.pairing.valuation import Side
from steelyard.report.plot import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    Style,
    dress,
    headline,
    label_ends,
    legend,
    moment,
    save,
    show_days,
    title,
)

_SIDES = ((Side.LEVERAGED, GREEN, "LT"), (Side.FUNDING, BLUE, "FT"), (Side.LIQUIDITY, ORANGE, "LP"))
_MONEY = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
_MIN_SHOWN = 0.018
_BOTTOM, _TOP = 0.4, 1.9  # times the target
_DOTS: Style = {"markeredgecolor": "white", "markeredgewidth": 0.6, "ls": ""}


def draw_pairs(scenario: Scenario, path: Path) -> None:
    """Writes the picture as PNG."""
    figure = Figure(figsize=(14, 14), layout="constrained", facecolor="white")
    grid = figure.subplots(4, 2, gridspec_kw={"height_ratios": [3, 2.2, 2.2, 2.4]})
    headline(figure, "Paired pools in the same week: nothing is borrowed, nothing is sold")
    lasting = [pair for pair in scenario.pairs if not pair.spec.closes]
    for column, pair in enumerate(lasting):
        _draw_value(grid[0][column], scenario, pair)
        _draw_leverage(grid[1][column], scenario, pair)
        _draw_capacity(grid[2][column], scenario, pair)
        for row in range(3):
            show_days(grid[row][column], "%a %d")
    for brief in (pair for pair in scenario.pairs if pair.spec.closes):
        _draw_value(grid[3][0], scenario, brief)
        _draw_leverage(grid[3][1], scenario, brief)
    for axes in grid[3]:
        axes.xaxis.set_major_locator(HourLocator(interval=3))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(DateFormatter("%H:%M"))  # type: ignore[no-untyped-call]
    for axes in grid.flat:
        dress(axes)
    save(figure, path)


def _draw_value(axes: Axes, scenario: Scenario, pair: Pair) -> None:
    made = " (generated)" if pair.spec.underlying == "MEME" else ""
    samples = scenario.samples[pair.symbol]
    title(axes, f"{pair.symbol}{made}: what \\$1 became")
    times = [moment(sample.time) for sample in samples]
    held = [sample.price / samples[0].price for sample in samples]
    lines = [(held, GREY, pair.spec.underlying)]
    lines += [([sample.after.nav[side] for sample in samples], colour, label) for side, colour, label in _SIDES]
    for values, colour, label in lines:
        axes.plot(times, values, color=colour, lw=1.6, label=label)
    axes.set_yscale("log")
    axes.set_ylim(bottom=max(_MIN_SHOWN, axes.get_ylim()[0]))
    axes.yaxis.set_major_locator(FixedLocator(_MONEY))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:g}".replace("$", r"\$")))
    axes.set_xlim(times[0], times[-1])
    _note_zero_point(axes, samples)
    label_ends(axes, times[-1], [(values[-1], colour) for values, colour, _ in lines], "%.2f")
    legend(axes)


def _note_zero_point(axes: Axes, samples: list[Sample]) -> None:
    """LT is worth nothing while the market is beyond the zero point and nobody has rebalance."""
    at_zero = [sample for sample in samples if sample.after.nav[Side.LEVERAGED] < _MIN_SHOWN]
    if at_zero:
        note = "LT is worth nothing until somebody rebalances;\nthe steps at the bounds leave it something"
        place: Style = {"xytext": (12, 16), "textcoords": "offset points", "size": 9, "color": INK}
        axes.annotate(note, (moment(at_zero[-1].time), _MIN_SHOWN), **place)


def _draw_leverage(axes: Axes, scenario: Scenario, pair: Pair) -> None:
    target, samples = pair.spec.terms.target, scenario.samples[pair.symbol]
    title(axes, "LT's real leverage")
    low, high = (_at_reference(target, part) for part in (pair.spec.terms.rise, -pair.spec.terms.fall))
    axes.axhspan(low, high, color=GREEN, alpha=0.08, lw=0, label="range")
    axes.axhline(target, color=GREEN, lw=1, ls=(0, (4, 3)), label="promised")
    times, min_out, maximum = _by_hour(samples, lambda reading: reading.leverage[Side.LEVERAGED])
    axes.vlines(times, min_out, maximum, color=GREEN, lw=2.2, alpha=0.55)
    top = _TOP * target
    axes.set_ylim(_BOTTOM * target, top)
    axes.set_xlim(moment(samples[0].time), moment(samples[-1].time))
    rebalances = [
        rebalance
        for rebalance in scenario.keeper.rebalances
        if rebalance.symbol == pair.symbol and rebalance.time <= samples[-1].time
    ]
    found = {sample.time: _shown(sample.before.leverage[Side.LEVERAGED] / target) * target for sample in samples}
    _mark(
        axes, [rebalance for rebalance in rebalances if rebalance.result.at_market], found, "o", GREEN, "at the market"
    )
    _mark(
        axes, [rebalance for rebalance in rebalances if not rebalance.result.at_market], found, "v", INK, "at a bound"
    )
    for rebalance in rebalances:
        if len(rebalance.result.steps) > 1:
            place: Style = {"xytext": (8, -4), "textcoords": "offset points", "size": 9, "color": INK}
            axes.annotate(
                f"{len(rebalance.result.steps)} steps in one", (moment(rebalance.time), found[rebalance.time]), **place
            )
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}x"))
    legend(axes)


def _draw_capacity(axes: Axes, scenario: Scenario, pair: Pair) -> None:
    title(axes, "Capacity used")
    samples, terms = scenario.samples[pair.symbol], pair.spec.terms
    times = [moment(sample.time) for sample in samples]
    parts = (
        (GREEN, "LT", [100 * sample.after.kappa_leveraged for sample in samples], terms.cap_leveraged),
        (BLUE, "FT", [100 * sample.after.kappa_funding for sample in samples], terms.cap_funding),
    )
    for colour, label, values, cap in parts:
        axes.plot(times, values, color=colour, lw=1.6, label=label)
        axes.axhline(100 * wad(cap), color=colour, lw=1, ls=(0, (4, 3)), label=f"{label}'s cap")
    axes.axhline(100, color=RED, lw=1.2)
    note = "beyond: LT falls short of its leverage, FT is not whole"
    axes.annotate(note, (times[0], 100), xytext=(4, 4), textcoords="offset points", size=8.5, color=RED)
    axes.set_ylim(-6, 118)
    axes.set_xlim(times[0], times[-1])
    label_ends(axes, times[-1], [(values[-1], colour) for colour, _, values, _ in parts], "%.0f%%")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}%"))
    legend(axes)


def _mark(
    axes: Axes, rebalances: list[Rebalance], levels: dict[int, float], marker: str, colour: str, label: str
) -> None:
    """Where the leverage was when it was put right."""
    steps = sum(len(rebalance.result.steps) for rebalance in rebalances)
    places = [moment(rebalance.time) for rebalance in rebalances], [levels[rebalance.time] for rebalance in rebalances]
    axes.plot(*places, marker=marker, color=colour, markersize=6, label=f"{steps} {label}", **_DOTS)


def _shown(times_target: float) -> float:
    """Within the picture."""
    return min(max(times_target, 1.05 * _BOTTOM), 0.96 * _TOP)


def _at_reference(target: int, move: int) -> float:
    """Leverage of the leveraged kind after a move (scaled by 1e18) from the last rebalance, funding aside."""
    price = 1 + wad(move)
    return price / (price - (1 - 1 / target))


def _by_hour(samples: list[Sample], read: Callable[[Reading], float]) -> tuple[list[float], list[float], list[float]]:
    """The middle of each hour, and the lowest and highest of it, before and after everybody acted."""
    hours: dict[int, list[float]] = {}
    for sample in samples:
        hours.setdefault(sample.time // HOUR, []).extend(read(one) for one in (sample.before, sample.after))
    times = [moment(hour * HOUR + HOUR // 2) for hour in hours]
    return times, [min(seen) for seen in hours.values()], [max(seen) for seen in hours.values()]
