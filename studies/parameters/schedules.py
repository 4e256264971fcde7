# SPDX-License-Identifier: Apache-2.0
"""Other answers to what a fill may cost, for comparison with the rule of the contracts.

The rule pays the mean of the tolerance over the way from the leverage at which a fill starts to the one at which it
lands. Here it may also pay the whole tolerance of the leverage at which it starts, or what a clock says that runs since
the fill was due, whatever the leverage. No interest and no wind-down: a token ends when its equity is gone.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import inf, nan

import numpy as np

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.leverage.keeper import ROOM, ROUNDS, SMALLEST_PART
from steelyard.simulator.leverage.rule import (
    Fill,
    Rule,
    deleverage_fill,
    highest_tolerance,
    in_floats,
    is_outside,
    ratio_of,
    releverage_fill,
)
from steelyard.simulator.leverage.terms import QUOTE_UNIT
from steelyard.simulator.path import Path
from steelyard.simulator.record import record_of
from steelyard.simulator.run import FIRST_NAV, Fills, Run, Totals
from steelyard.simulator.world import World
from steelyard.simulator.world.venue import Depth, received

NOBODY = -1
MIN_EQUITY = 1.0  # dollar: with less nothing is kept any more


class Way(IntEnum):
    """Of saying what a fill may cost."""

    MEAN = 0
    START = 1
    CLOCK = 2


START, CLOCK = int(Way.START), int(Way.CLOCK)


class Account:
    """The shape of a record: a token, and what is counted of it."""

    collateral: float
    debt: float
    cost: float
    fills: float
    outside: float
    seen: float
    profit: float
    coverage: float
    nav: float
    seen_at: int
    due_at: int
    lands: int


@dataclass(frozen=True)
class Schedule:
    """`token` by another schedule; a clock adds `speed` a second to the least tolerance, up to the greatest."""

    token: Borrowed
    way: Way
    speed: float = 0.0

    @property
    def name(self) -> str:
        """As in a table."""
        return f"{self.token.name}, {self.way.name.lower()}"

    @property
    def factor(self) -> float:
        """Of the underlying's move, signed."""
        return self.token.factor

    def run(self, path: Path, world: World, *, record: bool = False) -> Run:
        """Only the totals are kept; lenders lose what assets were short of the debt at worst."""
        account, keeper = record_of(Account), world.keeper
        _replay(
            path.time, path.price, world.oracle.answers(path).answer,
            in_floats(self.token.parameters(QUOTE_UNIT).rule()), self.token.is_bear, int(self.way), self.speed,
            world.venue.numbers(), keeper.latency, keeper.share, float(world.gas.dollars().value[0]), world.equity,
            account,
        )  # fmt: skip
        totals = Totals(
            nav=float(account.nav), interest=0.0, fees=0.0, cost=float(account.cost), fills=float(account.fills),
            turnover=nan, outside=float(account.outside / max(account.seen, 1.0)),
            keeper_profit=float(account.profit), coverage=float(account.coverage),
            lender_loss=max(0.0, 1 - float(account.coverage)), reserve_used=0.0, ended=-1.0,
        )  # fmt: skip
        none, no = np.empty(0), np.empty(0, dtype=np.int64)
        fills = Fills(no, none, none, none, none)
        return Run(self.name, self.factor, False, totals, no, none, none, none, none, none, none, fills)


@compiled
def _replay(
    time: Ints,
    price: Floats,
    answer: Floats,
    rule: Rule,
    is_bear: bool,
    way: int,
    speed: float,
    venue: Depth,
    latency: int,
    share: float,
    gas: float,
    equity: float,
    account: Account,
) -> None:
    shares = equity / FIRST_NAV
    for i in range(len(time)):
        now, true = time[i], price[i]
        if true != true:
            continue
        # of a unit of collateral and of debt in dollars; of one in the other, by the oracle
        dollars = (1.0, true) if is_bear else (true, 1.0)
        rate = 1 / answer[i] if is_bear else answer[i]
        if account.collateral == 0:
            _open(account, rule, is_bear, answer[i], equity, now)
        _observe(account, rule, dollars, shares, now)
        if account.nav * shares < MIN_EQUITY:
            account.nav = 0.0
            return
        if not _is_due(account, rule, rate, now) or now < account.lands:
            continue
        has_come, account.lands = account.lands != NOBODY, NOBODY
        clock = min(rule.minimum + speed * (now - account.due_at), rule.top)
        fill, kept = _offer(account, rule, rate, way, clock, dollars, venue, gas, share)
        if fill.out > 0 and (has_come or latency == 0):
            _carry_out(account, rule, rate, fill, dollars, shares)
            account.profit += kept
        elif fill.out > 0:
            account.lands = now + latency


