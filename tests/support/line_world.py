# SPDX-License-Identifier: Apache-2.0
"""A market on the line to play with, on the model or on both; its feed answers what a test pushes."""

from dataclasses import replace
from typing import Any

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from steelyard.model.oracles.chainlink_oracle import Sequencer
from steelyard.model.pairing.line import Kind, Line, LineTerms, Queue
from steelyard.model.pairing.pairing_line import DELAY, FOREVER, PairingLine
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.tape import Round
from steelyard.model.presets import pairing as presets
from tests.model.pairing.line_search import E36, START, PushFeed

UNIT = WAD
PRICE = 2_000 * E36
NO_CUT = Fees()


class LineWorld:
    """A market of a thousand coins at $2,000 whose feed answers what a test pushes."""

    def __init__(
        self,
        target: int = 3,
        fees: Fees = NO_CUT,
        shell: Any = PairingLine,
        market: Any = None,
        start: int = START,
        **changes: Any,
    ) -> None:
        self.clock = Clock(start)
        self.feed = PushFeed(self.clock, [[Round(PRICE, start, start)]], [], sequencer=Sequencer(3_600, True, 1))
        live = presets.parameters(target, dollar=WAD)
        market = replace(live, **({"commits": False, "fees": fees} | (market or {})))
        self.terms = LineTerms(market, 15 * WAD // 1000, 8 * WAD // 1000, max_price=2**140, **changes)
        self.asset = Erc20()
        self.market: Any = shell("line", self.terms, self.asset, self.feed, self.clock, "treasury", deviation=0)
        for account in ("creator", "trader"):
            self.asset.mint(account, 10**30)
            self.asset.approve("line", MAX_UINT256, sender=account)

    def opened(self, amount: int = 1_000 * UNIT) -> "LineWorld":
        """After its opening."""
        self.market.open(amount, sender="creator")
        return self

    def round(self, price: int = PRICE, at: int | None = None, after: int = 0) -> None:
        """A round observed `after` seconds from now, there at once."""
        self.clock.advance(after)
        now = self.clock.now
        self.feed.phases[-1].append(Round(price, now if at is None else at, now))

    def give(self, kind: Kind, amount: int, owner: str = "trader", **changes: Any) -> tuple[Queue, int]:
        """An entry of the trader's own, or of the creator's for LP."""
        terms: dict[str, Any] = {"min_out": 0, "good_until": FOREVER, "sender": owner} | changes
        return self.market.commit(kind, amount, owner=owner, **terms)

    def carry_out(self, price: int = PRICE, after: int = DELAY) -> Line:
        """The next mark and all that it carries out."""
        self.round(price, after=after)
        self.market.advance(4_096, sender="keeper")
        return self.market.line

    def holding(self, kind: Kind, amount: int = 10 * UNIT) -> int:
        """Shares that the trader then holds."""
        self.give(kind, amount)
        self.carry_out()
        return self.market.claim_shares_for("trader", kind.side, 1)
