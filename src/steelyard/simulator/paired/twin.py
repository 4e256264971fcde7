# SPDX-License-Identifier: Apache-2.0
"""A paired pool on the integer twin: filled by mints, told a feed's rounds, looked at in dollars."""

from fractions import Fraction

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.errors import Refused
from steelyard.model.pairing import engine
from steelyard.model.pairing.engine import Poked
from steelyard.model.pairing.market import PairedPool
from steelyard.model.pairing.price_source import FeedSource
from steelyard.model.pairing.twap import MOST_ROUNDS, Round
from steelyard.model.pairing.valuation import Book, Side
from steelyard.model.pairing.wide import E36, wide_down, wide_up
from steelyard.model.rounding import MAX_UINT256, WAD
from steelyard.simulator.paired.tally import Sheet
from steelyard.simulator.paired.terms import SIDES, UNIT, Terms
from steelyard.simulator.world.oracle import UNITS

HOLDER, POKER = "holder", "poker"
FOREVER = 2**64
NEVER_STALE = 2**62
LATER = 2**32
"""Seconds after the path's that the twin counts: it takes a round of second 0 for none."""
_EXPONENT = 28  # 36 + 24 decimals of the quote asset - 24 of U - 8 of the feed


class TwinMarket:
    """The market of some terms. `answer` of the feed in its units; prices `true` are dollars a coin."""

    def __init__(self, terms: Terms, equity: float, answer: int, now: int) -> None:
        self.terms, self.side = terms, SIDES[terms.side]
        self.parameters = terms.parameters(answer / UNITS)
        self.clock = Clock(now + LATER)
        self.source = FeedSource(
            self.clock, [Round(answer, self.clock.now - terms.window)], NEVER_STALE, _EXPONENT, terms.is_bear
        )
        asset = Erc20()
        asset.mint(HOLDER, MAX_UINT256 // 2)
        asset.approve("pool", MAX_UINT256, sender=HOLDER)
        self.pool = PairedPool("pool", self.parameters, asset, self.source, self.clock, HOLDER, deviation=0)
        self._fill(*(round(amount * UNIT) for amount in terms.opening(equity, answer / UNITS)))

    def _fill(self, underlying: int, leveraged: int, funding: int) -> None:
        """Each mint leaves LP more of what the other one needs."""
        target, price = self.terms.target, self.source.latest().price
        seed = wide_up(self.parameters.dollar_at(price), engine.SEED_DOLLARS, price)
        missing = {
            Side.FUNDING: funding * (target - 1) // target - seed,
            Side.LEVERAGED: leveraged // target - seed,
        }
        self.pool.open(underlying - sum(missing.values()), sender=HOLDER)
        while any(missing.values()):
            for side in missing:
                amount = min(missing[side], self.pool.mint_room(side))
                missing[side] -= amount
                if amount:
                    self.pool.mint(side, amount, 0, HOLDER, FOREVER, sender=HOLDER)

    # ------------------------------------------------------------------ what happens to it

    def hear(self, answer: int, now: int) -> None:
        """A round of the feed."""
        self.source.rounds = [*self.source.rounds, Round(answer, now + LATER)][-MOST_ROUNDS:]

    def come(self, now: int) -> None:
        """Time has passed."""
        self.clock.now = now + LATER

    def foresee(self) -> Poked | None:
        """What a poke would do now; None if it would be refused."""
        try:
            reading, mean = self.source.latest_and_mean(self.parameters.window)
            scheduled = self.clock.now >= self.pool.last_resplit + self.parameters.period
            leveraged, funding, liquidity = (self.pool.tokens[side].state() for side in Side)
            return engine.poke(
                self.pool.accrued_book(), self.parameters, reading.price, mean, scheduled,
                (leveraged, funding, liquidity), self.pool.cut,
            )  # fmt: skip
        except Refused:
            return None

    def reward(self, poked: Poked) -> int:
        """Units of U for the poker."""
        fees = self.parameters.fees
        return min(fees.most_reward, wide_down(poked.fee, fees.reward, WAD))

    def poke(self) -> None:
        """Anyone."""
        self.pool.poke(sender=POKER)

    # ------------------------------------------------------------------ what it is

    @property
    def is_ended(self) -> bool:
        """Whether the side's generation has ended."""
        return self.pool.tokens[self.side].closed is not None

    def is_out(self) -> bool:
        """Whether spot is out of range."""
        return not self.pool.band.holds(self.pool.book.reference, self.source.latest().price)

    def dollars(self, underlying: int, true: float) -> float:
        """Units of U in dollars."""
        return underlying / UNIT * (1.0 if self.terms.is_bear else true)

    def worth(self, book: Book, true: float) -> float:
        """Dollars of the side."""
        price = self._in_quote(true)
        return self.parameters.dollars(book.value(self.side, price), price) / WAD

    def loss(self, before: Book, after: Book, true: float) -> float:
        """Dollars that the side is worth less."""
        price = self._in_quote(true)
        lost = before.value(self.side, price) - after.value(self.side, price)
        return self.parameters.dollars(lost, price) / WAD

    def sheet(self, book: Book, true: float) -> Sheet:
        """The side."""
        vault, price, zero = book.vault(self.side), self._in_quote(true), book.zero_point
        worth = self.worth(book, true)
        if not self.terms.is_bear:
            held = vault.leveraged if zero < price else vault.funding
            return Sheet(worth, held / UNIT * true)
        delta = (vault.funding - vault.leveraged) / UNIT * (zero / price)
        return Sheet(worth, delta if zero < price else 0.0)

    def remains(self, true: float) -> Sheet:
        """What the side's ended generation may claim."""
        closed = self.pool.tokens[self.side].closed
        assert closed is not None
        return Sheet(self.dollars(closed.amount, true), 0.0)

    def _in_quote(self, true: float) -> int:
        scaled = int(Fraction(true) * E36)
        return E36 * E36 // scaled if self.terms.is_bear else scaled
