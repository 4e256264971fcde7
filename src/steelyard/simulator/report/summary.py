# SPDX-License-Identifier: Apache-2.0
"""All that is measured of a run: what `figures` names and shows."""

from dataclasses import dataclass

import numpy as np

from steelyard.model.clock import YEAR
from steelyard.simulator import decay
from steelyard.simulator.inside import Spread
from steelyard.simulator.measures import ideals
from steelyard.simulator.measures.attribution import Attribution, attribute
from steelyard.simulator.measures.returns import Beside, Returns, beside, returns
from steelyard.simulator.measures.tracking import Multiple, Tracking, against, multiple
from steelyard.simulator.run import Run, Totals


@dataclass(frozen=True)
class Summary:
    """Of one run; units as in the classes of its parts. `spread` is None where one way inside the bars was tried."""

    rule: str
    factor: float
    exact: bool
    first: int  # UTC second of the first bar and of the last
    last: int
    ended: int | None  # UTC second of the bar in which the token ended
    underlying: float  # what its price was multiplied by
    volatility: float  # of its bars, scaled to a year
    totals: Totals
    spread: Spread | None
    returns: Returns
    beside: Beside
    attribution: Attribution
    daily: Tracking
    continuous: Tracking
    multiple: Multiple
    half_life: float  # years, at that volatility, with what was paid a year as cost; infinite if it does not decay
    break_even: float  # what the price would have had to be multiplied by; NaN for an exposure of 0

    @classmethod
    def of(cls, run: Run, spread: Spread | None = None) -> "Summary":
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
            ended=int(run.time[int(totals.ended)]) if totals.ended >= 0 else None,
            underlying=float(price[-1] / price[0]),
            volatility=volatility,
            totals=totals,
            spread=spread,
            returns=returns(run),
            beside=beside(run),
            attribution=attribute(run),
            daily=against(run, ideals.daily(run)),
            continuous=against(run, ideals.every_bar(run)),
            multiple=multiple(run),
            half_life=decay.half_life(run.factor, volatility, yearly),
            # FT of a paired pool promises no part of the move, which then cannot make up for anything.
            break_even=decay.break_even(run.factor, volatility, years, yearly) if run.factor else float("nan"),
        )
