# SPDX-License-Identifier: Apache-2.0
"""The exact engine: the same loop, step by step in Python, around the integer twin of PairingPool."""

from dataclasses import replace
from math import nan

import numpy as np

from steelyard.model.pairing.pairing_engine import Rebalanced
from steelyard.model.pairing.rebalancing import rebalance_step
from steelyard.model.pairing.valuation import Side
from steelyard.simulator.moves import Moves, with_row
from steelyard.simulator.pairing.fast import first_of
from steelyard.simulator.pairing.keeper import NOBODY, is_here, is_worth, keeper_of, profit_of
from steelyard.simulator.pairing.metrics import (
    Metrics,
    begin,
    count_accrual,
    count_fee,
    count_step,
    exposure_of,
    totals_of,
)
from steelyard.simulator.pairing.terms import Curve, Terms
from steelyard.simulator.pairing.twin import TwinMarket
from steelyard.simulator.path import Path
from steelyard.simulator.record import record_of
from steelyard.simulator.run import Run
from steelyard.simulator.world import World
from steelyard.simulator.world.oracle import UNITS
from steelyard.strategy.pairing import preview


def run_exact(terms: Terms, path: Path, world: World) -> Run:
    """One share on one path. Raises ValueError for a funding curve that is not the protocol's."""
    if terms.funding_curve != Curve.of(terms.target):
        raise ValueError("paired: the contracts know the protocol's funding curve only")
    answers = world.oracle.answers(path)
    first = first_of(path)
    rounds = np.rint(answers.answer * UNITS)
    replay = _Replay(terms, path, world, int(rounds[first]), first)
    for i in range(len(path.time)):
        if answers.is_new[i] and i > first:
            replay.market.hear(int(rounds[i]), int(path.time[i]))
        replay.at(i)
        if i % path.per_bar == path.per_bar - 1:
            replay.end_bar(i)
    fills = replay.fills[:, : replay.metrics.fills]
    return Run.of(terms, path, totals_of(replay.metrics), replay.columns, fills, exact=True)


class _Replay:
    """A market from place `first` of a path on, and what was measured so far."""

    def __init__(self, terms: Terms, path: Path, world: World, answer: int, first: int) -> None:
        now, true = int(path.time[first]), float(path.price[first])
        self.terms, self.path, self.first, self.last = terms, path, first, -1
        self.market = TwinMarket(terms, world.equity, answer, now)
        self.keeper, self.lands = keeper_of(world, not terms.holders_rebalance), NOBODY
        self.marked = self.market.pool.position
        self.columns, self.fills = np.full((5, path.bars), nan), np.empty((5, 64))
        self.metrics = record_of(Metrics)
        worth = self.market.worth(self.marked, true)
        begin(self.metrics, worth, worth / self._quote(true) if self.market.side is Side.FUNDING else 0.0, now)

    def at(self, i: int) -> None:
        """One price of the path."""
        now, true = int(self.path.time[i]), float(self.path.price[i])
        if i < self.first or true != true or self.metrics.ended >= 0:
            return
        self.last = i
        self.market.come(now)
        if self.market.is_out():
            self.metrics.outside += now - self.metrics.seen_at
        self.metrics.seen_at = now
        self._work(i // self.path.per_bar, true, now)

    def end_bar(self, i: int) -> None:
        """Writes down the bar whose last price is at place `i`."""
        if self.last > i - self.path.per_bar and self.metrics.ended < 0:
            self._mark(float(self.path.price[self.last]))
        row, true = self.columns[:, i // self.path.per_bar], float(self.path.price[i])
        row[2:] = self.metrics.interest, self.metrics.fees, self.metrics.cost
        if self.metrics.ended >= 0:
            row[:2] = self.metrics.nav, 0.0
        elif true == true:
            row[:2] = self.metrics.nav, exposure_of(self.market.balance_sheet(self.marked, true))

    def _work(self, bar: int, true: float, now: int) -> None:
        if not is_here(self.keeper, self.lands, now):
            return
        has_come, self.lands = self.lands != NOBODY, NOBODY
        due = preview(self.market.pool)
        if due is None:
            return
        profit = profit_of(self.keeper, self.market.dollars(due.reward, true), now)
        if not is_worth(self.keeper, profit):
            return
        if not has_come and self.keeper.latency:
            self.lands = now + self.keeper.latency
            return
        self._mark(true)
        self.metrics.profit += profit
        self.market.rebalance()
        self._count(due.outcome, bar, true)
        self.marked = self.market.pool.position

    def _mark(self, true: float) -> None:
        """Counts what the side has paid since it was last looked at."""
        before, after = self.marked, self.market.pool.accrued_position()
        funded = replace(before, index=after.index)
        count_accrual(
            self.metrics,
            self.market.loss(before, funded, true),
            self.market.loss(funded, after, true),
            self.market.worth(after, true),
            after.index / before.index * (after.underlying / before.underlying),
            self._quote(true),
        )
        self.marked = after

    def _count(self, rebalanced: Rebalanced, bar: int, true: float) -> None:
        """The steps of a rebalance, from the book as last marked."""
        position = self.marked.drained(rebalanced.fee)
        before = self.market.balance_sheet(position, true)
        if rebalanced.fee:
            count_fee(self.metrics, self.market.worth(self.marked, true), before.worth)
        for number, step in enumerate(rebalanced.steps, start=1):
            position = (
                rebalance_step(position, step.price) if number < len(rebalanced.steps) else self.market.pool.position
            )
            after = self.market.balance_sheet(position, true)
            if number == len(rebalanced.steps) and self.market.is_ended:
                after, self.metrics.ended = self.market.remains(true), bar
            volume, cost = count_step(self.metrics, before, after, self._quote(true))
            row = Moves(exposure_of(before), exposure_of(after), volume)
            self.fills = with_row(self.fills, self.metrics.fills - 1, bar, row, cost)
            before = after

    def _quote(self, true: float) -> float:
        """Dollars of a unit of the quote asset."""
        return true if self.terms.is_bear else 1.0