@compiled
def _open(account: Account, rule: Rule, is_bear: bool, answer: float, equity: float, now: int) -> None:
    """On target by the oracle."""
    if is_bear:
        account.collateral, account.debt = equity * rule.target, equity * (rule.target - 1) / answer
    else:
        account.collateral, account.debt = equity * rule.target / answer, equity * (rule.target - 1)
    account.seen_at, account.coverage = now, inf
    account.lands = account.due_at = NOBODY


@compiled
def _is_due(account: Account, rule: Rule, rate: float, now: int) -> bool:
    """Whether a fill may start, by the oracle; keeps the second since which it may."""
    assets = account.collateral * rate
    if assets <= account.debt:
        return False
    if not is_outside(rule, assets, account.debt):
        account.lands = account.due_at = NOBODY
        return False
    if account.due_at == NOBODY:
        account.due_at = now
    return True


@compiled
def _observe(account: Account, rule: Rule, dollars: tuple[float, float], shares: float, now: int) -> None:
    long, short = account.collateral * dollars[0], account.debt * dollars[1]
    account.coverage = min(account.coverage, long / short)
    account.seen += now - account.seen_at
    if not rule.lower * (long - short) <= long <= rule.upper * (long - short):
        account.outside += now - account.seen_at
    account.seen_at = now
    account.nav = max(0.0, long - short) / shares


@compiled
def _carry_out(
    account: Account, rule: Rule, rate: float, fill: Fill, dollars: tuple[float, float], shares: float
) -> None:
    if _is_over(account, rule, rate):
        account.collateral -= fill.out
        account.debt -= fill.payment
    else:
        account.collateral += fill.payment
        account.debt += fill.out
    left = (account.collateral * dollars[0] - account.debt * dollars[1]) / shares
    account.cost += account.nav - left
    account.fills += 1
    account.nav = max(0.0, left)


@compiled
def _offer(
    account: Account,
    rule: Rule,
    rate: float,
    way: int,
    clock: float,
    dollars: tuple[float, float],
    venue: Depth,
    gas: float,
    share: float,
) -> tuple[Fill, float]:
    """The largest part that pays, and what its keeper keeps of it in dollars."""
    is_over = _is_over(account, rule, rate)
    out_price, in_price = dollars if is_over else (dollars[1], dollars[0])
    whole = _fill(account, rule, rate, inf, 0.0)
    part = 1
    while part <= SMALLEST_PART and whole.out > 0:
        maximum = inf if part == 1 else whole.out / part
        part *= 2
        cost = _max_cost(account, rule, rate, maximum, way, clock)
        fill = _fill(account, rule, rate, maximum, cost)
        kept = _kept(fill, out_price, in_price, venue, gas)
        if kept <= 0:
            continue
        if share < 1:
            moved = fill.moved * dollars[1] if is_over else fill.payment / (1 - cost) * in_price
            fill = _fill(account, rule, rate, maximum, cost - (1 - share) * kept / moved)
        return fill, _kept(fill, out_price, in_price, venue, gas)
    return Fill(0.0, 0.0, 0.0, 0.0), 0.0


@compiled
def _kept(fill: Fill, out_price: float, in_price: float, venue: Depth, gas: float) -> float:
    return received(fill.out * out_price, venue.depth, venue.fee, venue.room) - fill.payment * in_price - gas


@compiled
def _max_cost(account: Account, rule: Rule, rate: float, maximum: float, way: int, clock: float) -> float:
    """Never so much that a fill would not lower the leverage ratio."""
    ratio = ratio_of(account.collateral * rate, account.debt)
    if way == CLOCK:
        return min(clock, 1 / (2 * ratio))
    if way == START:
        return min(highest_tolerance(rule, ratio, _is_over(account, rule, rate)), 1 / (2 * ratio))
    highest, allowed = 0.0, _fill(account, rule, rate, maximum, 0.0).allowed
    for _ in range(ROUNDS):
        cost = allowed - ROOM
        if highest > 0 and cost <= highest:
            break
        allowed = _fill(account, rule, rate, maximum, cost).allowed
        if cost <= allowed:
            highest = cost
    return highest


@compiled
def _fill(account: Account, rule: Rule, rate: float, maximum: float, cost: float) -> Fill:
    if _is_over(account, rule, rate):
        return deleverage_fill(rule, account.collateral, account.debt, rate, maximum, cost)
    return releverage_fill(rule, account.collateral, account.debt, rate, maximum, cost)


@compiled
def _is_over(account: Account, rule: Rule, rate: float) -> bool:
    assets = account.collateral * rate
    return bool(assets > rule.target * (assets - account.debt))
