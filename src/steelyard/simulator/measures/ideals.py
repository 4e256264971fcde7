# SPDX-License-Identifier: Apache-2.0
"""What the promised multiple would have made of the same prices, without cost, interest or fee."""

import numpy as np

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.run import FIRST_NAV, Run

DAY = 86_400


def every_bar(run: Run) -> Floats:
    """NAV of the multiple kept at every bar: what continuous rebalancing comes to at this resolution."""
    return compounded(run.price, run.factor)


def daily(run: Run) -> Floats:
    """NAV of the multiple restored at the last price of each UTC day; within the day it drifts with the price."""
    price = filled(run.price)
    day = run.time // DAY
    starts = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    anchors = np.maximum(starts - 1, 0)  # the last bar of the day before; the first bar for the first day
    base = np.repeat(price[anchors], np.diff(np.append(starts, len(price))))
    drift = np.maximum(1 + run.factor * (price / base - 1), 0)
    ends = np.append(starts[1:], len(price)) - 1
    nav = np.concatenate([[1.0], np.cumprod(drift[ends])[:-1]])
    return FIRST_NAV * np.repeat(nav, np.diff(np.append(starts, len(price)))) * drift


def since_rebalance(run: Run) -> Floats:
    """NAV that each bar would have had, had exactly the multiple been kept since the bar of the last rebalance."""
    price = filled(run.price)
    last = last_fill(run)
    before = np.where(np.isfinite(run.nav[last]), run.nav[last], 0.0)
    return before * np.maximum(1 + run.factor * (price / price[last] - 1), 0)


def last_fill(run: Run) -> Ints:
    """For each bar the last bar before it in which there was a rebalance; the first bar where there was none."""
    marks = np.zeros(len(run.time), dtype=np.int64)
    marks[run.fills.bar] = run.fills.bar
    last = np.maximum.accumulate(marks)
    return np.concatenate([[0], last[:-1]])


def compounded(price: Floats, factor: float) -> Floats:
    """FIRST_NAV times the product of `1 + factor * return`, 0 from the first return that takes everything."""
    price = filled(price)
    steps = np.maximum(1 + factor * (price[1:] / price[:-1] - 1), 0)
    return FIRST_NAV * np.concatenate([[1.0], np.cumprod(steps)])


def filled(price: Floats) -> Floats:
    """The last price seen at each bar; before the first one, the first."""
    seen = np.flatnonzero(np.isfinite(price))
    if not len(seen):
        raise ValueError("measures: there is no price at all")
    at = np.maximum(np.searchsorted(seen, np.arange(len(price)), side="right") - 1, 0)
    return price[seen[at]]
