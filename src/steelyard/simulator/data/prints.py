# SPDX-License-Identifier: Apache-2.0
"""Bad prints: prices that one exchange saw for a moment and nobody around it in time confirms."""

from dataclasses import replace

import numpy as np

from steelyard.simulator.bars import Bars, Floats, Ints
from steelyard.simulator.data.layout import DataError
from steelyard.simulator.data.times import iso

FACTOR = 0.5
NEIGHBOURS = 3
FEW, MOST = 3, 0.02  # bars with bad prints, and part of all bars, beyond which it is the file that is doubtful
SHOWN = 5


def without_bad_prints(bars: Bars, *, keep: bool = False) -> Bars:
    """The bars, with the times of bad prints in `prints`, and without them unless they are to be kept.

    A price is a bad print if it is below half of the median of the closes of the three bars before, of the three after,
    and of all lows of these six but the lowest; or above double the same of closes and highs: so that it came and was
    gone again, and no bar around went nearly as far. Near the ends, where a side has no bar, nothing
    is judged. A bad low or high is put to where the bar's open and close say that the price was; a bar whose open or
    close is bad has no price. Raises DataError if there are more of them than an exchange would have.
    """
    known = np.flatnonzero(~np.isnan(bars.close))
    found = [(place, *_bad(bars, known, number)) for number in _suspects(bars, known) for place in [int(known[number])]]
    found = [one for one in found if any(one[1:])]
    if not found:
        return bars
    if len(found) > max(FEW, MOST * len(known)) and not keep:
        raise DataError(
            f"{bars.symbol}: {len(found):,} of {len(known):,} bars have prices that no bar around confirms, the first "
            f"at {iso(int(bars.time[found[0][0]]))}; check the columns, or keep such prices (--keep-prints)"
        )
    marked = replace(bars, prints=bars.time[[place for place, *_ in found]])
    if keep:
        return marked
    columns = {name: getattr(bars, name).copy() for name in ("open", "high", "low", "close")}
    for place, is_body, is_high, is_low in found:
        opened, close = columns["open"][place], columns["close"][place]
        if is_body:
            for column in columns.values():
                column[place] = np.nan
        else:
            columns["high"][place] = max(opened, close) if is_high else columns["high"][place]
            columns["low"][place] = min(opened, close) if is_low else columns["low"][place]
    return replace(marked, **columns)


def told(bars: Bars, *, kept: bool) -> list[str]:
    """What whoever reads a result must know of them; nothing where there are none."""
    if not len(bars.prints):
        return []
    dates = ", ".join(iso(int(time)) for time in bars.prints[:SHOWN])
    more = f" and {len(bars.prints) - SHOWN} more" * (len(bars.prints) > SHOWN)
    what = "kept though no bar around confirms them" if kept else "taken out as no bar around confirms them"
    return [f"bad prints in {len(bars.prints)} bar{'s' * (len(bars.prints) > 1)}, {what}: {dates}{more} UTC"]


def _suspects(bars: Bars, known: Ints) -> Ints:
    """Numbers, among the bars with a price, of those near a move by the factor: only there is anything to judge."""
    opened, high, low, close = (getattr(bars, name) for name in ("open", "high", "low", "close"))
    jumps = low < FACTOR * high
    if len(known) < len(bars):
        jumps = jumps[known]
        opened, close = opened[known], close[known]
    ratio = opened[1:] / close[:-1]
    jumps[1:] |= (ratio < FACTOR) | (ratio > 1 / FACTOR)
    near = np.flatnonzero(jumps)[:, None] + np.arange(-NEIGHBOURS, NEIGHBOURS + 1)
    return np.unique(near[(near >= 1) & (near < len(known) - 1)])


def _bad(bars: Bars, known: Ints, number: int) -> tuple[bool, bool, bool]:
    """Whether open or close, the high, the low of a bar is a bad print."""
    place = known[number]
    earlier, later = known[max(0, number - NEIGHBOURS) : number], known[number + 1 : number + 1 + NEIGHBOURS]
    closes = [float(np.median(bars.close[side])) for side in (earlier, later)]
    beside = np.concatenate((earlier, later))
    lows, highs = np.sort(bars.low[beside]), np.sort(bars.high[beside])
    lowest, highest = FACTOR * min(*closes, float(lows[1])), max(*closes, float(highs[-2])) / FACTOR

    def is_bad(column: Floats) -> bool:
        return not lowest <= column[place] <= highest

    return is_bad(bars.open) or is_bad(bars.close), is_bad(bars.high), is_bad(bars.low)
