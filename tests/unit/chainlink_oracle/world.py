# SPDX-License-Identifier: Apache-2.0
"""ChainlinkOracle beside its twin on feeds that a test may break."""

from typing import Any

import boa

from steelyard.model.clock import Clock
from steelyard.model.oracle import ChainlinkOracle, Feed, Sequencer
from tests.support.contracts import deploy

NOBODY = "0x" + "00" * 20
HEARTBEAT = 3_600
GRACE = 3_600

# collateral 1 and 2, debt asset 1 and 2: (decimals, answer); None: no feed
Answers = tuple[tuple[int, int] | None, ...]
ETH_USD = (8, 3_000 * 10**8)
USDC_USD = (8, 10**8)


class World:
    """One oracle; bounds are a tenth and ten times each feed's first answer."""

    def __init__(self, answers: Answers, decimals: tuple[int, int] = (18, 6), main: int = 0, l2: bool = False) -> None:
        self.now = boa.env.timestamp
        self.feeds = [deploy("MockFeed", *given) if given else None for given in answers]
        self.sequencer = deploy("MockFeed", 0, 0) if l2 else None
        self.main = main
        bounds = [(given[1] // 10, given[1] * 10) if given else (0, 0) for given in answers]
        self.oracle = deploy(
            "ChainlinkOracle",
            (
                deploy("MockAsset", decimals[0]).address,
                deploy("MockAsset", decimals[1]).address,
                [
                    (feed.address if feed else NOBODY, HEARTBEAT, *bound)
                    for feed, bound in zip(self.feeds, bounds, strict=True)
                ],
                main,
                self.sequencer.address if self.sequencer else NOBODY,
                GRACE,
            ),
        )
        if self.sequencer:
            self.sequencer.set_times(self.now - GRACE - 1, self.now)
        self._shape = (answers, decimals, bounds)

    def twin(self) -> ChainlinkOracle:
        """Returns the twin in the present state of the feeds."""
        answers, decimals, bounds = self._shape
        twins: list[Any] = []
        for given, feed, bound in zip(answers, self.feeds, bounds, strict=True):
            if given is None or feed is None:
                twins.append(None)
            else:
                twins.append(Feed(given[0], HEARTBEAT, *bound, feed.answer(), feed.updated_at(), feed.round()))
        sequencer = None
        if self.sequencer:
            sequencer = Sequencer(GRACE, self.sequencer.answer() == 0, self.sequencer.started_at())
        return ChainlinkOracle(
            Clock(boa.env.timestamp), *decimals, (twins[0], twins[1], twins[2], twins[3]), self.main, sequencer
        )
