# SPDX-License-Identifier: Apache-2.0
"""The week as a picture: net asset values, leverage in its band with the fills, and the lenders' cover."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any, TypeAlias

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, DayLocator
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from steelyard.demo.lens import Reading
from steelyard.demo.markets import Market
from steelyard.demo.units import DAY, HOUR, wad
from steelyard.demo.week import Week

Style: TypeAlias = dict[str, Any]

_ETH = "#64748b"
_COLOURS = ("#0f766e", "#c2410c")
_INK = "#1f2937"
_QUIET = "#e5e7eb"
_DPI = 100


def draw(week: Week, path: Path) -> None:
    """Writes the picture as PNG."""
    figure = Figure(figsize=(11, 12), layout="constrained", facecolor="white")
    heights = [3.2, 2.2, 2.2, 2.2]
    value, bull, bear, cover = figure.subplots(4, 1, sharex=True, gridspec_kw={"height_ratios": heights})
    figure.suptitle(
        "A real week on a local chain: ETH/USD, 17 to 23 May 2021",
        x=0.01,
        ha="left",
        size=15,
        weight="bold",
        color=_INK,
    )
    _draw_value(value, week)
    for index, axes in enumerate((bull, bear)):
        _draw_leverage(axes, week, index)
    _draw_cover(cover, week)
    for axes in (value, bull, bear, cover):
        _dress(axes)
    cover.xaxis.set_major_locator(DayLocator())  # type: ignore[no-untyped-call]
    cover.xaxis.set_major_formatter(DateFormatter("%a %d %b", tz=UTC))  # type: ignore[no-untyped-call]
    cover.set_xlim(_moment(week.samples[0].time), _moment(week.samples[-1].time))
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=_DPI)


def _draw_value(axes: Axes, week: Week) -> None:
    _title(axes, "Value of $100 (logarithmic): one share of each token, and ETH held as it is")
    times = [_moment(sample.time) for sample in week.samples]
    first = week.samples[0].price
    _line(axes, times, [100 * sample.price / first for sample in week.samples], _ETH, "ETH", "%.0f")
    for index, market in enumerate(week.markets):
        values = [sample.after[index].nav for sample in week.samples]
        _line(axes, times, values, _COLOURS[index], market.symbol, "%.0f")
    for time, symbol, unit in week.keeper.rebases:
        index = [market.symbol for market in week.markets].index(symbol)
        nav = next(sample.after[index].nav for sample in week.samples if sample.time >= time)
        axes.plot(_moment(time), nav, "o", color=_COLOURS[index], markersize=7, markerfacecolor="white", zorder=4)
        note = f"units restored\nfrom \\${unit:.2f} to \\$100"
        place: Style = {"xytext": (0, 34), "textcoords": "offset points", "ha": "center", "size": 9, "color": _INK}
        axes.annotate(note, (_moment(time), nav), arrowprops={"arrowstyle": "-", "color": _ETH}, **place)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(FixedLocator([5, 10, 20, 50, 100, 200, 400]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:,.0f}".replace("$", r"\$")))
    _legend(axes)


def _draw_leverage(axes: Axes, week: Week, index: int) -> None:
    market, colour = week.markets[index], _COLOURS[index]
    own = [fill for fill in week.keeper.fills if fill.symbol == market.symbol]
    _title(axes, f"Exposure of {market.symbol}, least and most of each hour; {len(own)} fills by the keeper")
    rule = market.token.call("rule")
    target, upper, lower = (_exposure(market, wad(ratio)) for ratio in rule[:3])
    axes.axhspan(lower, upper, color=colour, alpha=0.08, lw=0, label="band")
    axes.axhline(target, color=colour, lw=1, ls=(0, (4, 3)), label="promised")
    times, least, most = _by_hour(week, index, lambda reading: reading.exposure)
    axes.vlines(times, least, most, color=colour, lw=2.2, alpha=0.55)
    for over, marker, label in ((True, "v", "sells"), (False, "^", "buys")):
        fills = [fill for fill in own if fill.over == over]
        moments = [_moment(fill.time) for fill in fills]
        starts = [_exposure(market, fill.ratio_before) for fill in fills]
        style: Style = {"markersize": 5.5, "markeredgecolor": "white", "markeredgewidth": 0.6, "ls": ""}
        axes.plot(
            moments, starts, marker=marker, color=_INK if over else colour, label=f"{len(fills)} {label}", **style
        )
    if week.keeper.lent_out[market.symbol]:
        weakest = min(zip(times, least, most, strict=True), key=lambda hour: min(abs(hour[1]), abs(hour[2])))
        note = f"{week.keeper.lent_out[market.symbol]} looks at which its pool was lent out"
        level = min(weakest[1:], key=abs)
        place: Style = {"xytext": (10, -4), "textcoords": "offset points", "size": 9, "color": _INK}
        axes.annotate(note, (weakest[0], level), **place)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+.1f}x"))
    _legend(axes)


def _draw_cover(axes: Axes, week: Week) -> None:
    _title(axes, "Lenders' cover: assets over debt, least of each hour (at 100% they begin to lose)")
    for index, market in enumerate(week.markets):
        times, least, _ = _by_hour(week, index, lambda reading: 100 * reading.coverage)
        axes.plot(times, least, color=_COLOURS[index], lw=1.6, label=f"{market.symbol}'s lenders")
        low = min(least)
        time = times[least.index(low)]
        axes.plot(time, low, "o", color=_COLOURS[index], markersize=7, markeredgecolor="white")
        place: Style = {"xytext": (0, -16), "textcoords": "offset points", "size": 10, "color": _COLOURS[index]}
        axes.annotate(f"{low:.0f}%", (time, low), weight="bold", ha="center", **place)
    axes.axhline(100, color="#b91c1c", lw=1.4)
    axes.set_ylim(bottom=95)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}%"))
    _legend(axes)


def _by_hour(week: Week, index: int, read: Callable[[Reading], float]) -> tuple[list[float], list[float], list[float]]:
    """The middle of each hour, and the least and most of it, before and after the keeper acted."""
    hours: dict[int, list[float]] = {}
    for sample in week.samples:
        seen = hours.setdefault(sample.time // HOUR, [])
        seen += [read(reading[index]) for reading in (sample.before, sample.after)]
    times = [_moment(hour * HOUR + HOUR // 2) for hour in hours]
    return times, [min(seen) for seen in hours.values()], [max(seen) for seen in hours.values()]


def _line(axes: Axes, times: list[float], values: list[float], colour: str, label: str, form: str) -> None:
    axes.plot(times, values, color=colour, lw=1.6, label=label)
    place: Style = {"xytext": (6, -3), "textcoords": "offset points", "annotation_clip": False}
    axes.annotate(form % values[-1], (times[-1], values[-1]), color=colour, weight="bold", size=10, **place)


def _exposure(market: Market, ratio: float) -> float:
    return 1 - ratio if market.is_bear else ratio


def _title(axes: Axes, text: str) -> None:
    axes.set_title(text, loc="left", size=11, color=_INK)


def _legend(axes: Axes) -> None:
    """Above the right corner, where no line can be behind it."""
    place: Style = {"loc": "lower right", "bbox_to_anchor": (1, 0.985), "borderaxespad": 0.3}
    axes.legend(frameon=False, ncols=4, fontsize=9, handlelength=1.4, columnspacing=1.2, **place)


def _dress(axes: Axes) -> None:
    axes.grid(axis="both", color=_QUIET, lw=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_INK, labelsize=9, length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _moment(time: int) -> float:
    return time / DAY  # matplotlib counts days since 1970
