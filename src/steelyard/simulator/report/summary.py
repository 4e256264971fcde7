# SPDX-License-Identifier: Apache-2.0
"""All figures of a run, by name: what tables, JSON and pages show."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from steelyard.simulator import decay
from steelyard.simulator.measures import ideals
from steelyard.simulator.measures.attribution import Attribution, attribute
from steelyard.simulator.measures.tracking import Multiple, Tracking, against, multiple
from steelyard.simulator.run import Run, Totals

YEAR = 31_536_000


@dataclass(frozen=True)
class Summary:
    """Figures of one run; units as in `Totals`, `Attribution`, `Tracking` and `Multiple`."""

    rule: str
    factor: float
    exact: bool
    first: int  # UTC second of the first bar and of the last
    last: int
    underlying: float  # what its price was multiplied by
    volatility: float  # of its bars, scaled to a year
    totals: Totals
    attribution: Attribution
    daily: Tracking
    continuous: Tracking
    multiple: Multiple
    half_life: float  # years, at that volatility, with what was paid a year as cost; infinite if it does not decay
    break_even: float  # what the price would have had to be multiplied by

    @classmethod
    def of(cls, run: Run) -> "Summary":
        """Measures a recorded run; raises ValueError if it was not recorded."""
        if not len(run.nav):
            raise ValueError(f"report: the run of {run.rule} was not recorded; run it with record=True")
        price = ideals.filled(run.price)
        years = float(run.time[-1] - run.time[0]) / YEAR
        moves = np.diff(np.log(price))
        volatility = float(np.sqrt((moves**2).sum() / years)) if years > 0 else 0.0
        totals = run.totals
        paid = (totals.interest + totals.fees + totals.cost) / max(float(np.nanmean(run.nav)), 1e-9)
        yearly = paid / years if years > 0 else 0.0
        return cls(
            rule=run.rule,
            factor=run.factor,
            exact=run.exact,
            first=int(run.time[0]),
            last=int(run.time[-1]),
            underlying=float(price[-1] / price[0]),
            volatility=volatility,
            totals=totals,
            attribution=attribute(run),
            daily=against(run, ideals.daily(run)),
            continuous=against(run, ideals.every_bar(run)),
            multiple=multiple(run),
            half_life=decay.half_life(run.factor, volatility, yearly),
            break_even=decay.break_even(run.factor, volatility, years, yearly),
        )

    def data(self) -> dict[str, Any]:
        """For programs: nested dictionaries."""
        plain = asdict(self)
        for name in ("totals", "attribution", "daily", "continuous", "multiple"):
            plain[name] = getattr(self, name)._asdict()
        return plain
