# SPDX-License-Identifier: Apache-2.0
"""The loop of the fast engine: one token on one path, in floats. The arithmetic is in the files that it imports."""

from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from steelyard.model.clock import DAY
from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.leverage.fills import carry_out, moves_of
from steelyard.simulator.leverage.holders import Fees, fee_since, mint, open_position, redeem
from steelyard.simulator.leverage.keeper import (
    KeeperTerms,
    Offer,
    Prices,
    best_offer,
    is_open,
    may_pay,
    no_offer,
    prices_at,
)
from steelyard.simulator.leverage.lending import Pool, accrue, debt_at
from steelyard.simulator.leverage.metrics import (
    BalanceSheet,
    Metrics,
    begin,
    count_fill,
    count_flow,
    count_hole,
    equity_of,
    exposure_of,
    mark,
    nav_of,
    observe,
)
from steelyard.simulator.leverage.position import OPEN, SALE, STARTED, Position
from steelyard.simulator.leverage.rule import Rule, is_dying
from steelyard.simulator.leverage.wind_down import step
from steelyard.simulator.moves import with_row
from steelyard.simulator.world.venue import Depth

NOBODY = -1
"""No keeper is on the way."""

NEVER = 2**62


class Token(NamedTuple):
    """All parameters of a token and of those who work on it."""

    is_bear: bool
    rule: Rule
    fees: Fees
    pool: Pool
    keeper: KeeperTerms


class Steps(NamedTuple):
    """A `Series`, for kernels."""

    time: Ints
    value: Floats


class Around(NamedTuple):
    """Rates per second (none where a model makes them), gas in dollars, flows per day, parts of the venue's depth, the
    whole of it, edges of the outages."""

    rates: Steps
    gas: Steps
    flows: Steps
    depths: Steps
    venue: Depth
    outages: Ints


class Watch:
    """The shape of a record: the keeper, gas in dollars now, when something changes next, where each series stands."""

    lands: int  # when the keeper who is on the way arrives
    is_out: int
    gas: float
    next_event: int
    next_day: int
    next_rate: int
    next_gas: int
    next_edge: int
    next_depth: int
    rate_at: int
    gas_at: int
    flow_at: int
    edge_at: int
    depth_at: int


@compiled
def replay(
    time: Ints,
    price: Floats,
    per_bar: int,
    answer: Floats,
    is_new: NDArray[np.bool_],
    token: Token,
    around: Around,
    equity: float,
    deposit: float,
    position: Position,
    metrics: Metrics,
    watch: Watch,
    keep: bool,
) -> tuple[Floats, Floats, float]:
    """Returns NAV, exposure, interest, fees and cost by bar; bar, exposures, volume and cost by fill; the last NAV.

    `equity` and `deposit` in dollars; the records are blank, and hold the end of the run afterwards. Without
    `keep` the columns stay empty. Without a price at the end of a bar there is neither NAV nor exposure.
    """
    bars = len(time) // per_bar
    columns, fills = np.empty((5, bars if keep else 0)), np.empty((5, 64 if keep else 0))
    rounds, last = 0, -1
    for bar in range(bars):
        for i in range(bar * per_bar, (bar + 1) * per_bar):
            rounds += is_new[i]
            if price[i] != price[i]:
                continue
            if last < 0:
                _open(position, metrics, watch, token, equity, deposit, answer[i], price[i], time[i])
            last = i
            if time[i] >= watch.next_event:
                _happen(position, metrics, watch, token, around, answer[i], price[i], time[i])
            if _look(position, metrics, watch, token, answer[i], price[i], time[i]):
                fills = _work(position, metrics, watch, token, answer[i], price[i], rounds, time[i], bar, fills, keep)
        if last >= 0:
            sheet = _sheet(position, token, price[last], time[last])
            mark(metrics, sheet)
            if keep:
                _write(columns, bar, metrics, sheet, token.is_bear, last == (bar + 1) * per_bar - 1)
        elif keep:
            columns[:2, bar], columns[2:, bar] = nan, 0.0
    return (
        columns,
        fills[:, : metrics.fills],
        _close(position, metrics, token, price[last], time[last]) if last >= 0 else nan,
    )


