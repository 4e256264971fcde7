# SPDX-License-Identifier: Apache-2.0
"""What every engine answers: one token on one path."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.path import Path

FIRST_NAV = 100.0  # dollars a share at the start, whatever the rule


class Named(Protocol):
    """What a run is told of its rule."""

    @property
    def name(self) -> str: ...
    @property
    def factor(self) -> float: ...


class Totals(NamedTuple):
    """Sums over a whole run.

    `interest`, `fees` and `cost` (of rebalancing: all that fills gave away against the true price) are dollars per
    share of a NAV that began at 100, so that the NAV's change is the gains from the price less these three.
    """

    nav: float  # dollars a share at the end; 0 if everything was lost
    interest: float
    fees: float
    cost: float
    fills: float  # how many rebalances were made
    turnover: float  # value traded by them, each in parts of the equity at that moment
    outside: float  # part of the time with a price in which the exposure was outside the rule's band
    keeper_profit: float  # dollars, after gas
    coverage: float  # the lowest of assets over debt that lenders saw at the true price; infinite without lenders
    lender_loss: float  # part of the largest debt that lenders did not get back, after the reserve
    reserve_used: float  # part of the largest debt that the pool's reserve covered
    ended: float  # bar at which the rule closed the token (wind-down, termination, wipe-out); -1 if it lives


class Fills(NamedTuple):
    """One row for each rebalance, in the order of time."""

    bar: Ints
    exposure_before: Floats  # signed, of the underlying
    exposure_after: Floats
    volume: Floats  # parts of the equity
    cost: Floats  # part of the volume


@dataclass(frozen=True)
class Run:
    """Bar by bar: NAV a share in dollars, signed exposure, and the running sums of interest, fees and cost a share.

    `exact` says that it was made by the integer twin. Arrays are empty where only the totals were asked for.
    """

    rule: str
    factor: float  # that the rule promises, signed
    exact: bool
    totals: Totals
    time: Ints
    price: Floats
    nav: Floats
    exposure: Floats
    interest: Floats
    fees: Floats
    cost: Floats
    fills: Fills

    @classmethod
    def of(
        cls, rule: "Named", path: Path, totals: Totals, columns: Floats, fills: Floats, *, exact: bool = False
    ) -> "Run":
        """From what kernels write: NAV, exposure, interest, fees and cost by bar; the fields of `Fills`, by fill."""
        nav, exposure, interest, fees, cost = columns
        return cls(
            rule=rule.name,
            factor=rule.factor,
            exact=exact,
            totals=totals,
            time=path.bar_time[: len(nav)],
            price=path.bar_price[: len(nav)],
            nav=nav,
            exposure=exposure,
            interest=interest,
            fees=fees,
            cost=cost,
            fills=Fills(fills[0].astype(np.int64), *fills[1:]),
        )
