# SPDX-License-Identifier: Apache-2.0
"""The loop of the fast engine: one share on one path, in floats. The arithmetic is in the files that it imports."""

from math import nan

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.paired.book import FUNDING, Book, accrued, rate, utilization, vault_of, zero_point
from steelyard.simulator.paired.feed import NO_MEAN, hear, in_quote, mean_answer, no_rounds
from steelyard.simulator.paired.keeper import NOBODY, Keeper, is_here, is_worth, profit_of
from steelyard.simulator.paired.poke import Market, Moment, poke, quote_at, reward_of, sheet_at
from steelyard.simulator.paired.resplit import REFUSED, holds, next_move
from steelyard.simulator.paired.tally import Tally, begin, count_accrual, exposure_of
from steelyard.simulator.world.oracle import UNITS


class Watch:
    """The shape of a record: what is known between two prices. The mean may be out of range until `busy_until`."""

    heard: int  # rounds
    is_out: int  # spot, of the range
    busy_until: int
    resplit_at: int
    due_at: int  # after a period
    yearly: float  # funding since the last re-split
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
    book: Book,
    tally: Tally,
    watch: Watch,
    keep: bool,
) -> tuple[Floats, Floats]:
    """Returns NAV, exposure, interest, fees and cost by bar; bar, exposures, volume and cost by fill.

    `book` is the market's at the first price, which is at place `first`; the feed was there before. The
    records are blank, and hold the end of the run afterwards. Without `keep` the columns stay empty.
    """
    bars = len(time) // per_bar
    columns, fills = np.full((5, bars if keep else 0), nan), np.empty((5, 64 if keep else 0))
    rounds, marked, last = no_rounds(), book, -1
    watch.heard = hear(rounds, 0, answer[first], time[first] - market.window)
    _begin(tally, watch, market, book, price[first], time[first])
    for bar in range(bars):
        for i in range(bar * per_bar, (bar + 1) * per_bar):
            now, true = time[i], price[i]
            if is_new[i] and i > first:
                watch.heard = hear(rounds, watch.heard, answer[i], now)
                _look(watch, market, book.reference, answer[i], now)
            if true != true or tally.ended >= 0:
                continue
            last = i
            tally.outside += watch.is_out * (now - tally.seen_at)
            tally.seen_at = now
            if not _is_quiet(watch, now):
                moment = Moment(bar, true, in_quote(market.is_bear, answer[i]), now >= watch.due_at)
                mean = _agreed_mean(tally, watch, market, keeper, book, rounds, moment, now)
                if mean > 0:
                    accrued_now = _mark(tally, watch, market, book, marked, true, now)
                    book, fills = poke(tally, market, accrued_now, mean, moment, fills, keep)
                    _settle_in(watch, market, book, moment.spot, now)
                    marked = book
        if last >= bar * per_bar and tally.ended < 0:
            marked = _mark(tally, watch, market, book, marked, price[last], time[last])
        if keep:
            _write(columns, bar, tally, market, marked, price[(bar + 1) * per_bar - 1])
    return columns, fills[:, : tally.fills]


# ------------------------------------------------------------------ what is seen


@compiled
def _begin(tally: Tally, watch: Watch, market: Market, book: Book, true: float, now: int) -> None:
    worth = sheet_at(market, book, true).worth
    begin(tally, worth, worth / quote_at(market, true) if market.side == FUNDING else 0.0, now)
    _settle_in(watch, market, book, book.reference, now)
    watch.lands = NOBODY


@compiled
def _settle_in(watch: Watch, market: Market, book: Book, spot: float, now: int) -> None:
    """A new book, of whose range answers from before may be out."""
    watch.is_out, watch.busy_until = not holds(market.band, book.reference, spot), now + market.window
    watch.resplit_at, watch.due_at = now, now + market.period
    watch.yearly = rate(market.accrual, book.target, utilization(book))


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
def _mark(tally: Tally, watch: Watch, market: Market, book: Book, marked: Book, true: float, now: int) -> Book:
    """The book as an operation would find it now; counts what it paid since it was last looked at."""
    later = accrued(book, market.accrual, watch.yearly, now - watch.resplit_at)
    before, price, quote = vault_of(marked, market.side), in_quote(market.is_bear, true), quote_at(market, true)
    rise = min(zero_point(later), price) - min(zero_point(marked), price)
    part = later.underlying / marked.underlying
    worth = sheet_at(market, later, true).worth
    count_accrual(
        tally,
        (before.leveraged - before.funding) * rise * quote,
        worth / part - worth,
        worth,
        later.funding_index / marked.funding_index * part,
        quote,
    )
    return later


@compiled
def _write(columns: Floats, bar: int, tally: Tally, market: Market, book: Book, true: float) -> None:
    """Without a price at the end of a bar there is neither NAV nor exposure; what has ended keeps its NAV."""
    columns[2, bar], columns[3, bar], columns[4, bar] = tally.interest, tally.fees, tally.cost
    if tally.ended >= 0:
        columns[0, bar], columns[1, bar] = tally.nav, 0.0
    elif true == true:
        columns[0, bar], columns[1, bar] = tally.nav, exposure_of(sheet_at(market, book, true))


# ------------------------------------------------------------------ what is done


@compiled
def _agreed_mean(
    tally: Tally, watch: Watch, market: Market, keeper: Keeper, book: Book, rounds: Ints, moment: Moment, now: int
) -> float:
    """The mean price at which the keeper pokes now, which he does for what it pays; 0 if he does not."""
    if not is_here(keeper, watch.lands, now):
        return 0.0
    has_come, watch.lands = watch.lands != NOBODY, NOBODY
    answer = mean_answer(rounds, watch.heard, now, market.window)
    if answer == NO_MEAN:
        return 0.0
    mean = in_quote(market.is_bear, answer / UNITS)
    if next_move(market.band, book.reference, moment.spot, mean, moment.is_due)[0] in REFUSED:
        return 0.0
    underlying = accrued(book, market.accrual, watch.yearly, now - watch.resplit_at).underlying
    profit = profit_of(keeper, reward_of(market, underlying, moment.true), now)
    if not is_worth(keeper, profit):
        return 0.0
    if has_come or keeper.latency == 0:
        tally.profit += profit
        return mean
    watch.lands = now + keeper.latency
    return 0.0
