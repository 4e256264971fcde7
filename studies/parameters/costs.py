# SPDX-License-Identifier: Apache-2.0
"""What holders of a 3x pay a year for its rebalances, by where a fill lands, what it may keep at least, and gas.

`python -m studies.parameters.costs --data DIR` on ETH closes of five minutes, month by month; with `--cover` instead
how near lenders of the offered tokens come to a loss, on all months of majors through the extremes of each bar. Ends
with exit code 1 if the defaults cost more than the goals, or if fewer months were played than there must be.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from steelyard.model.clock import HOUR, YEAR
from steelyard.simulator.inside import Kind as Inside
from steelyard.simulator.leverage import Borrowed, Tolerance
from steelyard.simulator.sweep import vary
from steelyard.simulator.world import FixedRate, FlatCost, Gas, Keeper, Oracle, World
from studies.crashes.kinds import COVERED, FILL_GAS, MINUTE, POOL_FEE, Kind
from studies.parameters.markets import MAJORS
from studies.parameters.samples import Months
from studies.parameters.trial import FIVE_MINUTES
from studies.parameters.trials import SAFE

GOALS = {1.0: 0.055, 0.0: 0.025}
"""Of the NAV a year at most, by the part of the allowed cost that the keeper keeps."""

MIN_MONTHS, MIN_COVERED, MIN_FILLS = 60, 150, 200
"""Months played, and fills a year of the defaults: fewer, and little was seen."""
EQUITY = 1e6
FEED, INTEREST, ETHER = 0.0015, 0.05, 2_000.0
CHEAP = 1e-6  # gas of a fill, in parts of the equity
LANDINGS = (0.0, 0.25, 0.5, 0.65, 0.8)
MINIMUMS = (0.0, 0.0001, 0.0002, 0.0005, 0.001)
GAS = (1e-6, 1e-5, 4e-5, 1e-4, 2e-4, 4e-4)


@dataclass(frozen=True)
class Cost:
    """A year of data: `cost` and `turnover` in parts of the NAV; over all months, lowest assets over debt."""

    fills: float
    turnover: float
    cost: float
    outside: float
    coverage: float


def world(share: float, gas: float) -> World:
    """A prompt keeper who keeps `share`, before an exchange that takes its fee and no more."""
    gwei = gas * EQUITY / (FILL_GAS * ETHER) * 1e9
    return World(
        oracle=Oracle(deviation=FEED, heartbeat=HOUR, lag=0),
        venue=FlatCost(POOL_FEE),
        gas=Gas(FILL_GAS, gwei, ETHER),
        keeper=Keeper(latency=0, share=share),
        lenders=FixedRate(INTEREST),
        equity=EQUITY,
    )


def measured(rule: Borrowed, share: float, gas: float, months: Months) -> Cost:
    """Of all months."""
    paths = [months.path(index) for part in months.parts for index in part]
    runs = [rule.run(path, world(share, gas)) for path in paths]
    years = sum(float(path.time[-1] - path.time[0]) for path in paths) / YEAR
    return Cost(
        fills=sum(run.totals.fills for run in runs) / years,
        turnover=sum(run.totals.turnover for run in runs) / years,
        cost=sum(float((run.fills.cost * run.fills.volume).sum()) for run in runs) / years,
        outside=sum(run.totals.outside for run in runs) / len(runs),
        coverage=min(run.totals.coverage for run in runs),
    )


def report(months: Months, show: Callable[[str], None]) -> list[str]:
    """Shows the tables; returns what the defaults break."""
    show(f"{months.name}: {len(months.months)} months")
    shown: dict[tuple[float, float, float, float], Cost] = {}
    trials = [(landing, 0.0002, CHEAP, share) for landing in LANDINGS for share in GOALS]
    trials += [(0.65, minimum, CHEAP, share) for minimum in MINIMUMS for share in GOALS]
    trials += [(landing, 0.0002, gas, 1.0) for gas in GAS for landing in LANDINGS]
    show("landing  minimum  gas/equity  kept   fills  turnover   cost  outside  lowest")
    for trial in dict.fromkeys(trials):
        landing, minimum, gas, share = trial
        rule = Borrowed(landing=landing, tolerance=Tolerance(minimum=minimum))
        one = shown[trial] = measured(rule, share, gas, months)
        show(
            f"{landing:7.2f}  {minimum:7.2%}  {gas:10.0e}  {share:4.0%}  {one.fills:6.0f}  {one.turnover:8.1f}  "
            f"{one.cost:5.2%}  {one.outside:7.2%}  {one.coverage:6.3f}"
        )
    faults = [] if len(months.months) >= MIN_MONTHS else [f"{len(months.months)} months; at least {MIN_MONTHS}"]
    default = Borrowed()
    for share, goal in GOALS.items():
        one = shown[default.landing, default.tolerance.minimum, CHEAP, share]
        if one.fills < MIN_FILLS:
            faults.append(f"a keeper who keeps {share:.0%} fills {one.fills:.0f} times a year; at least {MIN_FILLS}")
        if one.cost > goal:
            faults.append(f"a keeper who keeps {share:.0%} costs {one.cost:.2%} of the NAV a year; goal {goal:.1%}")
    return faults


def nearness(samples: list[Months], kind: Kind) -> tuple[int, list[float]]:
    """Months played, and the lowest assets over debt of each of them with each latency up to 15 minutes, in order."""
    token, paths = MAJORS.token(kind), [months.path(i) for months in samples for part in months.parts for i in part]
    worlds = [vary(MAJORS.world(kind), {"keeper.latency": late}) for late in range(MINUTE, COVERED + MINUTE, MINUTE)]
    lowest = [token.run(path, world, record=False).totals.coverage for path in paths for world in worlds]
    return len(paths), sorted(lowest)


def cover(folder: Path, show: Callable[[str], None]) -> list[str]:
    """Shows the table; returns what is wrong with it."""
    asked = [Months(asset, step, folder, False, Inside.EXTREMES) for asset, step in MAJORS.assets]
    samples, played = [months for months in asked if months.is_there], 0
    show("token  months  lowest  mean of the ten lowest  mean")
    for kind in SAFE:
        played, lowest = nearness(samples, kind)
        mean = sum(lowest) / len(lowest)
        show(f"{kind.name:5}  {played:6}  {lowest[0]:6.3f}  {sum(lowest[:10]) / 10:22.3f}  {mean:.3f}")
    return [] if played >= MIN_COVERED else [f"{played} months; at least {MIN_COVERED}"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m studies.parameters.costs", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a folder of market data")
    parser.add_argument("--cover", action="store_true", help="what lenders risk instead of what holders pay")
    options = parser.parse_args()
    months = Months("ETH", FIVE_MINUTES, options.data, True, Inside.CLOSES)
    faults = cover(options.data, print) if options.cover else report(months, print)
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
