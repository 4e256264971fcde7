# SPDX-License-Identifier: Apache-2.0
"""What the defaults must meet, and whether they do: docs/studies/parameters.md says why."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from steelyard.model.clock import HOUR, YEAR
from studies.crashes.kinds import COVERED, MINUTE, Kind
from studies.parameters.found import Found, pooled
from studies.parameters.markets import MAJORS
from studies.parameters.replay import Cell
from studies.parameters.samples import MONTH
from studies.parameters.trial import DEFAULT
from studies.parameters.trials import SAFE, late

OFFERED = {MAJORS.name: SAFE}
"""The tokens that lenders of a class should meet by default; none for a class that is not here."""

MAX_GAIN = 0.5  # of what fills cost: no other band or landing may be surely better by more
MAX_OUTSIDE = 0.05  # of the time, with keepers as late as lenders must bear
TIMELY = tuple(late(latency) for latency in range(MINUTE, COVERED + MINUTE, MINUTE))
GROUPS = {"1 min": TIMELY[:1], "up to 5 min": TIMELY[:5], "up to 15 min": TIMELY, "60 min": (late(HOUR),)}
_MEASURED = ("coverage", "loss")


def broken(found: Found) -> list[str]:
    """Sentences; none if all is well."""
    faults: list[str] = []
    for market, kinds in OFFERED.items():
        for kind in kinds:
            faults += _lenders_and_keepers(found, market, kind)
            for trial in ("band", "landing"):
                faults += _holders(found, trial, market, kind)
    return faults


class Risk(NamedTuple):
    """Over all prices and some latencies: lowest assets over debt, greatest loss of the debt in a month; then of the
    latency that is worst: the part of the months with a loss, and what was lost a year on average."""

    months: int
    coverage: float
    loss: float
    often: float
    yearly: float


def lenders(found: Found, market: str, kind: Kind, labels: Sequence[str]) -> Risk:
    """Of the latencies of those labels."""
    columns = {name: [pooled(_cells(found, market, kind, label), name) for label in labels] for name in _MEASURED}
    losses = columns["loss"]
    return Risk(
        months=len(losses[0]),
        coverage=min(float(column.min()) for column in columns["coverage"]),
        loss=max(float(column.max()) for column in losses),
        often=max(float((column > 0).mean()) for column in losses),
        yearly=max(float(column.mean()) for column in losses) * YEAR / MONTH,
    )


def _cells(found: Found, market: str, kind: Kind, label: str) -> list[Cell]:
    return found.of("lenders", market=market, kind=kind, label=label)


def _lenders_and_keepers(found: Found, market: str, kind: Kind) -> Iterator[str]:
    loss = lenders(found, market, kind, TIMELY).loss
    if loss > 0:
        yield f"lenders of {kind.name} on {market} lose {loss:.2%} of the debt though keepers are in time"
    for label in TIMELY:
        cells = _cells(found, market, kind, label)
        outside, profit = (float(pooled(cells, name).mean()) for name in ("outside", "profit"))
        if profit < 0:
            yield f"keepers of {kind.name} on {market}, {label} late, pay {-profit:,.0f} dollars a fill for it"
        if outside > MAX_OUTSIDE:
            yield f"{kind.name} on {market} is outside its band {outside:.1%} of the time, keepers {label} late"


def _holders(found: Found, trial: str, market: str, kind: Kind) -> Iterator[str]:
    cost = float(pooled(found.of(trial, market=market, kind=kind, label=DEFAULT), "cost").mean())
    for label in found.labels(trial):
        gain = found.gain(*found.of(trial, market=market, kind=kind, label=label))
        if label != DEFAULT and gain.low > MAX_GAIN * cost:
            yield f"{kind.name} on {market}: {trial} {label} gains holders {gain.low:.1%} a year or more"
