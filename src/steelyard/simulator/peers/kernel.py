# SPDX-License-Identifier: Apache-2.0
"""The loop behind every peer: a position of the underlying beside cash, a share of a NAV that begins at 100 dollars."""

from math import inf, nan

import numpy as np

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.moves import Moves, with_row
from steelyard.simulator.run import FIRST_NAV
from steelyard.simulator.world.venue import Depth, trade_cost

YEAR = 31_536_000.0
PERPETUAL = 2
"""`Financing.PERPETUAL`, as a number that kernels know."""

UNITS, CASH, INTEREST, FEES, COST, TURNOVER, SEEN, OUTSIDE, MADE, ENDED, LOST, SINCE, LOOK, STATE = range(14)
"""Places in the state of a token; the last is how many there are."""

Numbers = tuple[float, ...]


@compiled
def replay(
    time: Ints,
    price: Floats,
    per_bar: int,
    factor: float,
    equity: float,
    rate: Floats,
    financing: int,
    schedule: Numbers,
    ranges: Numbers,
    venue: Depth,
    record: bool,
) -> tuple[Floats, Floats, Floats]:
    """Returns NAV, exposure, interest, fees and cost by bar; bar, exposures, volume and cost by fill; the totals.

    `schedule`: interval, second of the day, speed, yearly fee, fee a trade, fee on the loan at a trade. `ranges`: lower
    and upper end of what is left alone at a look, of what is left alone at any time, and of where a trade may end. A
    token whose NAV falls to zero stays there; what is missing is the loss of whoever financed it.
    """
    columns = np.full((5, len(time) // per_bar if record else 0), nan)
    fills = np.zeros((5, 64 if record else 0))
    state = np.zeros(STATE)
    state[ENDED], state[LOOK] = -1.0, inf
    last = nan
    for i in range(len(time)):
        p, now, bar = price[i], float(time[i]), i // per_bar
        if p == p and state[ENDED] < 0:
            if last != last:
                _begin(state, p, now, factor, schedule)
            last = p
            elapsed = _carry(state, p, now, rate[bar], financing, schedule[3])
            nav = state[CASH] + state[UNITS] * p
            size = abs(state[UNITS] * p) / nav if nav > 0 else inf
            _watch(state, p, nav, size, elapsed, bar, ranges)
            if nav > 0 and _is_due(size, now, state[LOOK], ranges):
                fills = _trade(state, p, nav, size, bar, factor, equity, schedule, ranges, venue, fills, record)
            if now >= state[LOOK]:
                state[LOOK] = _next_look(now, schedule[0], schedule[1])
        if record and i % per_bar == per_bar - 1 and (p == p or state[ENDED] >= 0):
            _write(columns, state, p, bar)
    outside = state[OUTSIDE] / state[SEEN] if state[SEEN] > 0 else 0.0
    nav = state[CASH] + state[UNITS] * last
    totals = np.array([
        nav, state[INTEREST], state[FEES], state[COST], state[MADE], state[TURNOVER], outside, 0.0, inf, state[LOST],
        0.0, state[ENDED],
    ])  # fmt: skip
    return columns, fills[:, : int(state[MADE])], totals


@compiled
def _begin(state: Floats, p: float, now: float, factor: float, schedule: Numbers) -> None:
    state[UNITS], state[CASH] = factor * FIRST_NAV / p, (1 - factor) * FIRST_NAV
    state[SINCE] = now
    state[LOOK] = _next_look(now, schedule[0], schedule[1])


@compiled
def _carry(state: Floats, p: float, now: float, rate: float, financing: int, yearly_fee: float) -> float:
    """Interest or funding, and the running fee, since the last price; returns the seconds since then."""
    elapsed: float = now - state[SINCE]
    years, value = elapsed / YEAR, state[UNITS] * p
    paid = (value if financing == PERPETUAL else _loan(state, p)) * rate * years
    fee = max(state[CASH] + value, 0.0) * yearly_fee * years
    state[CASH] -= paid + fee
    state[INTEREST] += paid
    state[FEES] += fee
    state[SINCE] = now
    return elapsed


@compiled
def _watch(state: Floats, p: float, nav: float, size: float, elapsed: float, bar: int, ranges: Numbers) -> None:
    """Counts the time outside the extremes; ends what has nothing left."""
    state[SEEN] += elapsed
    if not ranges[2] <= size <= ranges[3]:
        state[OUTSIDE] += elapsed
    if nav <= 0:
        state[ENDED] = bar
        state[LOST] = -nav / _loan(state, p)
        state[UNITS] = state[CASH] = 0.0


@compiled
def _is_due(size: float, now: float, look: float, ranges: Numbers) -> bool:
    if now >= look and not ranges[0] <= size <= ranges[1]:
        return True
    return not ranges[2] <= size <= ranges[3]


@compiled
def _trade(
    state: Floats,
    p: float,
    nav: float,
    size: float,
    bar: int,
    factor: float,
    equity: float,
    schedule: Numbers,
    ranges: Numbers,
    venue: Depth,
    fills: Floats,
    record: bool,
) -> Floats:
    """Moves toward the target, as far as the venue has room, and pays for it; returns the fills."""
    landing = min(max(size + schedule[2] * (abs(factor) - size), ranges[4]), ranges[5])
    sign = 1.0 if factor > 0 else -1.0
    scale = equity / FIRST_NAV
    volume = min(abs(landing - size) * nav, venue.room / (1 - venue.fee) / scale)
    part = trade_cost(volume * scale, venue.depth, venue.fee, venue.room)
    fee, paid = nav * schedule[4], _loan(state, p) * schedule[5]
    bought = volume * (sign if landing > size else -sign)
    state[CASH] -= bought + volume * part + fee + paid
    state[UNITS] += bought / p
    state[COST] += volume * part
    state[FEES] += fee
    state[INTEREST] += paid
    state[TURNOVER] += volume / nav
    made = int(state[MADE])
    state[MADE] += 1
    if not record:
        return fills
    value = state[UNITS] * p
    return with_row(fills, made, bar, Moves(sign * size, value / (state[CASH] + value), volume / nav), part)


@compiled
def _write(columns: Floats, state: Floats, p: float, bar: int) -> None:
    """What is known at the end of a bar; nothing is left of a token that ended."""
    nav = exposure = 0.0
    if state[ENDED] < 0:
        nav = state[CASH] + state[UNITS] * p
        exposure = state[UNITS] * p / nav
    columns[0, bar], columns[1, bar] = nav, exposure
    columns[2, bar], columns[3, bar], columns[4, bar] = state[INTEREST], state[FEES], state[COST]


@compiled
def _next_look(now: float, interval: float, at: float) -> float:
    """The first second after `now` that lies a whole number of intervals from second `at` of a day."""
    if interval == 0:
        return inf
    return float((np.floor((now - at) / interval) + 1) * interval + at)


@compiled
def _loan(state: Floats, p: float) -> float:
    """Dollars owed, in cash or in the underlying."""
    owed: float = max(-state[CASH], 0.0) + max(-state[UNITS] * p, 0.0)
    return owed
