# SPDX-License-Identifier: Apache-2.0
"""The loop of the fast engine: one token on one path, in floats. The arithmetic is in the files that it imports."""

from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from steelyard.model.clock import DAY
from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.borrowed.book import CONFIRMED, WINDING, Book
from steelyard.simulator.borrowed.fills import carry_out, moves_of
from steelyard.simulator.borrowed.holders import Fees, fee_since, mint, open_book, redeem
from steelyard.simulator.borrowed.keeper import (
    KeeperTerms,
    Offer,
    Prices,
    best_offer,
    is_open,
    may_pay,
    no_offer,
    prices_at,
)
from steelyard.simulator.borrowed.lending import Pool, accrue, debt_at
from steelyard.simulator.borrowed.rule import Rule, is_dying
from steelyard.simulator.borrowed.tally import (
    Sheet,
    Tally,
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
from steelyard.simulator.borrowed.wind_down import step
from steelyard.simulator.compiled import compiled
from steelyard.simulator.moves import with_row

NOBODY = -1
"""No keeper is on his way."""

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
    """Rates per second (none where a model makes them), gas in dollars, flows per day, edges of the outages."""

    rates: Steps
    gas: Steps
    flows: Steps
    outages: Ints


class Watch:
    """The shape of a record: the keeper, gas in dollars now, when something changes next, where each series stands."""

    lands: int  # when the keeper who is on his way arrives
    is_out: int
    gas: float
    next_event: int
    next_day: int
    next_rate: int
    next_gas: int
    next_edge: int
    rate_at: int
    gas_at: int
    flow_at: int
    edge_at: int


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
    book: Book,
    tally: Tally,
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
                _open(book, tally, watch, token, equity, deposit, answer[i], price[i], time[i])
            last = i
            if time[i] >= watch.next_event:
                _happen(book, tally, watch, token, around, answer[i], price[i], time[i])
            if _look(book, tally, watch, token, answer[i], price[i], time[i]):
                fills = _work(book, tally, watch, token, answer[i], price[i], rounds, time[i], bar, fills, keep)
        if last >= 0:
            sheet = _sheet(book, token, price[last], time[last])
            mark(tally, sheet)
            if keep:
                _write(columns, bar, tally, sheet, token.is_bear, last == (bar + 1) * per_bar - 1)
        elif keep:
            columns[:2, bar], columns[2:, bar] = nan, 0.0
    return columns, fills[:, : tally.fills], _close(book, tally, token, price[last], time[last]) if last >= 0 else nan


@compiled
def _open(
    book: Book,
    tally: Tally,
    watch: Watch,
    token: Token,
    equity: float,
    deposit: float,
    answer: float,
    true: float,
    now: int,
) -> None:
    open_book(book, token.rule, token.pool, token.is_bear, equity, deposit, answer, now)
    begin(tally, _sheet(book, token, true, now), now)
    watch.lands, watch.next_day = NOBODY, _day_after(now)


@compiled
def _look(book: Book, tally: Tally, watch: Watch, token: Token, answer: float, true: float, now: int) -> bool:
    """Measures, at every price. Returns whether there may be something to do that pays."""
    debt, rule = debt_at(book, token.pool, now), token.rule
    long, short = _sides(token.is_bear, book.collateral, debt, true)
    observe(tally, long, short, rule.lower, rule.upper, bool(book.state & CONFIRMED), now)
    if debt <= 0:
        return False
    long, short = _sides(token.is_bear, book.collateral, debt, answer)
    if book.state & WINDING or is_dying(long, short):
        return True
    if watch.lands != NOBODY or watch.is_out:
        return now >= watch.lands and not watch.is_out
    equity = long - short
    is_inside = rule.lower * equity <= long <= rule.upper * equity
    if is_inside and not book.state and now <= book.on_target_at + rule.interval:
        return False
    is_over = long > rule.target * equity
    prices = prices_at(token.is_bear, answer, true)
    return may_pay(book, rule, token.pool, debt, prices, token.keeper, watch.gas, now, is_over)


@compiled
def _write(columns: Floats, bar: int, tally: Tally, sheet: Sheet, is_bear: bool, is_priced: bool) -> None:
    long, short = sheet.collateral * sheet.collateral_price, sheet.debt * sheet.debt_price
    columns[0, bar] = nav_of(sheet) if is_priced else nan
    columns[1, bar] = exposure_of(long, short, is_bear) if is_priced else nan
    columns[2, bar], columns[3, bar], columns[4, bar] = tally.interest, tally.fees, tally.cost


@compiled
def _close(book: Book, tally: Tally, token: Token, true: float, now: int) -> float:
    """Counts what lenders would still lose at the last price; returns the last NAV."""
    accrue(book, token.pool, now)
    sheet = _sheet(book, token, true, now)
    counted = book.carried if book.is_impaired else sheet.debt
    count_hole(tally, counted, sheet.collateral * sheet.collateral_price / sheet.debt_price, book.reserve)
    return nav_of(sheet)


# ------------------------------------------------------------------ what changes with time


@compiled
def _happen(
    book: Book, tally: Tally, watch: Watch, token: Token, around: Around, answer: float, true: float, now: int
) -> None:
    """A new rate or price of gas, an outage that begins or ends, and once a day those who come and go."""
    if now >= watch.next_rate:
        _change_rate(book, watch, token.pool, around.rates, now)
    if now >= watch.next_gas:
        watch.gas_at = _last_step(around.gas, watch.gas_at, now)
        watch.gas, watch.next_gas = around.gas.value[watch.gas_at], _end_of(around.gas, watch.gas_at)
    if now >= watch.next_edge:
        while watch.edge_at < len(around.outages) and around.outages[watch.edge_at] <= now:
            watch.edge_at += 1
        watch.is_out = watch.edge_at % 2
        watch.next_edge = around.outages[watch.edge_at] if watch.edge_at < len(around.outages) else NEVER
    if now >= watch.next_day:
        _flow(book, tally, watch, token, around.flows, answer, true, now)
        watch.next_day = _day_after(now)
    watch.next_event = min(watch.next_rate, watch.next_gas, watch.next_edge, watch.next_day)


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
def _change_rate(book: Book, watch: Watch, pool: Pool, rates: Steps, now: int) -> None:
    """A rate told holds from the first price at or after its record."""
    watch.next_rate = NEVER
    if len(rates.time) > 0:
        accrue(book, pool, now)
        watch.rate_at = _last_step(rates, watch.rate_at, now)
        book.rate, watch.next_rate = rates.value[watch.rate_at], _end_of(rates, watch.rate_at)


# ------------------------------------------------------------------ what is done


@compiled
def _work(
    book: Book,
    tally: Tally,
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
    step(book, tally, token.pool, token.fees, prices, rounds, now, bar)
    offer = _offer(book, watch, token, prices, now)
    if offer.fill.out <= 0:
        return fills
    before = _sheet(book, token, true, now)
    mark(tally, before)
    carry_out(book, tally, token.rule, token.pool, token.fees, offer, prices.oracle, now)
    after = _sheet(book, token, true, now)
    moves = moves_of(
        token.is_bear, prices.oracle, (before.collateral, before.debt), (after.collateral, after.debt), offer.fill.moved
    )
    cost = count_fill(tally, before, after, offer.sold, offer.venue_pays, watch.gas, moves.volume)
    return with_row(fills, tally.fills - 1, bar, moves, cost) if keep else fills


@compiled
def _offer(book: Book, watch: Watch, token: Token, prices: Prices, now: int) -> Offer:
    """What the keeper does now; he looks, comes `latency` later and looks again."""
    if watch.is_out or (watch.lands != NOBODY and now < watch.lands):
        return no_offer()
    has_come, watch.lands = watch.lands != NOBODY, NOBODY
    debt = debt_at(book, token.pool, now)
    if not is_open(book, token.rule, debt, prices.oracle, now):
        return no_offer()
    offer = best_offer(book, token.rule, token.pool, debt, prices, token.keeper, watch.gas, now)
    if has_come or token.keeper.latency == 0 or offer.fill.out <= 0:
        return offer
    watch.lands = now + token.keeper.latency
    return no_offer()


@compiled
def _flow(
    book: Book, tally: Tally, watch: Watch, token: Token, flows: Steps, answer: float, true: float, now: int
) -> None:
    watch.flow_at = _last_step(flows, watch.flow_at, now)
    part = flows.value[watch.flow_at]
    before = _sheet(book, token, true, now)
    if part == 0 or book.state & WINDING or equity_of(before) <= 0:
        return
    mark(tally, before)
    prices = prices_at(token.is_bear, answer, true)
    if part > 0:
        done = mint(book, token.rule, token.pool, token.fees, part, prices.oracle, prices.quote, now)
    else:
        done = redeem(book, token.pool, token.fees, min(-part, 1.0), now)
    if done:
        count_flow(tally, before, _sheet(book, token, true, now))


# ------------------------------------------------------------------ what is seen


@compiled
def _sides(is_bear: bool, collateral: float, debt: float, underlying: float) -> tuple[float, float]:
    """Dollars held and owed."""
    return (collateral, debt * underlying) if is_bear else (collateral * underlying, debt)


@compiled
def _sheet(book: Book, token: Token, true: float, now: int) -> Sheet:
    supply = book.supply + fee_since(book, token.fees, now)
    prices = prices_at(token.is_bear, true, true)
    return Sheet(book.collateral, debt_at(book, token.pool, now), supply, prices.collateral, prices.debt)
