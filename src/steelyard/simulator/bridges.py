# SPDX-License-Identifier: Apache-2.0
"""What a price did inside bars: random walks that begin, end, and go as far up and down as each bar says.

A library of Brownian walks is drawn once, each measured in parts of its own range. A bar takes one whose open and
close lie where its own lie in its range: what is drawn has the law of a Brownian motion given these four.

Two things would make such walks too rough. A walk that goes far for its volatility is as likely to be taken as one that
goes less far, though bars of a given range are more often of the first kind; and a walk of a few points that is made to
touch both extremes zigzags more than one that is not. So the library holds walks in proportion to a power of their
range, for which the mean square of all moves is what the motion's would be: near the second, at which the known
estimate of variance by the range (Parkinson, 1980) is the mean over the library.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from steelyard.simulator.bars import Bars, Floats, Ints
from steelyard.simulator.compiled import compiled

SIDE = 16
"""Places of an open or close in the range of a bar that are told apart."""

WALKS = 4_096
MOST_POINTS = 2**22
POWERS = (0.0, 8.0)
SEED = 20_260_101


class Library(NamedTuple):
    """Walks as rows, in parts of their range; the points at which each is highest and lowest; those of each cell.

    A walk stands for four: itself, upside down, backwards, and both. `members` are 4 * walk + 2 * is_backwards +
    is_upside_down, those of cell `i` from `starts[i]` to `starts[i + 1]`; a cell is SIDE * place of open + of close.
    """

    walks: Floats
    highest: Ints
    lowest: Ints
    members: Ints
    starts: Ints


def bridged(bars: Bars, per_bar: int, rng: np.random.Generator) -> Floats:
    """One row of `per_bar` prices for each bar, the open first and the close last; NaN where a bar has no price."""
    given = np.column_stack((bars.open, bars.high, bars.low, bars.close))
    return _fill(given, library(per_bar), rng.random(len(bars)))


@cache
def library(points: int) -> Library:
    """Walks of so many points."""
    rng = np.random.Generator(np.random.SFC64(SEED))
    count = max(256, min(WALKS, MOST_POINTS // points))
    moves = rng.standard_normal((count, points - 1)) / (points - 1) ** 0.5
    walks, ranges, highest, lowest = _draw(moves, rng.random(moves.shape), rng.random(moves.shape))
    chosen = rng.choice(count, count, p=_weights(ranges, (np.diff(_touching(walks, highest, lowest)) ** 2).sum(axis=1)))
    return _sorted(walks[chosen], highest[chosen], lowest[chosen])


def _weights(ranges: Floats, squares: Floats) -> Floats:
    """Of walks whose moves have these sums of squares, in parts of their range: so that the mean is the motion's."""
    wanted, (low, high) = 1 / float((ranges**2).mean()), POWERS
    for _ in range(40):
        power = (low + high) / 2
        weights = ranges**power
        low, high = (low, power) if (weights * squares).sum() < wanted * weights.sum() else (power, high)
    answer: Floats = weights / weights.sum()
    return answer


def _touching(walks: Floats, highest: Ints, lowest: Ints) -> Floats:
    touching, every = walks.copy(), np.arange(len(walks))
    touching[every, highest], touching[every, lowest] = 1.0, 0.0
    return touching


def _sorted(walks: Floats, highest: Ints, lowest: Ints) -> Library:
    opened, close = walks[:, 0], walks[:, -1]
    ends = [(opened, close), (1 - opened, 1 - close), (close, opened), (1 - close, 1 - opened)]
    cells = np.column_stack([_place(first) * SIDE + _place(last) for first, last in ends]).ravel()
    order = np.argsort(cells, kind="stable")
    starts = np.searchsorted(cells[order], np.arange(SIDE * SIDE + 1))
    return Library(walks, highest, lowest, order.astype(np.int64), starts.astype(np.int64))


def _place(part: Floats) -> Ints:
    return np.clip((part * SIDE).astype(np.int64), 0, SIDE - 1)


