# SPDX-License-Identifier: Apache-2.0
"""A feed that answers when the market has moved by its deviation, or its heartbeat is over."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from steelyard.chain.client import Contract
from steelyard.demo.pairing.series import Series
from steelyard.demo.stage import Stage
from steelyard.demo.units import DAY, HOUR
from steelyard.model.pairing.twap import Round
from steelyard.model.rounding import WAD

HEARTBEAT = HOUR
_AT_ONCE = 100  # rounds that the mock takes in one transaction


@dataclass
class Feed:
    """The contract, what it will answer, and what it has answered: the list that the twins read too."""

    stage: Stage
    contract: Contract
    unit: int  # of a whole dollar
    coming: Iterator[Round]
    told: list[Round]
    _next: Round | None = field(default=None)

    def tell(self, now: int) -> None:
        """Lets the chain know every round up to `now`."""
        rounds = list(self._until(now))
        for start in range(0, len(rounds), _AT_ONCE):
            part = rounds[start : start + _AT_ONCE]
            answers, times = [one.answer for one in part], [one.updated_at for one in part]
            self.contract.transact("push_rounds", answers, times, sender=self.stage.account("creator"))
        self.told += rounds

    def upcoming(self) -> Round | None:
        """The next answer, as only the market knows it."""
        self._next = self._next or next(self.coming, None)
        return self._next

    def _until(self, now: int) -> Iterator[Round]:
        while (upcoming := self.upcoming()) and upcoming.updated_at <= now:
            yield upcoming
            self._next = None


def deploy_feed(stage: Stage, series: Series, decimals: int, deviation: int, start: int) -> Feed:
    """Deploys a feed that will follow `series` from `start` to a day after its end; `deviation` scaled by 1e18."""
    contract = stage.client.deploy("MockFeed", decimals, series.price(start), sender=stage.account("creator"))
    first = Round(contract.call("answer"), contract.call("updated_at"))
    coming = series.rounds(start, series.times[-1] + DAY, deviation / WAD, HEARTBEAT)
    return Feed(stage, contract, 10**decimals, coming, [first])
