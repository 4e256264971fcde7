# SPDX-License-Identifier: Apache-2.0
"""What the engine is measured beside: the same rule as a plain loop, and what vectors can do of it."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from steelyard.model.clock import DAY
from steelyard.simulator.bars import Floats
from steelyard.simulator.borrowed import Borrowed
from steelyard.simulator.path import Path
from steelyard.simulator.run import FIRST_NAV
from steelyard.simulator.world import FixedRate, FlatCost, Gas, Keeper, Oracle, World

FREE = World(
    oracle=Oracle(deviation=0.0, heartbeat=0),
    venue=FlatCost(0.0),
    gas=Gas(gwei=0.0),
    keeper=Keeper(latency=0, share=0.0),
    lenders=FixedRate(0.0),
)
"""Where the engine does no more than the plain loop: fills are free and at once."""


def plain_loop(rule: Borrowed, path: Path) -> Floats:
    """NAV of a bull by bar: back to the target as soon as it is out of its band, or a day after it was there last.

    Less than the engine does: no oracle, exchange, keeper, interest or fee.
    """
    target, upper, lower = rule.exposure, rule.exposure * rule.upper, rule.exposure * rule.lower
    coins = debt = 0.0
    on_target = 0
    navs = []
    for now, price in zip(path.time.tolist(), path.price.tolist(), strict=True):
        if not coins:
            coins, debt, on_target = FIRST_NAV * target / price, FIRST_NAV * (target - 1), now
        assets = coins * price
        equity = assets - debt
        if not lower <= assets / equity <= upper or now > on_target + rule.interval:
            traded = target * equity - assets
            coins, debt, on_target = coins + traded / price, debt + traded, now
        navs.append(equity)
    return np.array(navs)


def vectors(factor: float, path: Path) -> Floats:
    """NAV by bar of a daily rebalance, with numpy: all that whole arrays can do, since a band needs a loop."""
    per_day = DAY // int(path.time[1] - path.time[0])
    days = len(path.price) // per_day
    price = path.price[: days * per_day].reshape(days, per_day)
    before = np.concatenate(([price[0, 0]], price[:-1, -1]))
    inner = 1 + factor * (price / before[:, None] - 1)
    start = FIRST_NAV * np.concatenate(([1.0], np.cumprod(inner[:-1, -1])))
    nav: Floats = (start[:, None] * inner).ravel()
    return nav


def has_vectorbt() -> bool:
    """Whether the peer is installed here; it is no dependency of ours."""
    return find_spec("vectorbt") is not None


def vectorbt(path: Path) -> Any:
    """A portfolio put back to 100% once a day, the most that its target orders can: they know no leverage above 1."""
    size = np.full(len(path.price), np.nan)
    size[:: DAY // int(path.time[1] - path.time[0])] = 1.0
    return (
        import_module("vectorbt")
        .Portfolio.from_orders(path.price, size=size, size_type="targetpercent", freq="5min")
        .value()
    )