@compiled
def _draw(moves: Floats, high_draws: Floats, low_draws: Floats) -> tuple[Floats, Floats, Ints, Ints]:
    """Walks in parts of their ranges, these, and where they are highest and lowest.

    Between two points of a Brownian motion its extremes have a known law, of which one is drawn for each move.
    """
    count, steps = moves.shape
    walks, variance = np.empty((count, steps + 1)), 1.0 / steps
    ranges, highest, lowest = np.empty(count), np.empty(count, np.int64), np.empty(count, np.int64)
    for walk in range(count):
        at = walks[walk, 0] = top = bottom = 0.0
        high_at = low_at = 1
        for step in range(steps):
            after = at + moves[walk, step]
            gap = (after - at) ** 2
            high = (at + after + np.sqrt(gap - 2 * variance * np.log(high_draws[walk, step]))) / 2
            low = (at + after - np.sqrt(gap - 2 * variance * np.log(low_draws[walk, step]))) / 2
            if high > top:
                top, high_at = high, step if at > after else step + 1
            if low < bottom:
                bottom, low_at = low, step if at < after else step + 1
            walks[walk, step + 1] = at = after
        ranges[walk] = top - bottom
        walks[walk] = (walks[walk] - bottom) / ranges[walk]
        high_at, low_at = min(max(high_at, 1), steps - 1), min(max(low_at, 1), steps - 1)
        if high_at == low_at:
            low_at += 1 if low_at < steps - 1 else -1
        highest[walk], lowest[walk] = high_at, low_at
    return walks, ranges, highest, lowest


@compiled
def _fill(given: Floats, known: Library, draws: Floats) -> Floats:
    points = known.walks.shape[1]
    prices = np.empty((len(given), points))
    for bar in range(len(given)):
        opened, high, low, close = given[bar, 0], given[bar, 1], given[bar, 2], given[bar, 3]
        if not high > low:  # flat, or without a price
            prices[bar] = opened
            continue
        reach = np.log(high / low)
        first, last = np.log(opened / low) / reach, np.log(close / low) / reach
        member = known.members[_chosen(known, first, last, draws[bar])]
        walk, is_back, is_down = member // 4, member // 2 % 2 == 1, member % 2 == 1
        _follow(prices[bar], known.walks[walk], is_back, is_down, first, last)
        prices[bar] = low * np.exp(reach * prices[bar])
        top, bottom = known.highest[walk], known.lowest[walk]
        if is_down:
            top, bottom = bottom, top
        if is_back:
            top, bottom = points - 1 - top, points - 1 - bottom
        if first < 1 and last < 1:
            prices[bar, top] = high
        if first > 0 and last > 0:
            prices[bar, bottom] = low
        prices[bar, 0], prices[bar, points - 1] = opened, close
    return prices


@compiled
def _chosen(known: Library, first: float, last: float, draw: float) -> int:
    """The place of a member of the cell, or of the nearest cells that have any."""
    row, column = min(int(first * SIDE), SIDE - 1), min(int(last * SIDE), SIDE - 1)
    for away in range(SIDE):
        total = 0
        for other in range(max(0, row - away), min(SIDE, row + away + 1)):
            line = other * SIDE
            left, right = max(0, column - away), min(SIDE, column + away + 1)
            total += known.starts[line + right] - known.starts[line + left]
        place = int(draw * total)
        for other in range(max(0, row - away), min(SIDE, row + away + 1)):
            line = other * SIDE
            left, right = max(0, column - away), min(SIDE, column + away + 1)
            begin, count = known.starts[line + left], known.starts[line + right] - known.starts[line + left]
            if place < count:
                return int(begin + place)
            place -= count
    return 0


@compiled
def _follow(parts: Floats, walk: Floats, is_back: bool, is_down: bool, first: float, last: float) -> None:
    """The walk, turned, and bent evenly so that its ends are where they should be; thrown back at its edges."""
    steps = len(walk) - 1
    begin, end = (walk[steps], walk[0]) if is_back else (walk[0], walk[steps])
    if is_down:
        begin, end = 1 - begin, 1 - end
    for point in range(steps + 1):
        part = walk[steps - point] if is_back else walk[point]
        part = (1 - part if is_down else part) + (first - begin) + (last - end - first + begin) * point / steps
        part = -part if part < 0 else part
        parts[point] = min(max(2 - part if part > 1 else part, 0.0), 1.0)
