# SPDX-License-Identifier: Apache-2.0
"""Shows what was found: tables, or the same as plain data."""

from typing import Any

from rich.console import Console
from rich.table import Table

from studies.crashes.kinds import KINDS
from studies.parameters.criteria import GROUPS, OFFERED, lenders
from studies.parameters.found import Found, mean, pooled
from studies.parameters.limits import GWEI, limits
from studies.parameters.rates import interest
from studies.parameters.replay import Cell, Measures
from studies.parameters.trial import DEFAULT
from studies.parameters.trials import TRIALS

_LEFT = ("class", "token", "prices", "variant", "asset")


def print_found(console: Console, found: Found) -> None:
    """Lenders, then each trial, sizes, interest, and the prices."""
    console.print(_lenders(found))
    for trial in TRIALS:
        if trial.name in found.trials() and trial.name != "lenders":
            has_gains = trial.closes and DEFAULT in found.labels(trial.name)
            console.print((_gains if has_gains else _measures)(found, trial.name))
    console.print(_sizes())
    if found.rates:
        console.print(_rates(found))
    for sample, span in found.spans.items():
        console.print(f"{sample}: {span}")
    for sample in found.missing:
        console.print(f"[yellow]not replayed, no data: {sample}[/yellow]")


def as_data(found: Found) -> dict[str, Any]:
    """Every cell: means of the measures with their intervals, and the worst month; sizes and rates."""
    cells = [
        {
            "trial": key.trial, "class": key.market, "token": key.kind.name, "prices": key.sample, "variant": key.label,
            "months": len(cell.rows), **{name: mean(cell.column(name)) for name in Measures._fields},
            "worst_end": cell.column("end").min(), "lowest_coverage": cell.column("coverage").min(),
            "greatest_loss": cell.column("loss").max(),
        }
        for key, cell in found.cells.items()
    ]  # fmt: skip
    sizes = [one._asdict() | {"kind": one.kind.name} for one in limits()]
    return {"cells": cells, "sizes": sizes, "rates": [rate._asdict() for rate in found.rates]}


def _lenders(found: Found) -> Table:
    title = "lenders, without a reserve: greatest loss in % of the debt, or lowest assets over debt, in any month"
    last = ("months with a loss", "lost a year", "of interest at 8%")
    table = _table(title, "class", "token", "months", *GROUPS, *last)
    for market in found.markets("lenders"):
        for kind in KINDS:
            risks = [lenders(found, market, kind, labels) for labels in GROUPS.values()]
            timely = risks[-2]
            name = kind.name if kind in OFFERED.get(market, ()) else f"{kind.name} *"
            cells = (f"[red]{risk.loss:.2%}[/red]" if risk.loss > 0 else f"{risk.coverage:.3f}" for risk in risks)
            parts = (f"{timely.often:.1%}", f"{timely.yearly:.2%}", f"{timely.yearly / 0.08:.0%}")
            table.add_row(market, name, str(timely.months), *cells, *parts)
    table.caption = "* not offered by default; the last three: the worst of the latencies up to 15 minutes"
    return table


def _gains(found: Found, trial: str) -> Table:
    """Against the default, sample by sample."""
    labels = [label for label in found.labels(trial) if label != DEFAULT]
    title = f"{trial}: what holders gain a year over the default, % of the NAV, and its 95% interval"
    table = _table(title, "class", "token", "prices", "default behind", "its cost", "fills", *labels)
    for market, kind, sample in dict.fromkeys((c.key.market, c.key.kind, c.key.sample) for c in found.of(trial)):
        cells = {cell.key.label: cell for cell in found.of(trial, market=market, kind=kind, sample=sample)}
        default = cells[DEFAULT]
        own = (_percent(default, "behind"), _percent(default, "cost"), f"{default.column('fills').mean():,.0f}")
        table.add_row(market, kind.name, sample, *own, *(_gain(found, cells.get(label)) for label in labels))
    return table


def _gain(found: Found, cell: Cell | None) -> str:
    if cell is None:
        return ""
    gain = found.gain(cell)
    return f"{100 * gain.value:+.1f} ± {100 * (gain.high - gain.value):.1f}"


def _measures(found: Found, trial: str) -> Table:
    """All samples of a class together."""
    columns = ("behind, % a year", "cost, % a year", "fills a year", "worst end", "outside", "lowest coverage", "lost")
    table = _table(trial, "class", "token", "variant", "months", *columns, "$ a fill")
    for market in found.markets(trial):
        for kind in KINDS:
            for label in found.labels(trial):
                cells = found.of(trial, market=market, kind=kind, label=label)
                if cells:
                    table.add_row(market, kind.name, label, *_row(cells))
    return table


def _row(cells: list[Cell]) -> list[str]:
    """The behind of all months, and so on; the ends are over those of the ideal."""
    loss = pooled(cells, "loss").max()
    behind = mean(pooled(cells, "behind"))
    return [
        str(sum(len(cell.rows) for cell in cells)),
        f"{100 * behind.value:.1f} ± {100 * (behind.high - behind.value):.1f}",
        f"{100 * pooled(cells, 'cost').mean():.1f}",
        f"{pooled(cells, 'fills').mean():,.0f}",
        f"{pooled(cells, 'end').min():.3f}",
        f"{pooled(cells, 'outside').mean():.2%}",
        f"{pooled(cells, 'coverage').min():.3f}",
        f"[red]{loss:.2%}[/red]" if loss > 0 else "0",
        f"{pooled(cells, 'profit').mean():,.0f}",
    ]


def _sizes() -> Table:
    title = "least equity that is kept, dollars: from the band's edge on / at 4/3 of the exposure; most that is borne"
    table = _table(title, "class", "token", *(f"{gwei:g} gwei" for gwei in GWEI), "most")
    for market, kind in dict.fromkeys((one.market, one.kind) for one in limits()):
        own = [one for one in limits() if (one.market, one.kind) == (market, kind)]
        cells = (f"{one.at_edge:,.0f} / {one.at_emergency:,.0f}" for one in own)
        table.add_row(market, kind.name, *cells, f"{own[0].maximum:,.0f}")
    table.caption = "a fill takes gas as in docs/studies/gas.md; ETH at 2,000 dollars"
    return table


def _rates(found: Found) -> Table:
    table = _table("borrow rates of the record, a year", "asset", "mean", "95%", "highest", "of the NAV, by token")
    for rate in found.rates:
        means = {kind.name: interest(kind, found.rates) for kind in KINDS if kind.is_bear == (rate.asset == "WETH")}
        shown = ", ".join(f"{name} {value:.1%}" for name, value in means.items() if value is not None)
        table.add_row(rate.asset, f"{rate.mean:.1%}", f"{rate.high:.1%}", f"{rate.maximum:.1%}", shown)
    return table


def _percent(cell: Cell, name: str) -> str:
    return f"{100 * cell.column(name).mean():.1f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left")
    for column in columns:
        table.add_column(column, justify="left" if column in _LEFT else "right")
    return table
