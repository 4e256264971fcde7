# SPDX-License-Identifier: Apache-2.0
"""The classes of assets that a token may stand on, and the world that each is assumed to live in."""

from dataclasses import dataclass

from steelyard.model.clock import HOUR
from steelyard.simulator.leverage import Borrowed, Tolerance
from steelyard.simulator.world import ActiveLiquidity, FixedRate, Gas, Keeper, Oracle, World
from studies.crashes.kinds import CALM_GAS, FILL_GAS, MAX_MOVE, MINUTE, POOL_FEE, UTILIZATION, Kind

ROLLUP_GAS = 0.05  # gwei


@dataclass(frozen=True)
class AssetClass:
    """`depth` dollars on each side of the exchange, whose fee is `fee`; `deviation` of the feed; gas in gwei.

    `assets` by the step of the bars to take, in seconds.
    """

    name: str
    assets: tuple[tuple[str, int], ...]
    depth: float
    fee: float
    deviation: float
    gwei: float
    tolerance: Tolerance

    def world(self, kind: Kind) -> World:
        """A market at its limit, keepers a minute late who take all they may, no interest."""
        return World(
            oracle=Oracle(deviation=self.deviation, heartbeat=HOUR, lag=MINUTE),
            venue=ActiveLiquidity(depth=self.depth, fee=self.fee),
            gas=Gas(FILL_GAS, self.gwei),
            keeper=Keeper(latency=MINUTE),
            lenders=FixedRate(0.0),
            equity=max_equity(kind, self.depth),
        )

    def token(self, kind: Kind) -> Borrowed:
        """The token with the defaults of this class."""
        return Borrowed(exposure=float(kind.exposure), is_bear=kind.is_bear, tolerance=self.tolerance)


def max_equity(kind: Kind, depth: float) -> float:
    """Dollars of equity at which one emergency deleverage of the market at its limit moves the exchange by 1%."""
    return float(depth * ((1 + MAX_MOVE) ** 0.5 - 1) * UTILIZATION * 3 / kind.exposure)


MAJORS = AssetClass(
    "majors", (("ETH", 300), ("BTC", HOUR), ("ETH", MINUTE), ("BTC", MINUTE)),
    depth=50e6, fee=POOL_FEE, deviation=0.005, gwei=CALM_GAS, tolerance=Tolerance(),
)  # fmt: skip
ALTS = AssetClass(
    "large alts", (("SOL", HOUR), ("DOGE", HOUR), ("DOGE", MINUTE)),
    depth=5e6, fee=0.003, deviation=0.005, gwei=ROLLUP_GAS, tolerance=Tolerance(),
)  # fmt: skip
MEMES = AssetClass(
    "memes", (("1000SHIB", HOUR), ("1000BONK", HOUR), ("WIF", HOUR)),
    depth=2e6, fee=0.003, deviation=0.01, gwei=ROLLUP_GAS, tolerance=Tolerance(),
)  # fmt: skip
CLASSES = (MAJORS, ALTS, MEMES)
