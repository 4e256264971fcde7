# SPDX-License-Identifier: Apache-2.0
"""What makes a result mean something else than it seems to: said above it."""

from collections.abc import Iterable

import numpy as np

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.data.times import iso
from steelyard.simulator.inside import Spread
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.measures import ideals
from steelyard.simulator.path import Path
from steelyard.simulator.peers import Peer
from steelyard.simulator.rule import Rule, Verifiable
from steelyard.simulator.run import FIRST_NAV, Run, Totals
from steelyard.simulator.world import World, grain

USUAL_DAY = 0.05  # a move of the price that comes every few days
MOST_COST = 0.02  # of the rebalance that it asks for
MOST_OUTSIDE = 0.2  # part of the time
MOST_SPREAD = 0.5  # between the lowest and the highest NAV, of their mean


def of_path(rules: Iterable[Rule], world: World, path: Path) -> list[str]:
    """What of the world is finer than the prices; peers see every price at once, and have neither keeper nor feed."""
    return grain.told(world, path) if any(isinstance(rule, Verifiable) for rule in rules) else []


def of_run(rule: Rule, run: Run, world: World) -> list[str]:
    """Of a recorded run."""
    return _outgrown(rule, run, world) + of_totals(rule.name, run.totals, run.time)


def of_ways(rule: Rule, spread: Spread | None) -> list[str]:
    """Of how far a result hangs on what happened inside the bars."""
    if spread is None:
        return []
    if 0 < spread.ended < spread.paths:
        return [
            f"{rule.name} ended in {spread.ended} of {spread.paths} ways that its prices may have gone inside the "
            "bars: only finer bars say whether it did"
        ]
    if spread.high - spread.low > MOST_SPREAD * spread.mean:
        return [
            f"{rule.name} ends between {spread.low:,.2f} and {spread.high:,.2f}, on average at {spread.mean:,.2f}, "
            f"over {spread.paths} ways that its prices may have gone inside the bars: take finer bars to know more"
        ]
    return []


def of_totals(name: str, totals: Totals, times: Ints) -> list[str]:
    """Of a run of which the totals are known; `times`: of its bars."""
    notes = []
    if totals.outside > MOST_OUTSIDE:
        notes.append(
            f"{name} was outside its band {totals.outside:.0%} of the time: what it shows is not the multiple that it "
            "promises"
        )
    if totals.ended >= 0:
        end = iso(int(times[int(totals.ended)]))
        notes.append(f"{name} ended {end} UTC, with a NAV of {totals.nav:,.2f}: all that came after passed it by")
    return notes


def _outgrown(rule: Rule, run: Run, world: World) -> list[str]:
    """A day's move of x asks a multiple k for a rebalance of k(k - 1)x of the equity: see Cheng and Madhavan (2009)."""
    if not (isinstance(rule, Borrowed) or isinstance(rule, Peer) and not rule.is_free):
        return []
    part = abs(rule.factor * (rule.factor - 1)) * USUAL_DAY
    equity = world.equity * ideals.filled(run.nav) / FIRST_NAV * _supply(run, world)
    place = int(equity.argmax())
    if world.venue.cost(part * float(equity[place])) <= MOST_COST:
        return []
    costs = np.array([world.venue.cost(part * float(one)) for one in equity])
    first = iso(int(run.time[int((costs > MOST_COST).argmax())]))[:10]
    return [
        f"{rule.name} outgrew its exchange on {first}: with up to {equity[place]:,.0f} dollars of equity, the "
        f"rebalance after a move of {USUAL_DAY:.0%} would cost {costs[place]:.1%} of its volume; begin with less "
        "(world.equity), let holders leave (world.flows.net), or take a deeper exchange (world.venue.depth)"
    ]


def _supply(run: Run, world: World) -> Floats:
    """What the flows made of the supply, by bar."""
    flows = world.flows.daily().at(run.time)
    days = np.diff(run.time // ideals.DAY, prepend=run.time[0] // ideals.DAY)
    grown: Floats = np.cumprod(1 + np.maximum(flows, -1) * (days > 0))
    return grown
