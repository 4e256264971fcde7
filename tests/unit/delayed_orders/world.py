# SPDX-License-Identifier: Apache-2.0
"""A market that trades by orders alone, as its delayed orders sees it."""

from typing import Any

from steelyard.model.pairing.parameters import Parameters
from tests.support.pairing import LT, live_terms
from tests.unit.pairing_pool.world import PoolWorld

MINUTE = 60
WEEK = 7 * 86_400
MILLION = 10**6


class OrdersWorld(PoolWorld):
    """`later` brings the price that orders wait for."""

    def __init__(self, *rich: str, terms: Parameters | None = None, units: int = 1_000, asset: Any = None) -> None:
        super().__init__(terms or live_terms(10), asset=asset)
        self.fund(*rich)
        self.open(units)

    @property
    def held(self) -> int:
        """U that waits in orders."""
        return int(self.asset.balanceOf(self.delayed_orders.address))

    @property
    def round(self) -> int:
        """The last one of the source."""
        return int(self.source.latest_and_mean(self.terms.window)[0].round)

    def invest(self, amount: int, who: str) -> int:
        """LT for U by an order that is executed; returns the shares."""
        number = self.commit(True, LT, amount, who)
        self.later(MINUTE, 2_000)
        return int(self.delayed_orders.execute(number))

    def end_generation(self) -> None:
        """A fall that leaves LT, of which there is little, less than a dollar."""
        self.later(MINUTE, 800)
        self.rebalance()
        assert self.share(LT).closed()[0]

    def orders_event(self, name: str) -> Any:
        """The delayed orders' only one of that name in the last call."""
        logs = [event for event in self.delayed_orders.get_logs() if event.address == self.delayed_orders.address]
        (found,) = [event for event in logs if type(event).__name__ == name]
        return found
