# SPDX-License-Identifier: Apache-2.0
"""Every number of a world and of a rule has bounds, and a sentence that names value, bound and remedy."""

from collections.abc import Callable
from math import inf, nan
from typing import Any, cast

import numpy as np
import pytest

from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.leverage.terms import Fees, Tolerance
from steelyard.simulator.pairing import Pairing
from steelyard.simulator.peers.peer import Peer
from steelyard.simulator.rules import FAMILIES, named, offered
from steelyard.simulator.series import Series
from steelyard.simulator.world import (
    ActiveLiquidity,
    Adaptive,
    FixedRate,
    FlatCost,
    Flows,
    Gas,
    HistoricRate,
    Keeper,
    Kinked,
    Oracle,
    Pool,
    Reserves,
    World,
)

LOW_AND_HIGH: dict[str, tuple[Callable[..., Any], float, float]] = {
    "oracle.deviation": (lambda x: Oracle(deviation=x), -1, 1),
    "oracle.heartbeat": (lambda x: Oracle(heartbeat=x), -1, 1e11),
    "oracle.lag": (lambda x: Oracle(lag=x), -1, 1e11),
    "venue.fee": (lambda x: FlatCost(x), -0.1, 2),
    "venue.depth": (lambda x: Reserves(x), 0, 1e16),
    "venue.reach": (lambda x: ActiveLiquidity(reach=x), 0, 1e7),
    "gas.units": (lambda x: Gas(units=x), -1, 1e9),
    "gas.gwei": (lambda x: Gas(gwei=x), -1, 1e7),
    "gas.ether": (lambda x: Gas(ether=x), -1, 1e10),
    "keeper.latency": (lambda x: Keeper(latency=x), -1, 1e11),
    "keeper.min_profit": (lambda x: Keeper(min_profit=x), -1, 1e16),
    "keeper.share": (lambda x: Keeper(share=x), -0.1, 1.1),
    "keeper.outages": (lambda x: Keeper(outages=((0, x),)), -1e11, 1e11),
    "rate": (lambda x: FixedRate(x), -5, 5),
    "rate of the record": (lambda x: HistoricRate(Series(np.array([0, 1, 2]), np.array([0, 0, x]))), -51, 51),
    "lenders.size": (lambda x: Pool(size=x), 0, 1e16),
    "lenders.utilization": (lambda x: Pool(utilization=x), 0, 1.1),
    "lenders.reserve_factor": (lambda x: Pool(reserve_factor=x), -0.1, 0.31),
    "lenders.hourly_part": (lambda x: Pool(hourly_part=x), 0.04, 1.1),
    "lenders.model.base": (lambda x: Kinked(base=x), -0.1, 3.1),
    "lenders.model.speed": (lambda x: Adaptive(speed=x), -1, 101),
    "flows.net": (lambda x: Flows(x), -1.1, 11),
    "world.equity": (lambda x: World(equity=x), -5, 1e16),
    "exposure": (lambda x: Borrowed(exposure=x), -1, 1e11),
    "over": (lambda x: Borrowed(tolerance=Tolerance(over=x)), -2, 2),
    "management": (lambda x: Borrowed(fees=Fees(management=x)), -2, 2),
    "factor": (lambda x: Peer("one", x), -21, 21),
    "interval": (lambda x: Peer("one", 3, interval=x), -1, 1e11),
    "speed": (lambda x: Peer("one", 3, speed=x), -0.1, 1.1),
    "yearly_fee": (lambda x: Peer("one", 3, yearly_fee=x), -0.1, 1.1),
}


@pytest.mark.parametrize("name", LOW_AND_HIGH)
def test_below_above_and_what_is_no_number(name: str) -> None:
    make, low, high = LOW_AND_HIGH[name]
    for value in (low, high):
        with pytest.raises(ValueError, match=rf"{name} is {value:g}; it must be from .* to .*".replace("+", r"\+")):
            make(value)
    if name != "rate of the record":  # a series takes no such value
        for odd in (nan, inf, -inf, "much", True, None) if name != "lenders.size" else (nan, inf, "much", True):
            with pytest.raises(ValueError, match=rf"{name} is .*, which is no finite number; write one from"):
                make(odd)


@pytest.mark.parametrize("make", [lambda x: Oracle(lag=x), lambda x: Keeper(latency=x), lambda x: Gas(units=x)])
def test_what_is_counted_is_whole(make: Callable[[float], object]) -> None:
    make(2.0)
    with pytest.raises(ValueError, match="is 1.5; write a whole number"):
        make(1.5)


def test_series_are_looked_at_as_a_whole() -> None:
    with pytest.raises(ValueError, match=r"the lowest gas\.gwei is -1"):
        Gas(gwei=Series(np.array([0, 1]), np.array([5.0, -1.0])))
    percent = Series(np.array([0, 1, 2]), np.array([4.0, 5.0, 3.0]))
    with pytest.raises(ValueError, match="the middle rate of the record is 4; .* a column in percent ends in _pct"):
        HistoricRate(percent)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (
            lambda: offered(Borrowed(exposure=50)),
            r"terms: bull target: 1.5 to 10 \(given 50, minimum 1.5, maximum 10\)",
        ),
        (
            lambda: offered(Borrowed(tolerance=Tolerance(under=0.01))),
            r"terms: tolerance: under over 0.5% \(given 0.01, maximum 0.005\)",
        ),
        (
            lambda: offered(Borrowed(tolerance=Tolerance(over=0.5))),
            r"terms: tolerance: emergency below over \(given 0.03, minimum 0.5",
        ),
        (lambda: offered(Borrowed(fees=Fees(mint=0.5))), r"terms: mint fee: over 1% \(given 0.5, maximum 0.01\)"),
        (lambda: Kinked(kink=1.0), r"lenders.model: kink: 1% to 99% \(given 1, minimum 0.01, maximum 0.99\)"),
        (lambda: Kinked(base=0.5), r"lenders.model: rate at kink: below base \(given 0.08, minimum 0.5\)"),
        (lambda: Adaptive(steepness=0.5), r"lenders.model: steepness: 1 to 10 \(given 0.5"),
        (lambda: Peer("one", 3, extremes=(4, 2)), r"extremes is \(4, 2\); write the lower and the upper end"),
        (lambda: Peer("one", 3, kept=cast(Any, 3.0)), "kept is 3.0; write the lower and the upper end"),
    ],
)
def test_bounds_of_the_contracts(make: Callable[[], object], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        make()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("multiple", ["nan", "inf", "-inf", "0", "50", "-50", "three", ""])
def test_multiples_that_no_rule_has(family: str, multiple: str) -> None:
    with pytest.raises(ValueError, match=f"'{family}:{multiple}': write family:multiple"):
        named(f"{family}:{multiple}")


def test_defaults_are_within_their_bounds() -> None:
    World.default(), Pool(), Kinked(), Adaptive(), Borrowed(), Pairing.of(3)
