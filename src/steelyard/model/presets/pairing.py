# SPDX-License-Identifier: Apache-2.0
"""Defaults of paired pools; docs/studies/{parameters,stale_trader}.md say why. Fractions are scaled by 1e18."""

from steelyard.model.factory.pairing_bounds import COMMIT_FROM, MAX_FUNDING, MAX_LEVERAGED
from steelyard.model.pairing.parameters import MAX_MARGIN_AT_TARGET, PERCENT, Fees, Parameters, rise_of

DOLLAR = 10**6
COIN = 10**18
LIVE_FALL = {2: 16 * PERCENT, 3: 10 * PERCENT, 4: 8 * PERCENT, 5: 6 * PERCENT, 10: 3 * PERCENT}
MEME_FUNDING = 40 * PERCENT
"""The cap of FT on a meme."""

ALL_FEES = Fees(cut=20 * PERCENT, management=PERCENT, rebalance=PERCENT // 50, reward=50 * PERCENT)
"""A market that takes every fee; the greatest reward depends on what a unit of its underlying is worth."""


def margin_of(target: int) -> int:
    """0.5%, or what the bound leaves of it: half at 10x. Also the deviation of the feed that it is made for."""
    return min(PERCENT // 2, MAX_MARGIN_AT_TARGET // target)


def parameters(target: int, is_bear: bool = False, dollar: int = DOLLAR, coin: int = COIN) -> Parameters:
    """A market of `target`, up to a million coins, or of a bear a billion dollars; both given in units."""
    fall = LIVE_FALL[target]
    return Parameters(
        target=target,
        dollar=dollar,
        margin=margin_of(target),
        fall=fall,
        rise=rise_of(fall),
        cap_leveraged=MAX_LEVERAGED[target],
        cap_funding=MAX_FUNDING,
        max_underlying=10**9 * dollar if is_bear else 10**6 * coin,
        is_bear=is_bear,
        commits=target >= COMMIT_FROM,
    )