@compiled
def _open(
    position: Position,
    metrics: Metrics,
    watch: Watch,
    token: Token,
    equity: float,
    deposit: float,
    answer: float,
    true: float,
    now: int,
) -> None:
    open_position(position, token.rule, token.pool, token.is_bear, equity, deposit, answer, now)
    begin(metrics, _sheet(position, token, true, now), now)
    watch.lands, watch.next_day = NOBODY, _day_after(now)


@compiled
def _look(
    position: Position, metrics: Metrics, watch: Watch, token: Token, answer: float, true: float, now: int
) -> bool:
    """Measures, at every price. Returns whether there may be something to do that pays."""
    debt, rule = debt_at(position, token.pool, now), token.rule
    long, short = _sides(token.is_bear, position.collateral, debt, true)
    observe(metrics, long, short, rule.lower, rule.upper, position.stage >= SALE, now)
    if debt <= 0:
        return False
    long, short = _sides(token.is_bear, position.collateral, debt, answer)
    if position.stage == STARTED or position.stage == SALE or is_dying(long, short):
        return True
    if watch.lands != NOBODY or watch.is_out:
        return now >= watch.lands and not watch.is_out
    equity = long - short
    if rule.lower * equity <= long <= rule.upper * equity:
        return False
    is_over = long > rule.target * equity
    prices = prices_at(token.is_bear, answer, true)
    return may_pay(position, rule, token.pool, debt, prices, token.keeper, watch.gas, now, is_over)


@compiled
def _write(columns: Floats, bar: int, metrics: Metrics, sheet: BalanceSheet, is_bear: bool, is_priced: bool) -> None:
    long, short = sheet.collateral * sheet.collateral_price, sheet.debt * sheet.debt_price
    columns[0, bar] = nav_of(sheet) if is_priced else nan
    columns[1, bar] = exposure_of(long, short, is_bear) if is_priced else nan
    columns[2, bar], columns[3, bar], columns[4, bar] = metrics.interest, metrics.fees, metrics.cost


@compiled
def _close(position: Position, metrics: Metrics, token: Token, true: float, now: int) -> float:
    """Counts what lenders would still lose at the last price; returns the last NAV."""
    accrue(position, token.pool, now)
    sheet = _sheet(position, token, true, now)
    counted = position.carried if position.is_impaired else sheet.debt
    count_hole(metrics, counted, sheet.collateral * sheet.collateral_price / sheet.debt_price, position.reserve)
    return nav_of(sheet)


# ------------------------------------------------------------------ what changes with time


@compiled
def _happen(
    position: Position,
    metrics: Metrics,
    watch: Watch,
    token: Token,
    around: Around,
    answer: float,
    true: float,
    now: int,
) -> None:
    """A new rate or price of gas, an outage that begins or ends, and once a day those who come and go."""
    if now >= watch.next_rate:
        _change_rate(position, watch, token.pool, around.rates, now)
    if now >= watch.next_gas:
        watch.gas_at = _last_step(around.gas, watch.gas_at, now)
        watch.gas, watch.next_gas = around.gas.value[watch.gas_at], _end_of(around.gas, watch.gas_at)
    if now >= watch.next_depth:
        _change_depth(watch, token.keeper, around, now)
    if now >= watch.next_edge:
        while watch.edge_at < len(around.outages) and around.outages[watch.edge_at] <= now:
            watch.edge_at += 1
        watch.is_out = watch.edge_at % 2
        watch.next_edge = around.outages[watch.edge_at] if watch.edge_at < len(around.outages) else NEVER
    if now >= watch.next_day:
        _flow(position, metrics, watch, token, around.flows, answer, true, now)
        watch.next_day = _day_after(now)
    watch.next_event = min(watch.next_rate, watch.next_gas, watch.next_edge, watch.next_day, watch.next_depth)


