# SPDX-License-Identifier: Apache-2.0
"""What the engine is measured beside: the same rule as a plain loop, and what vectors can do of it."""

import subprocess
from collections.abc import Callable
from ctypes import CDLL, c_double, c_long
from importlib import import_module
from importlib.util import find_spec
from math import exp
from pathlib import Path as Folder
from shutil import which
from typing import Any

import numpy as np

from steelyard.model.clock import DAY, YEAR
from steelyard.simulator.bars import Floats
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage import Borrowed
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


def plain_loop(rule: Borrowed, path: Path, world: World) -> list[tuple[float, float, float, float]]:
    """NAV, exposure, interest and cost of a bull by bar, as one writes it first: the engine's rule, simply.

    To the landing when the oracle shows it out of its band, if the least tolerance pays for the gas. The oracle does
    not lag, the keeper is not late and knows one cost, lenders one rate, nobody comes or goes, nothing is wound down.
    """
    target, upper, lower = rule.exposure, rule.exposure * rule.upper, rule.exposure * rule.lower
    oracle, gas = world.oracle, float(world.gas.dollars().value[0])
    per_second = float(world.lenders.rates(path.time[:1])[0]) / YEAR
    minimum = rule.tolerance.minimum if gas else 0.0
    coins = debt = answer = interest = cost = 0.0
    round_at = last = 0
    rows = []
    for now, price in zip(path.time.tolist(), path.price.tolist(), strict=True):
        if not answer or abs(price / answer - 1) >= oracle.deviation or now - round_at >= oracle.heartbeat:
            answer, round_at = round(price, 8), now
        if not coins:
            coins, debt, last = FIRST_NAV * target / answer, FIRST_NAV * (target - 1), now
        grown = debt * exp(per_second * (now - last))
        interest, debt, last = interest + grown - debt, grown, now
        assets = coins * answer
        ratio = assets / (assets - debt)
        if not lower <= ratio <= upper:
            landing = target + rule.landing * ((upper if ratio > upper else lower) - target)
            volume = abs(landing * (assets - debt) - assets)
            if volume * world.equity / FIRST_NAV * minimum >= gas:
                paid = volume * minimum
                coins += (landing * (assets - debt - paid) - assets) / answer
                debt += landing * (assets - debt - paid) - assets + paid
                cost += paid
        nav = coins * price - debt
        rows.append((nav, coins * price / nav, interest, cost))
    return rows


@compiled
def short_loop(price: Floats, target: float, lower: float, upper: float, growth: float, cost: float) -> Floats:
    """The least that a band needs, compiled: interest a bar, one cost, no oracle, no delay, no wind-down."""
    nav = np.empty(len(price))
    coins, debt = 100 * target / price[0], 100 * (target - 1)
    for i in range(len(price)):
        debt *= growth
        assets = coins * price[i]
        equity = assets - debt
        if not lower * equity <= assets <= upper * equity:
            paid = abs(target * equity - assets) * cost
            debt += target * (equity - paid) - assets + paid
            coins = target * (equity - paid) / price[i]
            equity -= paid
        nav[i] = equity
    return nav


C = """
#include <math.h>
void loop(const double *price, long count, double target, double lower, double upper, double growth, double cost,
          double *nav) {
    double coins = 100 * target / price[0], debt = 100 * (target - 1);
    for (long i = 0; i < count; i++) {
        debt *= growth;
        double assets = coins * price[i], equity = assets - debt;
        if (!(lower * equity <= assets && assets <= upper * equity)) {
            double paid = fabs(target * equity - assets) * cost;
            debt += target * (equity - paid) - assets + paid;
            coins = target * (equity - paid) / price[i];
            equity -= paid;
        }
        nav[i] = equity;
    }
}
"""
"""The same in C."""


def c_loop(folder: Folder) -> Callable[..., Floats] | None:
    """`short_loop` by the C compiler of this machine; None where there is none."""
    compiler = which("cc")
    if compiler is None:
        return None
    source, library = folder / "loop.c", folder / "loop.so"
    source.write_text(C)
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
    function = CDLL(str(library)).loop
    array = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
    function.argtypes, function.restype = [array, c_long, *[c_double] * 5, array], None

    def run(price: Floats, *numbers: float) -> Floats:
        nav = np.empty(len(price))
        function(price, len(price), *numbers, nav)
        return nav

    return run


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
