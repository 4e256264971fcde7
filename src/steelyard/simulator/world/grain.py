# SPDX-License-Identifier: Apache-2.0
"""What of a world is finer than the prices of a path, and so is not what was asked for."""

import numpy as np

from steelyard.simulator.path import Path
from steelyard.simulator.world.world import World

MOST = 1.05
"""Times what was asked for; less is not told."""


def told(world: World, path: Path) -> list[str]:
    """A sentence for each delay that the path has no price for, and if the feed misses moves between two prices."""
    apart, keeper, oracle = path.apart, world.keeper, world.oracle
    delays = (
        ("keepers act", "keeper.latency", keeper.latency, "after they see something to do"),
        ("rounds of the feed come", "oracle.lag", oracle.lag, "after their price"),
        ("the feed's heartbeat is", "oracle.heartbeat", oracle.heartbeat, "long"),
    )
    notes = [
        f"{what} {-(-delay // apart) * apart:,.0f} seconds {of}, not {delay:,} ({name}): prices are {apart:,.0f} "
        "seconds apart; take finer bars, or more prices a bar"
        for what, name, delay, of in delays
        if delay > 0 and -(-delay // apart) * apart > MOST * delay
    ]
    moves = np.abs(np.diff(np.log(path.price)))
    usual = float(np.sqrt(np.nanmean(moves**2))) if np.isfinite(moves).any() else 0.0
    if usual > oracle.deviation > 0:
        notes.append(
            f"the price moves {usual:.2%} from one price to the next (root mean square), more than "
            f"the feed's deviation of {oracle.deviation:.2%}: what happens in between is not seen; take finer bars, or "
            "more prices a bar"
        )
    return notes
