# SPDX-License-Identifier: Apache-2.0
"""A feed that answers when the market has moved by its deviation, or its heartbeat is over."""

from collections import deque
from dataclasses import dataclass

from steelyard.chain.client import Contract
from steelyard.demo.environment import Environment
from steelyard.demo.pairing.series import Series
from steelyard.demo.units import DAY, HOUR
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.twap import Round

HEARTBEAT = HOUR
_AT_ONCE = 100  # rounds that the mock takes in one transaction


@dataclass
class Feed:
    """The contract, what it will answer, and what it has answered: the list that the models read too."""

    environment: Environment
    contract: Contract
    unit: int  # of a whole dollar
    coming: deque[Round]
    answered: list[Round]

    def answer(self, now: int) -> None:
        """Lets the chain know every round up to `now`."""
        while part := self._due(now):
            answers, times = [one.answer for one in part], [one.updated_at for one in part]
            self.contract.transact("push_rounds", answers, times, sender=self.environment.account("creator"))
            self.answered += part

    def next_after(self, time: int) -> int | None:
        """When the first answer after `time` will come, as only the market knows it."""
        return next((one.updated_at for one in self.coming if one.updated_at > time), None)

    def _due(self, now: int) -> list[Round]:
        part = list[Round]()
        while self.coming and self.coming[0].updated_at <= now and len(part) < _AT_ONCE:
            part.append(self.coming.popleft())
        return part


def deploy_feed(environment: Environment, series: Series, decimals: int, deviation: int, start: int) -> Feed:
    """Deploys a feed that will follow `series` from `start` to a day after its end; `deviation` scaled by 1e18."""
    contract = environment.client.deploy(
        "MockFeed", decimals, series.price(start), sender=environment.account("creator")
    )
    first = Round(contract.call("answer"), contract.call("updated_at"))
    coming = series.rounds(start, series.times[-1] + DAY, deviation / WAD, HEARTBEAT)
    return Feed(environment, contract, 10**decimals, deque(coming), [first])
