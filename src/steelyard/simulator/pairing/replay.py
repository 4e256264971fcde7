# SPDX-License-Identifier: Apache-2.0
"""The loop of the fast engine: one share on one path, in floats. The arithmetic is in the files that it imports."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.pairing.feed import NO_MEAN, hear, in_quote, mean_answer, no_rounds
from steelyard.simulator.pairing.keeper import NOBODY, Keeper, is_here, is_worth, profit_of
from steelyard.simulator.pairing.metrics import Metrics, begin, count_accrual, exposure_of
from steelyard.simulator.pairing.position import FUNDING, Position, accrued, rate, utilization, vault_of, zero_point
from steelyard.simulator.pairing.rebalance import Market, Moment, quote_at, rebalance, reward_of, sheet_at
from steelyard.simulator.pairing.rebalancing import REVERTED, holds, next_move
from steelyard.simulator.world.oracle import UNITS


class Watch:
    """The shape of a record: what is known between two prices. The mean may be out of range until `busy_until`."""

    heard: int  # rounds
    is_out: int  # spot, of the range
    busy_until: int
    rebalance_at: int
    due_at: int  # after a period
    yearly: float  # funding since the last rebalance
    lands: int  # the keeper


@compiled
def replay(
    time: Ints,
    price: Floats,
    per_bar: int,
    answer: Floats,
    is_new: NDArray[np.bool_],
    first: int,
    market: Market,
    keeper: Keeper,
    position: Position,
    metrics: Metrics,
    watch: Watch,
    keep: bool,
) -> tuple[Floats, Floats]:
    """Returns NAV, exposure, interest, fees and cost by bar; bar, exposures, volume and cost by fill.

    `position` is the market's at the first price, which is at place `first`; the feed was there before. The
    records are blank, and hold the end of the run afterwards. Without `keep` the columns stay empty.
    """
    bars = len(time) // per_bar
    columns, fills = np.full((5, bars if keep else 0), nan), np.empty((5, 64 if keep else 0))
    rounds, marked, last = no_rounds(), position, -1
    watch.heard = hear(rounds, 0, answer[first], time[first] - market.window)
    _begin(metrics, watch, market, position, price[first], time[first])
    for bar in range(bars):
        for i in range(bar * per_bar, (bar + 1) * per_bar):
            now, true = time[i], price[i]
            if is_new[i] and i > first:
                watch.heard = hear(rounds, watch.heard, answer[i], now)
                _look(watch, market, position.reference, answer[i], now)
            if true != true or metrics.ended >= 0:
                continue
            last = i
            metrics.outside += watch.is_out * (now - metrics.seen_at)
            metrics.seen_at = now
            if not _is_quiet(watch, now):
                moment = Moment(bar, true, in_quote(market.is_bear, answer[i]), now >= watch.due_at)
                mean = _agreed_mean(metrics, watch, market, keeper, position, rounds, moment, now)
                if mean > 0:
                    accrued_now = _mark(metrics, watch, market, position, marked, true, now)
                    position, fills = rebalance(metrics, market, accrued_now, mean, moment, fills, keep)
                    _settle_in(watch, market, position, moment.spot, now)
                    marked = position
        if last >= bar * per_bar and metrics.ended < 0:
            marked = _mark(metrics, watch, market, position, marked, price[last], time[last])
        if keep:
            _write(columns, bar, metrics, market, marked, price[(bar + 1) * per_bar - 1])
    return columns, fills[:, : metrics.fills]


# ------------------------------------------------------------------ what is seen


@compiled
def _begin(metrics: Metrics, watch: Watch, market: Market, position: Position, true: float, now: int) -> None:
    worth = sheet_at(market, position, true).worth
    begin(metrics, worth, worth / quote_at(market, true) if market.side == FUNDING else 0.0, now)
    _settle_in(watch, market, position, position.reference, now)
    watch.lands = NOBODY


@compiled
def _settle_in(watch: Watch, market: Market, position: Position, spot: float, now: int) -> None:
    """A new book, of whose range answers from before may be out."""
    watch.is_out, watch.busy_until = not holds(market.band, position.reference, spot), now + market.window
    watch.rebalance_at, watch.due_at = now, now + market.period
    watch.yearly = rate(market.accrual, position.target, utilization(position))


@compiled
def _look(watch: Watch, market: Market, reference: float, answer: float, now: int) -> None:
    """While every answer of the window is in range, so is their mean."""
    is_out = not holds(market.band, reference, in_quote(market.is_bear, answer))
    if watch.is_out and not is_out:
        watch.busy_until = max(watch.busy_until, now + market.window)
    watch.is_out = is_out


@compiled
def _is_quiet(watch: Watch, now: int) -> bool:
    """Whether there is nothing to do but wait."""
    return not watch.is_out and watch.busy_until <= now < watch.due_at and watch.lands == NOBODY


@compiled
def _mark(
    metrics: Metrics, watch: Watch, market: Market, position: Position, marked: Position, true: float, now: int
) -> Position:
    """The book as an operation would find it now; counts what it paid since it was last looked at."""
    later = accrued(position, market.accrual, watch.yearly, now - watch.rebalance_at)
    before, price, quote = vault_of(marked, market.side), in_quote(market.is_bear, true), quote_at(market, true)
    rise = min(zero_point(later), price) - min(zero_point(marked), price)
    part = later.underlying / marked.underlying
    worth = sheet_at(market, later, true).worth
    count_accrual(
        metrics,
        (before.leveraged - before.funding) * rise * quote,
        worth / part - worth,
        worth,
        later.funding_index / marked.funding_index * part,
        quote,
    )
    return later


@compiled
def _write(columns: Floats, bar: int, metrics: Metrics, market: Market, position: Position, true: float) -> None:
    """Without a price at the end of a bar there is neither NAV nor exposure; what has ended keeps its NAV."""
    columns[2, bar], columns[3, bar], columns[4, bar] = metrics.interest, metrics.fees, metrics.cost
    if metrics.ended >= 0:
        columns[0, bar], columns[1, bar] = metrics.nav, 0.0
    elif true == true:
        columns[0, bar], columns[1, bar] = metrics.nav, exposure_of(sheet_at(market, position, true))


# ------------------------------------------------------------------ what is done


@compiled
def _agreed_mean(
    metrics: Metrics,
    watch: Watch,
    market: Market,
    keeper: Keeper,
    position: Position,
    rounds: Ints,
    moment: Moment,
    now: int,
) -> float:
    """The mean price at which the keeper rebalances now, which they do for what it pays; 0 if they do not."""
    if not is_here(keeper, watch.lands, now):
        return 0.0
    has_come, watch.lands = watch.lands != NOBODY, NOBODY
    answer = mean_answer(rounds, watch.heard, now, market.window)
    if answer == NO_MEAN:
        return 0.0
    mean = in_quote(market.is_bear, answer / UNITS)
    if next_move(market.band, position.reference, moment.spot, mean, moment.is_due)[0] in REVERTED:
        return 0.0
    underlying = accrued(position, market.accrual, watch.yearly, now - watch.rebalance_at).underlying
    profit = profit_of(keeper, reward_of(market, underlying, moment.true), now)
    if not is_worth(keeper, profit):
        return 0.0
    if has_come or keeper.latency == 0:
        metrics.profit += profit
        return mean
    watch.lands = now + keeper.latency
    return 0.0
