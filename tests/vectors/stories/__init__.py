# SPDX-License-Identifier: Apache-2.0
"""The markets of the vectors: told so that every branch comes by, each in another scale of U."""

from collections.abc import Callable

from tests.vectors.recorder import Recorder
from tests.vectors.stories.endings import consolidation, poor, ruin, stale, wipe_out
from tests.vectors.stories.leaving import leaving
from tests.vectors.stories.orders import orders
from tests.vectors.stories.rebalances import backlog, mismatches, rebalances
from tests.vectors.stories.trading import caps, trading, without_funding

BEAR = {"is_bear": True}

STORIES: dict[str, Callable[[str], Recorder]] = {
    "trading-3x-18": lambda name: trading(name, 18, 6, 2_000),
    "trading-2x-8": lambda name: trading(name, 8, 6, 60_000.5, target=2),
    "trading-5x-9": lambda name: trading(name, 9, 18, 150.25, target=5),
    "trading-2x-6-meme": lambda name: trading(name, 6, 6, 0.0123, 18, target=2),
    "trading-bear-3x-6": lambda name: trading(name, 6, 18, 2_000, target=4, **BEAR),
    "caps-3x-18": lambda name: caps(name, 18, 6, 3),
    "caps-5x-9": lambda name: caps(name, 9, 6, 5),
    "no-ft-10x-8": lambda name: without_funding(name, 8, 6, 10),
    "no-ft-4x-9": lambda name: without_funding(name, 9, 6, 4),
    "leaving-3x-18": lambda name: leaving(name, 18, 18, 100),
    "leaving-2x-6": lambda name: leaving(name, 6, 6, 5.5, target=2),
    "leaving-bear-2x-6": lambda name: leaving(name, 6, 8, 60_000, target=3, **BEAR),
    "rebalances-3x-18": lambda name: rebalances(name, 18, 6, 3, 2_000, 10**15),
    "rebalances-2x-8": lambda name: rebalances(name, 8, 6, 2, 60_000, 10**6),
    "rebalances-10x-9": lambda name: rebalances(name, 9, 6, 10, 150, 10**10),
    "rebalances-bear-3x-6": lambda name: rebalances(name, 6, 18, 4, 2_000, 10**7, **BEAR),
    "mismatches-3x-18": lambda name: mismatches(name, 18, 6, 3),
    "mismatches-2x-9": lambda name: mismatches(name, 9, 6, 2),
    "mismatches-10x-6": lambda name: mismatches(name, 6, 6, 10),
    "wipe-out-3x-18": lambda name: wipe_out(name, 18, 6, 3),
    "wipe-out-10x-8": lambda name: wipe_out(name, 8, 6, 10),
    "ruin-3x-18": lambda name: ruin(name, 18, 6, 3),
    "ruin-2x-8": lambda name: ruin(name, 8, 6, 2),
    "poor-3x-9": lambda name: poor(name, 9, 6),
    "backlog-down-18": lambda name: backlog(name, 18, 6, 0.22),
    "backlog-up-6": lambda name: backlog(name, 6, 6, 5),
    "stale-3x-9": lambda name: stale(name, 9, 6, 150, reverts=False),
    "stale-bear-3x-18": lambda name: stale(name, 18, 18, 2_000, reverts=True, target=4, **BEAR),
    "orders-10x-18": lambda name: orders(name, 18, 6, 2_000, 5 * 10**14),
    "orders-bear-9x-6": lambda name: orders(name, 6, 18, 3_000, 10**6, **BEAR),
    "consolidation-5x-8": lambda name: consolidation(name, 8, 6, 5),
    "consolidation-10x-18": lambda name: consolidation(name, 18, 6, 10),
}
