# SPDX-License-Identifier: Apache-2.0
"""What is said of many random paths: means, quantiles, shares, and the risk of lenders."""

from math import isfinite
from typing import TYPE_CHECKING, Any

from rich.table import Table

from steelyard.simulator.montecarlo import Estimate, Sample
from steelyard.simulator.report.figures import Unit, shown
from steelyard.simulator.report.tables import TOTALS
from steelyard.simulator.run import FIRST_NAV

if TYPE_CHECKING:
    from steelyard.simulator.drawing import Simulation

HEAD = ("", "mean", "5%", "median", "95%")
QUANTILES = (0.05, 0.5, 0.95)
RISKS = (0.95, 0.99)
_QUIET = ("lender_loss", "reserve_used", "coverage")


def values(sample: Sample) -> dict[str, Any]:
    """For programs: every total with its mean and quantiles, shares, and lenders' risk, each with its interval."""
    figures = {
        name: {
            "mean": _data(sample.mean(field)),
            "quantiles": {f"{part:g}": _data(sample.quantile(field, part)) for part in QUANTILES},
        }
        for field, name, _, _ in TOTALS
    }
    risks = {
        name: {f"{part:g}": _data(one(part)) for part in RISKS}
        for name, one in (("value_at_risk", sample.value_at_risk), ("expected_shortfall", sample.expected_shortfall))
    }
    return {
        "paths": len(sample.rows),
        "figures": figures,
        "shares": {name: _data(share) for name, _, share in shares(sample)},
        "lenders_risk": risks,
        "best_hundredth_carries": sample.carried,
        "multiple_at_every_price": sample.experiment.ideal,
    }


def shares(sample: Sample) -> list[tuple[str, str, Estimate]]:
    """Name, label and estimate."""
    nav = sample.column("nav")
    return [
        ("lost_half", "paths that lost half or more", sample.share(nav <= FIRST_NAV / 2)),
        ("gained", "paths that gained", sample.share(nav > FIRST_NAV)),
        ("ended", "paths in which the token ended", sample.share(sample.column("ended") >= 0)),
        ("lenders_lost", "paths in which lenders lost", sample.share(sample.column("lender_loss") > 0)),
    ]


def cells(sample: Sample) -> list[list[str]]:
    """One row for each figure: mean and quantiles, each with its interval."""
    rows = []
    for field, _, label, unit in TOTALS:
        if field in _QUIET:
            continue
        estimates = [sample.mean(field), *(sample.quantile(field, part) for part in QUANTILES)]
        rows.append([label + ", of 100" * (field == "nav"), *(_estimate(one, unit) for one in estimates)])
    for _, label, share in shares(sample):
        rows.append([label, _estimate(share, Unit.PART), "", "", ""])
    for part in RISKS:
        rows.append(
            [f"lenders' loss, of the debt: at most, in {part:.0%}", _estimate(sample.value_at_risk(part), Unit.PART)]
            + [""] * 3
        )
        rows.append(
            [f"  its mean in the other {1 - part:.0%}", _estimate(sample.expected_shortfall(part), Unit.PART)]
            + [""] * 3
        )
    return rows


def table(simulation: "Simulation") -> Table:
    """Means, quantiles, shares and risks."""
    shown_table = Table(
        *HEAD, title=title(simulation), title_justify="left", caption="[95% confidence]", caption_justify="left"
    )
    for row in cells(simulation.sample):
        shown_table.add_row(*row)
    return shown_table


def title(simulation: "Simulation") -> str:
    """What was repeated."""
    sample = simulation.sample
    paths = f"{len(sample.rows):,} paths of {simulation.days:g} days"
    return f"{simulation.rule.name}: {paths}: {simulation.law}; seed {sample.experiment.seed}"


def _data(one: Estimate) -> dict[str, float | None]:
    return {name: value if isfinite(value) else None for name, value in one._asdict().items()}


def _estimate(one: Estimate, unit: Unit) -> str:
    if not isfinite(one.value):
        return "–"
    return f"{shown(one.value, unit)} [{shown(one.low, unit)}, {shown(one.high, unit)}]"
