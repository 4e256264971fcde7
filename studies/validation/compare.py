# SPDX-License-Identifier: Apache-2.0
"""A simulated NAV beside the prices of the real token."""

from dataclasses import dataclass, replace
from math import inf
from pathlib import Path as FilePath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.run import Run
from steelyard.simulator.series import Series
from steelyard.simulator.world import FixedRate
from studies.validation.cases import DAY, HOUR, YEAR_DAYS, Case

SHOWN = 3  # worst days


class Day(NamedTuple):
    """Logarithmic returns of a day."""

    end: int
    simulated: float
    real: float


@dataclass(frozen=True)
class Comparison:
    """Over the times at which the real token has a price."""

    case: Case
    prices: str
    rates: str
    time: Ints
    nav: Floats
    real: Floats
    free: float  # what the simulated token would have been multiplied by without any financing
    gaps_of_wrong: dict[str, float]  # by the names of the wrong rules

    @property
    def returns(self) -> tuple[Floats, Floats]:
        """Logarithmic, simulated and real, without what is left out."""
        kept = _kept(self.time, self.case)
        return np.diff(np.log(self.nav))[kept], np.diff(np.log(self.real))[kept]

    @property
    def correlation(self) -> float:
        """Of returns from one real price to the next."""
        return float(np.corrcoef(*self.returns)[0, 1])

    @property
    def beta(self) -> float:
        """Real returns for one of the simulated ones."""
        simulated, real = self.returns
        return float(np.cov(simulated, real)[0, 1] / simulated.var(ddof=1))

    @property
    def gap(self) -> float:
        """Root mean square of what a real return was off the simulated one: of timing, slope and level together."""
        simulated, real = self.returns
        return float(np.sqrt(((real - simulated) ** 2).mean()))

    @property
    def better(self) -> list[str]:
        """The wrong rules that are as near to the token as the right one."""
        return [name for name, gap in self.gaps_of_wrong.items() if gap <= self.gap]

    @property
    def ends(self) -> tuple[float, float]:
        """What each was multiplied by."""
        return float(self.nav[-1] / self.nav[0]), float(self.real[-1] / self.real[0])

    @property
    def implied_rate(self) -> float:
        """The constant yearly rate, of the position, with which the simulation would have ended where the token did.

        Of a single day it says nothing.
        """
        years = float(self.time[-1] - self.time[0]) / (YEAR_DAYS * DAY)
        return float(np.log(self.free / self.ends[1])) / years / self.case.rule.factor

    @property
    def worst(self) -> list[Day]:
        """Days on which they differed most."""
        simulated, real = self.returns
        ends = self.time[1:][_kept(self.time, self.case)]
        days = np.argsort(-np.abs(simulated - real))[:SHOWN]
        return [Day(int(ends[i]), float(simulated[i]), float(real[i])) for i in days]

    @property
    def passed(self) -> bool:
        """Whether the rule explains the daily returns as well as its case asks, and better than each wrong one."""
        if self.case.minimum is None:
            return True
        low, high = self.case.slope
        return self.correlation >= self.case.minimum and low <= self.beta <= high and not self.better


def compare(case: Case, folder: FilePath | None) -> Comparison | None:
    """None where the real prices are not there."""
    real = case.real(folder)
    if real is None:
        return None
    path, prices = case.path(folder)
    world, rates = case.world(folder)
    free = replace(world, lenders=FixedRate(0.0))
    run, unpaid = case.rule.run(path, world), case.rule.run(path, free)
    time, nav = _at(run, real, case)
    known = np.isin(real.time, time)
    other = _at(unpaid, real, case)[1]
    gaps = {rule.name: _gap(rule.run(path, world), real, case) for rule in case.wrong}
    return Comparison(case, prices, rates, time, nav, real.value[known], float(other[-1] / other[0]), gaps)


def _gap(run: Run, real: Series, case: Case) -> float:
    """Of a wrong rule; infinite if it did not live to the end."""
    if run.totals.ended >= 0:
        return inf
    time, nav = _at(run, real, case)
    moves = np.diff(np.log(real.value[np.isin(real.time, time)])) - np.diff(np.log(nav))
    return float(np.sqrt((moves[_kept(time, case)] ** 2).mean()))


def _kept(time: Ints, case: Case) -> NDArray[np.bool_]:
    """Of the returns between these times."""
    first, end = case.left_out
    return (time[1:] < first) | (time[:-1] >= end)


def _at(run: Run, real: Series, case: Case) -> tuple[Ints, Floats]:
    """The NAV at the times of the real prices, as far as both are there."""
    time = real.time[(real.time > case.start + HOUR) & (real.time <= run.time[-1])]
    nav = run.nav[np.searchsorted(run.time, time, side="right") - 1]
    seen = np.isfinite(nav) & (nav > 0)
    return time[seen], nav[seen]
