# SPDX-License-Identifier: Apache-2.0
"""The cheapest terms at which a market that trades at once would be safe, if any are within the bounds."""

from itertools import product

from benchmarks.stale_trader.markets import Market
from benchmarks.stale_trader.search import search
from benchmarks.stale_trader.tape import Tape
from steelyard.model.pairing.parameters import MOST_MARGIN_AT_TARGET, MOST_SWAP_FEE, PERCENT
from steelyard.model.rounding import WAD

SWAPS = (3 * PERCENT // 10, PERCENT, 2 * PERCENT, MOST_SWAP_FEE)
_WIDEST = 24  # chances: the widest are what stays profitable last


def least_terms(market: Market, tape: Tape) -> Market | None:
    """The market with the least cost of a leg that passes, over margins and swap fees; None where all fail."""
    found = (market.with_terms(margin, swap) for margin, swap in product(_margins(market, tape), SWAPS))
    for candidate in sorted(found, key=lambda one: one.leg_cost):
        if search(candidate, tape, _WIDEST).is_safe:
            return candidate
    return None


def _margins(market: Market, tape: Tape) -> list[int]:
    """From the feed's threshold to the widest margin allowed, in four steps."""
    least, most = round(tape.deviation * WAD), MOST_MARGIN_AT_TARGET // market.parameters.target
    return sorted({least + (most - least) * step // 3 for step in range(4)}) if least <= most else []
