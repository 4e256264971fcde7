# SPDX-License-Identifier: Apache-2.0
"""Every figure of a run: its name for programs, its label for people, its unit. Tables, JSON, CSV and pages have these.

What holders lose or pay is below zero.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from steelyard.simulator.data.times import iso
from steelyard.simulator.report.summary import Summary

Value = float | int | str | None

NOISE = 1e-9  # what is smaller is the noise of floats


class Unit(StrEnum):
    """What a number counts."""

    DOLLARS = "dollars"  # a share, of a NAV that began at 100
    MONEY = "dollars in all"
    PART = "part"  # 0.1 is 10%
    DAYS = "days"
    COUNT = "number"
    TIMES = "times"
    TEXT = "text"


@dataclass(frozen=True)
class Figure:
    """A label that is indented belongs to the one above."""

    name: str
    label: str
    unit: Unit
    value: Callable[[Summary], Value]

    def shown(self, summary: Summary) -> str:
        """For people."""
        return shown(self.value(summary), self.unit)


def shown(value: Value, unit: Unit) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None or isinstance(value, str):
        return value or "–"
    if not isfinite(value):
        return "–"
    value = value if abs(value) >= NOISE else 0.0
    text = {
        Unit.DOLLARS: f"{value:,.2f}",
        Unit.MONEY: f"{value:,.0f}",
        Unit.PART: f"{value:,.2%}",
        Unit.DAYS: f"{value:,.1f}" if abs(value) < 10 else f"{value:,.0f}",
        Unit.COUNT: f"{value:,.0f}",
        Unit.TIMES: f"×{value:,.4g}" if abs(value) < 1e4 else f"×{value:,.0f}",
    }[unit]
    # A loss too small to be shown is none.
    return text.removeprefix("-") if text.startswith("-") and not text.strip("-0.,%") else text


def _spread(name: str) -> Callable[[Summary], Value]:
    return lambda summary: getattr(summary.spread, name) if summary.spread else None


FIGURES: Sequence[Figure] = (
    Figure("nav", "NAV at the end, of 100", Unit.DOLLARS, lambda s: s.totals.nav),
    Figure("inside_mean", "  mean over ways inside the bars", Unit.DOLLARS, _spread("mean")),
    Figure("inside_low", "  lowest", Unit.DOLLARS, _spread("low")),
    Figure("inside_high", "  highest", Unit.DOLLARS, _spread("high")),
    Figure("inside_ended", "  of them ended", Unit.COUNT, _spread("ended")),
    Figure("ended", "ended", Unit.TEXT, lambda s: None if s.ended is None else iso(s.ended)[:16]),
    Figure("total_return", "total return", Unit.PART, lambda s: s.returns.total),
    Figure("yearly_return", "  a year", Unit.PART, lambda s: s.returns.yearly),
    Figure("volatility", "volatility, a year", Unit.PART, lambda s: s.returns.volatility),
    Figure("worst_day", "worst day", Unit.PART, lambda s: s.returns.worst_day),
    Figure("max_drawdown", "maximum drawdown", Unit.PART, lambda s: s.returns.max_drawdown),
    Figure("under_water_days", "longest time under water, days", Unit.DAYS, lambda s: s.returns.under_water),
    Figure("holding_return", "beside: holding the underlying", Unit.PART, lambda s: s.beside.holding),
    Figure("daily_return", "  the multiple each day, without cost", Unit.PART, lambda s: s.beside.daily),
    Figure("continuous_return", "  the multiple at every bar, without cost", Unit.PART, lambda s: s.beside.continuous),
    Figure("from_multiple", "of the result: multiple of the move", Unit.DOLLARS, lambda s: s.attribution.exposure),
    Figure("from_path", "  the way there", Unit.DOLLARS, lambda s: s.attribution.drag),
    Figure("from_interest", "  interest", Unit.DOLLARS, lambda s: s.attribution.interest),
    Figure("from_fees", "  fees", Unit.DOLLARS, lambda s: s.attribution.fees),
    Figure("from_rebalancing", "  rebalancing", Unit.DOLLARS, lambda s: s.attribution.cost),
    Figure("ahead_of_daily", "ahead of the daily multiple, a year", Unit.PART, lambda s: s.daily.ahead),
    Figure("tracking_error_daily", "  tracking error to it, a year", Unit.PART, lambda s: s.daily.wobble),
    Figure("ahead_of_continuous", "ahead of the continuous multiple, a year", Unit.PART, lambda s: s.continuous.ahead),
    Figure("tracking_error_continuous", "  tracking error to it, a year", Unit.PART, lambda s: s.continuous.wobble),
    Figure("away_mean", "away from the multiple since a rebalance, mean", Unit.PART, lambda s: s.multiple.mean),
    Figure("away_worst", "  at worst", Unit.PART, lambda s: s.multiple.worst),
    Figure("rebalances", "rebalances", Unit.COUNT, lambda s: s.totals.fills),
    Figure("turnover", "turnover, of the equity", Unit.TIMES, lambda s: s.totals.turnover),
    Figure("outside", "time outside the band", Unit.PART, lambda s: s.totals.outside),
    Figure("lowest_cover", "lowest assets over debt", Unit.TIMES, lambda s: s.totals.coverage),
    Figure("lenders_loss", "lenders' loss, of the largest debt", Unit.PART, lambda s: s.totals.lender_loss),
    Figure("reserve_used", "reserve used, of the largest debt", Unit.PART, lambda s: s.totals.reserve_used),
    Figure("keepers_profit", "keepers' profit, dollars", Unit.MONEY, lambda s: s.totals.keeper_profit),
    Figure("half_life_days", "half-life at that volatility, days", Unit.DAYS, lambda s: s.half_life * 365),
    Figure("break_even", "price needed to break even", Unit.TIMES, lambda s: s.break_even),
)


def values(summary: Summary) -> dict[str, Any]:
    """Of one run, by name: None where there is no such number."""
    head: dict[str, Any] = {
        "rule": summary.rule,
        "factor": summary.factor,
        "exact": summary.exact,
        "from": iso(summary.first),
        "to": iso(summary.last),
        "underlying_volatility": summary.volatility,
        "inside_ways": summary.spread.paths if summary.spread else 1,
    }
    every = {figure.name: figure.value(summary) for figure in FIGURES}
    return {name: _plain(value) for name, value in {**head, **every}.items()}


def _plain(value: Value) -> Value:
    return None if isinstance(value, float) and not isfinite(value) else value
