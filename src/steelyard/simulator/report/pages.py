# SPDX-License-Identifier: Apache-2.0
"""One HTML page, or a piece of one for a notebook, that can be sent to somebody: nothing is fetched, no script runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from jinja2 import Environment, StrictUndefined

from steelyard import __version__
from steelyard.report import chart
from steelyard.simulator.measures import ideals
from steelyard.simulator.report import samples, tables
from steelyard.simulator.report.figures import FIGURES
from steelyard.simulator.report.settings import Row, parameters, settings
from steelyard.simulator.run import Run

if TYPE_CHECKING:
    from steelyard.simulator.backtesting import Backtest
    from steelyard.simulator.drawing import Simulation
    from steelyard.simulator.stress import Stress
    from steelyard.simulator.sweeping import Sweep

PARTS = {
    "exposure": "multiple of the move",
    "drag": "the way there",
    "interest": "interest",
    "fees": "fees",
    "cost": "rebalancing",
}
LEAST = 1e-3  # NAV below which a chart shows nothing


@dataclass(frozen=True)
class Section:
    """A heading with charts and a table below it, as far as there are any."""

    title: str
    charts: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=list)


def of_backtest(backtest: "Backtest") -> str:
    """NAV and exposure, where each result came from, all figures, settings."""
    title = " and ".join(dict.fromkeys(summary.rule for summary in backtest))
    return _page(
        f"Backtest: {title}",
        tables.headline(backtest),
        backtest,
        _backtest_sections(backtest),
        settings(backtest.world),
    )


def of_sweep(sweep: "Sweep") -> str:
    """NAV by each parameter, every combination, settings."""
    return _page(
        f"Sweep of {sweep.rule.name}", f"on {sweep.prices.label}, the best first", sweep, _sweep_sections(sweep),
        [*parameters(sweep.rule), *settings(sweep.world)],
    )  # fmt: skip


def of_sample(simulation: "Simulation") -> str:
    """How the NAV at the end is distributed, all estimates, settings."""
    experiment = simulation.sample.experiment
    return _page(
        f"Monte Carlo of {simulation.rule.name}", samples.title(simulation), simulation, _sample_sections(simulation),
        [*parameters(experiment.rule), *settings(experiment.world)],
    )  # fmt: skip


def of_stress(stress: "Stress") -> str:
    """Lenders' loss in each case, settings."""
    set_up = [*parameters(stress.rule), *settings(stress.world)]
    return _page(
        f"Stress of {stress.rule.name}", "what lenders lose in a fall", stress, _stress_sections(stress), set_up
    )


def stress_fragment(stress: "Stress") -> str:
    """For a notebook."""
    return _render("fragment.html.j2", stress.rule.name, stress, _stress_sections(stress), [])


def fragment(backtest: "Backtest") -> str:
    """For a notebook."""
    return _render("fragment.html.j2", tables.headline(backtest), backtest, _backtest_sections(backtest), [])


def sweep_fragment(sweep: "Sweep") -> str:
    """For a notebook."""
    return _render("fragment.html.j2", sweep.rule.name, sweep, _sweep_sections(sweep), [])


def sample_fragment(simulation: "Simulation") -> str:
    """For a notebook."""
    return _render("fragment.html.j2", samples.title(simulation), simulation, _sample_sections(simulation), [])


def facts_table(facts: dict[str, Any]) -> str:
    """Names and values as a small table."""
    rows = "{% for name, value in facts.items() %}<tr><th>{{ name }}</th><td>{{ value }}</td></tr>{% endfor %}"
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(f"<table>{rows}</table>")
    return template.render(facts=facts)


# ------------------------------------------------------------------ sections


