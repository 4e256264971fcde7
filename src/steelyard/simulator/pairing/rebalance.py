# SPDX-License-Identifier: Apache-2.0
"""One rebalance: the engine's `rebalance` in floats, and what it does to the side that is looked at."""

from typing import NamedTuple

from steelyard.simulator.bars import Floats
from steelyard.simulator.compiled import compiled
from steelyard.simulator.moves import Moves, with_row
from steelyard.simulator.pairing.metrics import BalanceSheet, Metrics, count_fee, count_step, exposure_of, sheet_of
from steelyard.simulator.pairing.position import Accrual, Position, drained, vault_of, zero_point
from steelyard.simulator.pairing.rebalancing import (
    BOUND,
    MARKET,
    MAX_STEPS,
    REVERTED,
    Band,
    merged,
    next_move,
    settled,
    split,
)


class Market(NamedTuple):
    """All parameters, and the side that is looked at; `max_reward` in units of U."""

    side: int
    is_bear: bool
    band: Band
    accrual: Accrual
    window: int
    period: int
    rebalance: float
    reward: float
    max_reward: float


class Moment(NamedTuple):
    """One price of a path: true in dollars, and as the oracle has it in the quote asset. `is_due`: a period is over."""

    bar: int
    true: float
    spot: float
    is_due: bool


@compiled
def sheet_at(market: Market, position: Position, true: float) -> BalanceSheet:
    """The side."""
    return sheet_of(vault_of(position, market.side), zero_point(position), true, market.is_bear)


@compiled
def quote_at(market: Market, true: float) -> float:
    """Dollars of a unit of the quote asset."""
    return true if market.is_bear else 1.0


@compiled
def reward_of(market: Market, underlying: float, true: float) -> float:
    """Dollars for the keeper."""
    return min(market.max_reward, underlying * market.rebalance * market.reward) * _dollars(market, true)


@compiled
def rebalance(
    metrics: Metrics, market: Market, position: Position, mean: float, moment: Moment, fills: Floats, keep: bool
) -> tuple[Position, Floats]:
    """Up to 64 rebalances of an accrued book: at the bounds while spot is far beyond them, the last at spot."""
    before = sheet_at(market, position, moment.true)
    if market.rebalance > 0:
        position = drained(position, position.underlying * market.rebalance)
        charged = sheet_at(market, position, moment.true)
        count_fee(metrics, before.worth, charged.worth)
        before = charged
    is_due, move = moment.is_due, BOUND
    steps = 0
    while move == BOUND and steps < MAX_STEPS:
        move, price = next_move(market.band, position.reference, moment.spot, mean, is_due)
        if move in REVERTED:
            break
        position, after = _step(metrics, market, position, move, price, moment)
        volume, cost = count_step(metrics, before, after, quote_at(market, moment.true))
        if keep:
            row = Moves(exposure_of(before), exposure_of(after), volume)
            fills = with_row(fills, metrics.fills - 1, moment.bar, row, cost)
        before, is_due = after, False
        steps += 1
    return position, fills


@compiled
def _step(
    metrics: Metrics, market: Market, position: Position, move: int, price: float, moment: Moment
) -> tuple[Position, BalanceSheet]:
    """One rebalance, and what the side is then. At the market price a vault worth less than a dollar is closed."""
    parts = merged(position, price)
    kept = settled(parts, _dollars(market, price)) if move == MARKET else parts
    position = split(position.target, kept, price)
    if kept[market.side] == parts[market.side]:
        return position, sheet_at(market, position, moment.true)
    metrics.ended = moment.bar
    return position, BalanceSheet(parts[market.side] * _dollars(market, moment.true), 0.0)


@compiled
def _dollars(market: Market, true: float) -> float:
    """Dollars of a unit of U."""
    return 1.0 if market.is_bear else true
