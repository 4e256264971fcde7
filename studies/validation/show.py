# SPDX-License-Identifier: Apache-2.0
"""Shows what was compared: a table, plain data, a picture."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import numpy as np
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure
from rich.table import Table

from studies.validation.cases import DAY
from studies.validation.compare import Comparison, Day

COLUMNS = 2
INK, RED, PALE = "#1b3a57", "#d1495b", "#b8c4ce"


def table(found: Sequence[Comparison]) -> Table:
    """One row for each token."""
    shown = Table(title="Simulated rules against the prices of real tokens", title_justify="left")
    heads = (
        "token",
        "prices of ETH",
        "financing",
        "prices compared",
        "correlation",
        "beta",
        "gap",
        "×, simulated",
        "×, real",
    )
    for head in (*heads, "rate that would fit", "gap of wrong rules", "apart most"):
        shown.add_column(head)
    for one in found:
        mark = "" if one.passed else f" [red](least {one.case.minimum})[/red]"
        rate = f"{one.implied_rate:.1%}" if one.case.end - one.case.start > DAY else "–"
        ends = (f"{end:.4g}" for end in one.ends)
        shown.add_row(
            one.case.name, one.prices, one.rates, str(len(one.time)), f"{one.correlation:.4f}{mark}",
            f"{one.beta:.3f}", f"{one.gap:.2%}", *ends, rate, _wrong(one), "; ".join(_worst(day) for day in one.worst),
        )  # fmt: skip
    return shown


def as_data(one: Comparison) -> dict[str, Any]:
    """For programs."""
    simulated, real = one.ends
    return {
        "token": one.case.name, "prices": one.prices, "rates": one.rates, "count": len(one.time),
        "correlation": one.correlation, "least": one.case.minimum, "beta": one.beta, "simulated": simulated,
        "real": real, "gap": one.gap, "better": one.better, "without_financing": one.free,
        "implied_rate": one.implied_rate,
        "gaps_of_wrong": {name: gap if isfinite(gap) else None for name, gap in one.gaps_of_wrong.items()},
        "worst": [day._asdict() for day in one.worst], "passed": one.passed,
    }  # fmt: skip


def picture(found: Sequence[Comparison]) -> Figure:
    """Both, from 1 at the start, on a logarithmic scale; the real price over the simulated NAV as an area."""
    rows = -(-len(found) // COLUMNS)
    figure = Figure(figsize=(11, 3.2 * rows), layout="constrained")
    for axes, one in zip(figure.subplots(rows, COLUMNS, squeeze=False).flat, found, strict=False):
        when = one.time.astype("datetime64[s]").tolist()
        axes.plot(when, one.nav / one.nav[0], color=RED, linewidth=1, label="simulated")
        axes.plot(when, one.real / one.real[0], color=INK, linewidth=1, label="real")
        premium = (one.real / one.real[0]) / (one.nav / one.nav[0])
        axes.fill_between(when, 1, premium, color=PALE, label="real / simulated")
        axes.set_yscale("log")
        axes.set_title(f"{one.case.name}: correlation {one.correlation:.3f}", fontsize=9)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))  # type: ignore[no-untyped-call]
        axes.legend(fontsize=7)
    return figure


def _wrong(one: Comparison) -> str:
    gaps = one.gaps_of_wrong.items()
    return "; ".join(f"{name} {gap:.2%}" if isfinite(gap) else f"{name} dead" for name, gap in gaps)


def _worst(day: Day) -> str:
    when = datetime.fromtimestamp(day.end, UTC).strftime("%m-%d %H:%M")
    return f"{when} {np.expm1(day.simulated):+.0%} for {np.expm1(day.real):+.0%}"
