# SPDX-License-Identifier: Apache-2.0
"""The week as a picture: net asset values, leverage in its band with the fills, and the lenders' cover."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from steelyard.demo.leverage.lens import Reading
from steelyard.demo.leverage.markets import Market
from steelyard.demo.leverage.week import Week
from steelyard.demo.units import HOUR, wad
from steelyard.report.plot import (
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

_COLOURS = (GREEN, ORANGE)


def draw(week: Week, path: Path) -> None:
    """Writes the picture as PNG."""
    figure = Figure(figsize=(11, 12), layout="constrained", facecolor="white")
    heights = [3.2, 2.2, 2.2, 2.2]
    value, bull, bear, cover = figure.subplots(4, 1, sharex=True, gridspec_kw={"height_ratios": heights})
    headline(figure, "A real week on a local chain: ETH/USD, 17 to 23 May 2021")
    _draw_value(value, week)
    for index, axes in enumerate((bull, bear)):
        _draw_leverage(axes, week, index)
    _draw_cover(cover, week)
    for axes in (value, bull, bear, cover):
        dress(axes)
    show_days(cover)
    cover.set_xlim(moment(week.samples[0].time), moment(week.samples[-1].time))
    save(figure, path)


def _draw_value(axes: Axes, week: Week) -> None:
    title(axes, "Value of $100 (logarithmic): one share of each token, and ETH held as it is")
    times = [moment(sample.time) for sample in week.samples]
    first = week.samples[0].price
    line(axes, times, [100 * sample.price / first for sample in week.samples], GREY, "ETH", "%.0f")
    for index, market in enumerate(week.markets):
        values = [sample.after[index].nav for sample in week.samples]
        line(axes, times, values, _COLOURS[index], market.symbol, "%.0f")
    for time, symbol, unit in week.keeper.rebases:
        index = [market.symbol for market in week.markets].index(symbol)
        nav = next(sample.after[index].nav for sample in week.samples if sample.time >= time)
        axes.plot(moment(time), nav, "o", color=_COLOURS[index], markersize=7, markerfacecolor="white", zorder=4)
        note = f"units restored\nfrom \\${unit:.2f} to \\$100"
        place: Style = {"xytext": (0, 34), "textcoords": "offset points", "ha": "center", "size": 9, "color": INK}
        axes.annotate(note, (moment(time), nav), arrowprops={"arrowstyle": "-", "color": GREY}, **place)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(FixedLocator([5, 10, 20, 50, 100, 200, 400]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:,.0f}".replace("$", r"\$")))
    legend(axes)


def _draw_leverage(axes: Axes, week: Week, index: int) -> None:
    market, colour = week.markets[index], _COLOURS[index]
    own = [fill for fill in week.keeper.fills if fill.symbol == market.symbol]
    title(axes, f"Exposure of {market.symbol}, lowest and highest of each hour; {len(own)} fills by the keeper")
    rule = market.token.call("rule")
    target, upper, lower = (_exposure(market, wad(ratio)) for ratio in rule[:3])
    axes.axhspan(lower, upper, color=colour, alpha=0.08, lw=0, label="band")
    axes.axhline(target, color=colour, lw=1, ls=(0, (4, 3)), label="promised")
    times, minimum, maximum = _by_hour(week, index, lambda reading: reading.exposure)
    axes.vlines(times, minimum, maximum, color=colour, lw=2.2, alpha=0.55)
    for over, marker, label in ((True, "v", "sells"), (False, "^", "buys")):
        fills = [fill for fill in own if fill.over == over]
        moments = [moment(fill.time) for fill in fills]
        starts = [_exposure(market, fill.ratio_before) for fill in fills]
        style: Style = {"markersize": 5.5, "markeredgecolor": "white", "markeredgewidth": 0.6, "ls": ""}
        axes.plot(moments, starts, marker=marker, color=INK if over else colour, label=f"{len(fills)} {label}", **style)
    if week.keeper.lent_out[market.symbol]:
        weakest = min(zip(times, minimum, maximum, strict=True), key=lambda hour: min(abs(hour[1]), abs(hour[2])))
        note = f"{week.keeper.lent_out[market.symbol]} looks at which its pool was lent out"
        level = min(weakest[1:], key=abs)
        place: Style = {"xytext": (10, -4), "textcoords": "offset points", "size": 9, "color": INK}
        axes.annotate(note, (weakest[0], level), **place)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+.1f}x"))
    legend(axes)


def _draw_cover(axes: Axes, week: Week) -> None:
    title(axes, "Lenders' cover: assets over debt, lowest of each hour (at 100% they begin to lose)")
    for index, market in enumerate(week.markets):
        times, minimum, _ = _by_hour(week, index, lambda reading: 100 * reading.coverage)
        axes.plot(times, minimum, color=_COLOURS[index], lw=1.6, label=f"{market.symbol}'s lenders")
        low = min(minimum)
        time = times[minimum.index(low)]
        axes.plot(time, low, "o", color=_COLOURS[index], markersize=7, markeredgecolor="white")
        place: Style = {"xytext": (0, -16), "textcoords": "offset points", "size": 10, "color": _COLOURS[index]}
        axes.annotate(f"{low:.0f}%", (time, low), weight="bold", ha="center", **place)
    axes.axhline(100, color=RED, lw=1.4)
    axes.set_ylim(bottom=95)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}%"))
    legend(axes)


def _by_hour(week: Week, index: int, read: Callable[[Reading], float]) -> tuple[list[float], list[float], list[float]]:
    """The middle of each hour, and the lowest and highest of it, before and after the keeper acted."""
    hours: dict[int, list[float]] = {}
    for sample in week.samples:
        seen = hours.setdefault(sample.time // HOUR, [])
        seen += [read(reading[index]) for reading in (sample.before, sample.after)]
    times = [moment(hour * HOUR + HOUR // 2) for hour in hours]
    return times, [min(seen) for seen in hours.values()], [max(seen) for seen in hours.values()]


def _exposure(market: Market, ratio: float) -> float:
    return 1 - ratio if market.is_bear else ratio
