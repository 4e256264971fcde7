# SPDX-License-Identifier: Apache-2.0
"""How far a token was from what its name promises."""

from typing import NamedTuple

import numpy as np

from steelyard.simulator.bars import Floats
from steelyard.simulator.measures import ideals
from steelyard.simulator.run import Run

YEAR_DAYS = 365


class Tracking(NamedTuple):
    """Against one ideal.

    `ahead` is the mean difference of daily logarithmic returns, above zero if the run's are higher, `wobble` their
    standard deviation, both scaled to a year (the second is what funds call tracking error); `end` is the NAV at the
    end over the ideal's.
    """

    ahead: float
    wobble: float
    end: float


class Multiple(NamedTuple):
    """Against the multiple since the last rebalance, in parts of the NAV: mean of absolute values, and the worst."""

    mean: float
    worst: float


def against(run: Run, ideal: Floats) -> Tracking:
    """Daily returns of the run beside those of an ideal NAV; days in which either is zero are left out."""
    nav, other = _ends_of_days(run, run.nav), _ends_of_days(run, ideal)
    alive = (nav > 0) & (other > 0) & np.isfinite(nav)
    both = alive[1:] & alive[:-1]
    gaps = (np.diff(np.log(np.where(alive, nav, 1))) - np.diff(np.log(np.where(alive, other, 1))))[both]
    end = float(run.totals.nav / ideal[-1]) if ideal[-1] > 0 else float("nan")
    if len(gaps) < 2:
        return Tracking(float("nan"), float("nan"), end)
    return Tracking(float(gaps.mean()) * YEAR_DAYS, float(gaps.std(ddof=1)) * YEAR_DAYS**0.5, end)


def multiple(run: Run) -> Multiple:
    """How far the NAV was from the promised multiple of the move since the last rebalance."""
    promised = ideals.since_rebalance(run)
    start = run.nav[ideals.last_fill(run)]
    alive = np.isfinite(run.nav) & (start > 0)
    away = np.abs(run.nav[alive] - promised[alive]) / start[alive]
    return Multiple(float(away.mean()), float(away.max())) if len(away) else Multiple(0.0, 0.0)


def _ends_of_days(run: Run, series: Floats) -> Floats:
    day = run.time // ideals.DAY
    ends = np.append(np.flatnonzero(np.diff(day)), len(day) - 1)
    ended: Floats = series[ends]
    return ended