@compiled
def _day_after(now: int) -> int:
    return (now // DAY + 1) * DAY


@compiled
def _last_step(steps: Steps, place: int, now: int) -> int:
    """The last record at `now`, from `place` on."""
    while place + 1 < len(steps.time) and steps.time[place + 1] <= now:
        place += 1
    return place


@compiled
def _end_of(steps: Steps, place: int) -> int:
    return int(steps.time[place + 1]) if place + 1 < len(steps.time) else NEVER


@compiled
def _change_depth(watch: Watch, keeper: KeeperTerms, around: Around, now: int) -> None:
    watch.depth_at = _last_step(around.depths, watch.depth_at, now)
    part, watch.next_depth = around.depths.value[watch.depth_at], _end_of(around.depths, watch.depth_at)
    keeper.depth, keeper.room = around.venue.depth * part, around.venue.room * part


@compiled
def _change_rate(position: Position, watch: Watch, pool: Pool, rates: Steps, now: int) -> None:
    """A rate told holds from the first price at or after its record."""
    watch.next_rate = NEVER
    if len(rates.time) > 0:
        accrue(position, pool, now)
        watch.rate_at = _last_step(rates, watch.rate_at, now)
        position.rate, watch.next_rate = rates.value[watch.rate_at], _end_of(rates, watch.rate_at)


# ------------------------------------------------------------------ what is done


@compiled
def _work(
    position: Position,
    metrics: Metrics,
    watch: Watch,
    token: Token,
    answer: float,
    true: float,
    rounds: int,
    now: int,
    bar: int,
    fills: Floats,
    keep: bool,
) -> Floats:
    """A step of a wind-down by whoever sees it, then a fill by the keeper; returns the columns of fills."""
    prices = prices_at(token.is_bear, answer, true)
    step(position, metrics, token.pool, token.fees, prices.oracle, prices.quote, rounds, now, bar)
    offer = _offer(position, watch, token, prices, now)
    if offer.fill.out <= 0:
        return fills
    before = _sheet(position, token, true, now)
    mark(metrics, before)
    carry_out(position, metrics, token.pool, token.fees, offer, prices.oracle, now)
    after = _sheet(position, token, true, now)
    moves = moves_of(
        token.is_bear, prices.oracle, (before.collateral, before.debt), (after.collateral, after.debt), offer.fill.moved
    )
    cost = count_fill(metrics, before, after, offer.sold, offer.venue_pays, watch.gas, moves.volume)
    return with_row(fills, metrics.fills - 1, bar, moves, cost) if keep else fills


@compiled
def _offer(position: Position, watch: Watch, token: Token, prices: Prices, now: int) -> Offer:
    """What the keeper does now; they look, come `latency` later and look again."""
    if watch.is_out or (watch.lands != NOBODY and now < watch.lands):
        return no_offer()
    has_come, watch.lands = watch.lands != NOBODY, NOBODY
    debt = debt_at(position, token.pool, now)
    if not is_open(position, token.rule, debt, prices.oracle):
        return no_offer()
    offer = best_offer(position, token.rule, token.pool, debt, prices, token.keeper, watch.gas, now)
    if has_come or token.keeper.latency == 0 or offer.fill.out <= 0:
        return offer
    watch.lands = now + token.keeper.latency
    return no_offer()


@compiled
def _flow(
    position: Position, metrics: Metrics, watch: Watch, token: Token, flows: Steps, answer: float, true: float, now: int
) -> None:
    watch.flow_at = _last_step(flows, watch.flow_at, now)
    part = flows.value[watch.flow_at]
    before = _sheet(position, token, true, now)
    if part == 0 or position.stage != OPEN or equity_of(before) <= 0:
        return
    mark(metrics, before)
    prices = prices_at(token.is_bear, answer, true)
    if part > 0:
        done = mint(position, token.rule, token.pool, token.fees, part, prices.oracle, prices.quote, now)
    else:
        done = redeem(position, token.pool, token.fees, min(-part, 1.0), now)
    if done:
        count_flow(metrics, before, _sheet(position, token, true, now))


# ------------------------------------------------------------------ what is seen


@compiled
def _sides(is_bear: bool, collateral: float, debt: float, underlying: float) -> tuple[float, float]:
    """Dollars held and owed."""
    return (collateral, debt * underlying) if is_bear else (collateral * underlying, debt)


@compiled
def _sheet(position: Position, token: Token, true: float, now: int) -> BalanceSheet:
    supply = position.supply + fee_since(position, token.fees, now)
    prices = prices_at(token.is_bear, true, true)
    return BalanceSheet(position.collateral, debt_at(position, token.pool, now), supply, prices.collateral, prices.debt)
