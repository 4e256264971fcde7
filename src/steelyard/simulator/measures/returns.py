# SPDX-License-Identifier: Apache-2.0
"""What a holder made of a run, in the measures of any fund: all are parts (0.1 is 10%), losses below zero."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats
from steelyard.simulator.measures import ideals
from steelyard.simulator.run import FIRST_NAV, Run

YEAR_DAYS = 365


class Returns(NamedTuple):
    """Of one NAV a share. What has ended stays at its last NAV.

    `volatility` is the standard deviation of the returns of UTC days, scaled to a year; `worst_day` the least of them.
    `max_drawdown` is the deepest fall from an earlier high at the end of any bar, `under_water` the days from a high to
    the next as high NAV, or to the end: the longest there were.
    """

    total: float
    yearly: float
    volatility: float
    worst_day: float
    max_drawdown: float
    under_water: float


class Beside(NamedTuple):
    """Total returns of what else could have been held: the underlying, and the multiple of it, restored each midnight
    or at every bar, without any cost."""

    holding: float
    daily: float
    continuous: float


def returns(run: Run) -> Returns:
    """Of a recorded run."""
    nav = np.concatenate(([FIRST_NAV], ideals.filled(run.nav)))
    time = np.concatenate((run.time[:1], run.time))
    ends = nav[np.append(np.flatnonzero(np.diff(time // ideals.DAY)), len(nav) - 1)]
    earlier = np.concatenate(([FIRST_NAV], ends[:-1]))
    days = ends[earlier > 0] / earlier[earlier > 0] - 1
    total = float(nav[-1] / FIRST_NAV - 1)
    years = float(time[-1] - time[0]) / ideals.DAY / YEAR_DAYS
    peaks = np.maximum.accumulate(nav)
    return Returns(
        total=total,
        yearly=(1 + total) ** (1 / years) - 1 if years > 0 else float("nan"),
        volatility=float(days.std(ddof=1)) * YEAR_DAYS**0.5 if len(days) > 1 else float("nan"),
        worst_day=float(min(days.min(), 0.0)),
        max_drawdown=float((nav / peaks - 1).min()),
        under_water=_longest(time / ideals.DAY, nav >= peaks),
    )


def beside(run: Run) -> Beside:
    """Over the same bars, from the first price to the last."""
    price = ideals.filled(run.price)
    parts = (price[-1] / price[0], ideals.daily(run)[-1] / FIRST_NAV, ideals.every_bar(run)[-1] / FIRST_NAV)
    return Beside(*(float(part) - 1 for part in parts))


def _longest(days: Floats, is_high: NDArray[np.bool_]) -> float:
    """The longest time between two highs, or from the last one to the end; 0 if every NAV is one."""
    highs = np.append(days[is_high], days[-1])
    gaps = np.diff(highs)
    bar = np.diff(days)
    usual = float(np.median(bar[bar > 0])) if (bar > 0).any() else 0.0
    longest = float(gaps.max(initial=0.0))
    return longest if longest > 1.5 * usual or not is_high[-1] else 0.0
