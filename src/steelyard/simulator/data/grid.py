# SPDX-License-Identifier: Apache-2.0
"""Bars onto an even grid, and onto a coarser one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from steelyard.simulator.bars import Bars, Floats, Ints


def on_grid(symbol: str, step: int, time: Ints, prices: Sequence[Floats]) -> Bars:
    """Bars from the first to the last of the rising times, all whole steps apart; NaN at the times between them."""
    if len(time) and time[-1] - time[0] == (len(time) - 1) * step:
        opened, high, low, close = prices
        return Bars(symbol, step, time, opened, high, low, close)
    place = (time - time[0]) // step
    grid = time[0] + np.arange(place[-1] + 1) * step
    opened, high, low, close = (np.full(len(grid), np.nan) for _ in prices)
    for column, known in zip((opened, high, low, close), prices, strict=True):
        column[place] = known
    return Bars(symbol, step, grid, opened, high, low, close)


def join(parts: Sequence[Bars]) -> Bars:
    """One series from parts in the order of time; what lies between them has no price.

    Raises ValueError if their steps differ, or if one begins before the one before it ends or off its grid.
    """
    first = parts[0]
    for last, part in zip(parts, parts[1:], strict=False):
        if part.step != first.step or (part.time[0] - first.time[0]) % first.step or part.time[0] <= last.time[-1]:
            raise ValueError(f"bars: {part.symbol} from {part.time[0]} on does not continue those before")
    time = np.concatenate([part.time for part in parts])
    prices = (np.concatenate([getattr(part, name) for part in parts]) for name in ("open", "high", "low", "close"))
    whole = on_grid(first.symbol, first.step, time, list(prices))
    return replace(whole, prints=np.concatenate([part.prints for part in parts]))


def aggregate(bars: Bars, step: int) -> Bars:
    """Bars of `step` seconds that open at whole multiples of it since 1970.

    A coarse bar has a price if any bar inside has one: the first open, the extremes, the last close. Raises ValueError
    if the coarse bars cannot be put together from whole fine ones.
    """
    if step % bars.step or bars.time[0] % bars.step:
        raise ValueError(f"bars: of {bars.step} seconds from {bars.time[0]} on do not make up bars of {step} seconds")
    inside = step // bars.step
    before = int(bars.time[0] % step) // bars.step
    after = -(before + len(bars)) % inside

    def cut(column: Floats) -> Floats:
        return np.pad(column, (before, after), constant_values=np.nan).reshape(-1, inside)

    known = ~np.isnan(cut(bars.close))
    row = np.arange(len(known))
    time = bars.time[0] - before * bars.step + row * step
    first, last = known.argmax(axis=1), inside - 1 - known[:, ::-1].argmax(axis=1)
    high, low = np.fmax.reduce(cut(bars.high), axis=1), np.fmin.reduce(cut(bars.low), axis=1)
    opened, close = cut(bars.open)[row, first], cut(bars.close)[row, last]
    prints = np.unique(bars.prints - bars.prints % step)
    return Bars(bars.symbol, step, time, opened, high, low, close, prints)


def merge(older: Bars, later: Bars) -> Bars:
    """One series of both; where both have a bar, what the later one says holds, if it has a price.

    Raises ValueError if their steps differ, or their grids.
    """
    if older.step != later.step or (later.time[0] - older.time[0]) % older.step:
        raise ValueError(f"bars: {later.symbol} from {later.time[0]} on is not on the grid of those before")
    known = {id(part): ~np.isnan(part.close) for part in (older, later)}
    time = np.concatenate([part.time[known[id(part)]] for part in (older, later)])
    _, last = np.unique(time[::-1], return_index=True)
    place = len(time) - 1 - last
    prices = [
        np.concatenate([getattr(part, name)[known[id(part)]] for part in (older, later)])[place]
        for name in ("open", "high", "low", "close")
    ]
    return on_grid(later.symbol, later.step, time[place], prices)
