# SPDX-License-Identifier: Apache-2.0
"""The cheapest terms at which a market that trades at once would be safe, if any are within the bounds."""

from itertools import product

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import MAX_MARGIN_AT_TARGET, MAX_SWAP_FEE, PERCENT
from studies.stale_trader.markets import Market
from studies.stale_trader.price_path import PricePath
from studies.stale_trader.search import search

SWAPS = (3 * PERCENT // 10, PERCENT, 2 * PERCENT, MAX_SWAP_FEE)
_WIDEST = 24  # chances: the widest are what stays profitable last


def min_terms(market: Market, price_path: PricePath) -> Market | None:
    """The market with the least cost of a leg that passes, over margins and swap fees; None where all fail."""
    found = (market.with_terms(margin, swap) for margin, swap in product(_margins(market, price_path), SWAPS))
    for candidate in sorted(found, key=lambda one: one.leg_cost):
        if search(candidate, price_path, _WIDEST).is_safe:
            return candidate
    return None


def _margins(market: Market, price_path: PricePath) -> list[int]:
    """From the feed's threshold to the widest margin allowed, in four steps."""
    minimum, maximum = round(price_path.deviation * WAD), MAX_MARGIN_AT_TARGET // market.parameters.target
    return sorted({minimum + (maximum - minimum) * step // 3 for step in range(4)}) if minimum <= maximum else []