def _backtest_sections(backtest: "Backtest") -> list[Section]:
    runs, summaries = backtest.runs, backtest.summaries
    names = [tables.name(summary) for summary in summaries]
    ends = [
        None if one.ended is None else (float(one.ended), f"{one.rule} ended {tables.day(one.ended)}")
        for one in summaries
    ]
    first = runs[0]
    navs = [
        chart.Line(f"{first.factor:g}x daily, without cost", *_line(first, ideals.daily(first)), colour=0, pale=True),
        *(
            chart.Line(name, *_line(run, run.nav), colour=place, mark=end)
            for place, (name, run, end) in enumerate(zip(names, runs, ends, strict=True))
        ),
    ]
    exposures = [
        chart.Line(name, *_line(run, run.exposure, least=-np.inf), colour=place)
        for place, (name, run) in enumerate(zip(names, runs, strict=True))
    ]
    parts = [(label, [getattr(one.attribution, part) for one in summaries]) for part, label in PARTS.items()]
    figures = [[figure.label, *(figure.shown(one) for one in summaries)] for figure in FIGURES]
    return [
        Section("Value", [chart.lines(navs, "NAV in dollars, of 100, on a logarithmic scale", logarithmic=True)]),
        Section("Exposure", [chart.lines(exposures, "exposure to the underlying, times the value", height="12rem")]),
        Section("Where the result came from, dollars of 100", [chart.stacks(names, parts, "parts of each result")]),
        Section("Figures", head=("", *names), rows=[row for row in figures if any(cell != "–" for cell in row[1:])]),
    ]


def _sweep_sections(sweep: "Sweep") -> list[Section]:
    head, cells = tables.combination_cells(sweep)
    charts = []
    for name in sweep.rows[0].values:
        tried = sorted({row.values[name] for row in sweep.rows}, key=lambda value: (isinstance(value, str), value))
        navs = [[row.totals.nav for row in sweep.rows if row.values[name] == value] for value in tried]
        found = [(min(nav), float(np.mean(nav)), max(nav)) for nav in navs]
        charts.append(chart.ranges([f"{name} = {value}" for value in tried], found, f"NAV at the end by {name}"))
    return [
        Section("NAV at the end by each value: the mean, and from least to greatest", charts),
        Section("Every combination", head=head, rows=cells),
    ]


def _stress_sections(stress: "Stress") -> list[Section]:
    found = []
    for table in tables.stresses(stress):
        columns = [list(column.cells) for column in table.columns]
        rows = [[str(cell) for cell in row] for row in zip(*columns, strict=True)]
        found.append(Section(f"{table.title}", head=[f"{column.header}" for column in table.columns], rows=rows))
    return found


def _sample_sections(simulation: "Simulation") -> list[Section]:
    nav = simulation.sample.column("nav")
    alive = nav[nav > LEAST]
    charts = []
    if len(alive):
        edges = np.geomspace(alive.min() * (1 - 1e-9), alive.max() * (1 + 1e-9), 48)
        counts = np.histogram(alive, edges)[0]
        charts.append(chart.columns(edges.tolist(), counts.tolist(), "paths by their NAV at the end, dollars of 100"))
    nothing = f"; {len(nav) - len(alive):,} of {len(nav):,} ended at nothing" * (len(alive) < len(nav))
    return [
        Section(f"How many paths end at which NAV{nothing}", charts),
        Section("Figures, with intervals at 95%", head=samples.HEAD, rows=samples.cells(simulation.sample)),
    ]


def _value(value: Any) -> str:
    """A setting as people write it."""
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value) or "none"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "by default" if value is None else f"{value}"
    return f"{value:,.10g}"


def _line(run: Run, values: Any, least: float = LEAST) -> tuple[list[float], list[float]]:
    shown = np.where(values > least, values, np.nan)
    return run.time.astype(float).tolist(), shown.tolist()


# ------------------------------------------------------------------ pages


def _page(title: str, headline: str, result: Any, sections: Sequence[Section], set_up: Sequence[Row]) -> str:
    return _render("page.html.j2", headline, result, sections, set_up, title)


def _render(
    template: str, headline: str, result: Any, sections: Sequence[Section], set_up: Sequence[Row], title: str = ""
) -> str:
    """All text is escaped; charts escape their own."""
    source = files(__package__).joinpath(template).read_text(encoding="utf-8")
    shown = [(name, _value(value)) for name, value in set_up]
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    text = page.from_string(source).render(
        title=title, headline=headline, warnings=result.warnings, notes=result.notes, sections=sections, settings=shown,
        provenance=result.provenance, style=chart.STYLE, version=__version__,
    )  # fmt: skip
    return text + "\n"
