# SPDX-License-Identifier: Apache-2.0
"""The second act as a picture: what each side is worth, what the leverage really is, how far the protection reaches."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, HourLocator
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from steelyard.demo.pairing.act import Act, Sample
from steelyard.demo.pairing.keeper import Poke
from steelyard.demo.pairing.lens import Reading
from steelyard.demo.pairing.pair import Pair
from steelyard.demo.plot import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    Style,
    dress,
    headline,
    legend,
    line,
    moment,
    save,
    show_days,
    title,
)
from steelyard.demo.units import HOUR, wad
from steelyard.model.pairing.valuation import Side

_SIDES = ((Side.LEVERAGED, GREEN, "LT"), (Side.FUNDING, BLUE, "FT"), (Side.LIQUIDITY, ORANGE, "LP"))
_MONEY = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]
_DOTS: Style = {"markeredgecolor": "white", "markeredgewidth": 0.6, "ls": ""}


def draw_pairs(act: Act, path: Path) -> None:
    """Writes the picture as PNG."""
    figure = Figure(figsize=(14, 14), layout="constrained", facecolor="white")
    grid = figure.subplots(4, 2, gridspec_kw={"height_ratios": [3, 2.2, 2.2, 2.4]})
    headline(figure, "Paired pools in the same week: nothing is borrowed, nothing is sold")
    lasting = [pair for pair in act.pairs if not pair.spec.closes]
    for column, pair in enumerate(lasting):
        _draw_value(grid[0][column], act, pair)
        _draw_leverage(grid[1][column], act, pair)
        _draw_capacity(grid[2][column], act, pair)
        for row in range(3):
            _set_days(grid[row][column], act.samples[pair.symbol])
    brief = next(pair for pair in act.pairs if pair.spec.closes)
    if act.samples[brief.symbol]:
        _draw_value(grid[3][0], act, brief)
        _draw_leverage(grid[3][1], act, brief)
    for axes in grid[3]:
        axes.xaxis.set_major_locator(HourLocator(interval=3))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(DateFormatter("%H:%M"))  # type: ignore[no-untyped-call]
    for axes in grid.flat:
        dress(axes)
    save(figure, path)


def _draw_value(axes: Axes, act: Act, pair: Pair) -> None:
    made = " (generated)" if pair.spec.underlying == "MEME" else ""
    samples = act.samples[pair.symbol]
    title(axes, f"{pair.symbol}: value of \\$1 of each side, and of {pair.spec.underlying}{made} held as it is")
    times = [moment(sample.time) for sample in samples]
    first = samples[0].price
    line(axes, times, [sample.price / first for sample in samples], GREY, pair.spec.underlying, "%.2f")
    for side, colour, label in _SIDES:
        line(axes, times, [sample.after.nav[side] for sample in samples], colour, label, "%.2f")
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(FixedLocator(_MONEY))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:g}".replace("$", r"\$")))
    legend(axes)


def _draw_leverage(axes: Axes, act: Act, pair: Pair) -> None:
    pokes = [poke for poke in act.keeper.pokes if poke.symbol == pair.symbol]
    target, samples = pair.spec.terms.target, act.samples[pair.symbol]
    end = samples[-1].time
    pokes = [poke for poke in pokes if poke.time <= end]
    steps = sum(len(poke.result.steps) for poke in pokes)
    title(axes, f"{pair.symbol}: real leverage of LT, least and most of each hour; {steps} re-splits")
    low, high = (_at_reference(target, part) for part in (-pair.spec.terms.fall, pair.spec.terms.rise))
    axes.axhspan(high, low, color=GREEN, alpha=0.08, lw=0, label="range")
    axes.axhline(target, color=GREEN, lw=1, ls=(0, (4, 3)), label="promised")
    times, least, most = _by_hour(samples, lambda reading: reading.leverage[Side.LEVERAGED])
    axes.vlines(times, least, most, color=GREEN, lw=2.2, alpha=0.55)
    _mark(axes, [poke for poke in pokes if poke.result.at_market], target, "o", GREEN, "at the market")
    _mark(axes, [poke for poke in pokes if not poke.result.at_market], target, "v", INK, "at a bound")
    for poke in pokes:
        if len(poke.result.steps) > 1:
            place: Style = {"xytext": (0, -16), "textcoords": "offset points", "size": 9, "color": INK, "ha": "center"}
            axes.annotate(f"{len(poke.result.steps)} steps", (moment(poke.time), target), **place)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.1f}x"))
    legend(axes)


def _draw_capacity(axes: Axes, act: Act, pair: Pair) -> None:
    title(axes, f"{pair.symbol}: how much of the market each side needs (dashed: no new shares beyond)")
    samples, terms = act.samples[pair.symbol], pair.spec.terms
    times = [moment(sample.time) for sample in samples]
    parts = (
        (GREEN, "LT (kappa L)", [sample.after.kappa_leveraged for sample in samples], terms.cap_leveraged),
        (BLUE, "FT (kappa F)", [sample.after.kappa_funding for sample in samples], terms.cap_funding),
    )
    for colour, label, values, cap in parts:
        line(axes, times, [100 * value for value in values], colour, label, "%.0f%%")
        axes.axhline(100 * wad(cap), color=colour, lw=1, ls=(0, (4, 3)))
    axes.axhline(100, color=RED, lw=1.4)
    axes.set_ylim(0, 108)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}%"))
    legend(axes)


def _mark(axes: Axes, pokes: list[Poke], level: int, marker: str, colour: str, label: str) -> None:
    count = sum(len(poke.result.steps) for poke in pokes)
    moments = [moment(poke.time) for poke in pokes]
    axes.plot(
        moments, [level] * len(pokes), marker=marker, color=colour, markersize=6, label=f"{count} {label}", **_DOTS
    )


def _at_reference(target: int, move: int) -> float:
    """Leverage of the leveraged kind after a move (scaled by 1e18) from the last re-split, funding aside."""
    price = 1 + wad(move)
    return price / (price - (1 - 1 / target))


def _by_hour(samples: list[Sample], read: Callable[[Reading], float]) -> tuple[list[float], list[float], list[float]]:
    """The middle of each hour, and the least and most of it, before and after everybody acted."""
    hours: dict[int, list[float]] = {}
    for sample in samples:
        hours.setdefault(sample.time // HOUR, []).extend(read(one) for one in (sample.before, sample.after))
    times = [moment(hour * HOUR + HOUR // 2) for hour in hours]
    return times, [min(seen) for seen in hours.values()], [max(seen) for seen in hours.values()]


def _set_days(axes: Axes, samples: list[Sample]) -> None:
    show_days(axes, "%a %d")
    axes.set_xlim(moment(samples[0].time), moment(samples[-1].time))
