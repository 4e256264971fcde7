# SPDX-License-Identifier: Apache-2.0
"""A paired pool on the integer twin: filled by mints, told a feed's rounds, looked at in dollars."""

from fractions import Fraction

from steelyard.model.clock import Clock
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from steelyard.model.oracles.twap import MAX_ROUNDS, Round
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.valuation import Position, Side
from steelyard.model.pairing.wide import E36, wide_up
from steelyard.model.scenario.pairing import FOREVER, PairingScenario
from steelyard.simulator.pairing.metrics import BalanceSheet
from steelyard.simulator.pairing.terms import SIDES, UNIT, Terms
from steelyard.simulator.world.oracle import UNITS

HOLDER, CALLER = "holder", "keeper"
NEVER_STALE = 2**62
LATER = 2**32
"""Seconds after the path's that the twin counts: it takes a round of second 0 for none."""


class TwinMarket:
    """The market of some terms. `answer` of the feed in its units; prices `true` are dollars a coin."""

    def __init__(self, terms: Terms, equity: float, answer: int, now: int) -> None:
        self.terms, self.side = terms, SIDES[terms.side]
        self.parameters = terms.parameters(answer / UNITS)
        self.clock = Clock(now + LATER)
        rounds = [Round(answer, self.clock.now - terms.window)]
        scenario = PairingScenario(self.parameters, self.clock, heartbeat=NEVER_STALE, rounds=rounds, recipient=HOLDER)
        scenario.fund((HOLDER,), MAX_UINT256 // 2)
        self.source, self.pool = scenario.source, scenario.pool
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
        self.source.rounds = [*self.source.rounds, Round(answer, now + LATER)][-MAX_ROUNDS:]

    def come(self, now: int) -> None:
        """Time has passed."""
        self.clock.now = now + LATER

    def rebalance(self) -> None:
        """Anyone."""
        self.pool.rebalance(sender=CALLER)

    # ------------------------------------------------------------------ what it is

    @property
    def is_ended(self) -> bool:
        """Whether the side's generation has ended."""
        return self.pool.tokens[self.side].closed is not None

    def is_out(self) -> bool:
        """Whether spot is out of range."""
        return not self.pool.band.holds(self.pool.position.reference, self.source.latest().price)

    def dollars(self, underlying: int, true: float) -> float:
        """Units of U in dollars."""
        return underlying / UNIT * (1.0 if self.terms.is_bear else true)

    def worth(self, position: Position, true: float) -> float:
        """Dollars of the side."""
        price = self._in_quote(true)
        return self.parameters.dollars(position.value(self.side, price), price) / WAD

    def loss(self, before: Position, after: Position, true: float) -> float:
        """Dollars that the side is worth less."""
        price = self._in_quote(true)
        lost = before.value(self.side, price) - after.value(self.side, price)
        return self.parameters.dollars(lost, price) / WAD

    def balance_sheet(self, position: Position, true: float) -> BalanceSheet:
        """The side."""
        vault, price, zero = position.vault(self.side), self._in_quote(true), position.zero_point
        worth = self.worth(position, true)
        if not self.terms.is_bear:
            held = vault.leveraged if zero < price else vault.funding
            return BalanceSheet(worth, held / UNIT * true)
        delta = (vault.funding - vault.leveraged) / UNIT * (zero / price)
        return BalanceSheet(worth, delta if zero < price else 0.0)

    def remains(self, true: float) -> BalanceSheet:
        """What the side's ended generation may claim."""
        closed = self.pool.tokens[self.side].closed
        assert closed is not None
        return BalanceSheet(self.dollars(closed.amount, true), 0.0)

    def _in_quote(self, true: float) -> int:
        scaled = int(Fraction(true) * E36)
        return E36 * E36 // scaled if self.terms.is_bear else scaled
