# SPDX-License-Identifier: Apache-2.0
"""A paired pool on the reference model; all that is done to it is written down for the contracts, its position last.

Trading is at once, so that it can be filled.
"""

from bisect import bisect_right
from dataclasses import astuple, replace
from typing import Any

from steelyard.model.clock import HOUR, Clock
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.valuation import Position, Side
from steelyard.model.pairing.wide import E36
from steelyard.model.presets.pairing import parameters
from steelyard.model.scenario.pairing import FOREVER, PairingScenario
from studies.crashes.kinds import COIN, DOLLAR, Kind
from studies.crashes.task import Action
from studies.stale_trader.price_path import DOLLAR as FEED
from studies.stale_trader.price_path import PricePath

HOLDER, CALLER = "holder", "keeper"
OPENED = 1_000_000  # dollars
_EXPONENT = 16  # 36 + 6 decimals of the dollar - 18 of the coin - 8 of the feed, on either side
_QUIET = (2 * HOUR, HOUR, 0)  # rounds before the start, at its price: spot and mean agree
_FILLS = 4  # LT makes room for FT and the other way round
_MIN_FILL = 1000  # a part of the market that is worth a mint


class PairingMarket:
    """A market of a million dollars, then filled with FT and LT until the caps or the inventory say no."""

    def __init__(self, kind: Kind, price_path: PricePath, start: int) -> None:
        self.kind, self.price_path, self.terms = kind, price_path, terms_of(kind)
        self.clock, self.started = Clock(start), start
        self.next_round = bisect_right(price_path.round_times, start)
        decimals, quote_decimals = (6, 18) if kind.is_bear else (18, 6)
        self.scenario = PairingScenario(
            self.terms, self.clock, decimals=decimals, quote_decimals=quote_decimals, deviation=self.terms.margin,
            recipient=HOLDER,
        )  # fmt: skip
        self.scenario.fund((HOLDER,), 10**30)
        self.source, self.pool = self.scenario.source, self.scenario.pool
        self.acts: list[Action] = []
        answer = price_path.rounds[self.next_round - 1].answer
        self._add([Round(answer, start - ago) for ago in _QUIET])
        opened = OPENED * DOLLAR if kind.is_bear else OPENED * COIN * FEED // answer
        self._write("open", (opened,), self.pool.open(opened, sender=HOLDER))
        for _ in range(_FILLS):
            for side in (Side.FUNDING, Side.LEVERAGED):
                self._fill(side)

    @property
    def position(self) -> Position:
        """As last accrued."""
        return self.pool.position

    def quote(self, position: Position, side: Side, answer: int) -> int:
        """A vault's value in the quote asset at a feed's answer, scaled by 1e36."""
        scaled: int = answer * 10**_EXPONENT
        return position.value(side, E36 * E36 // scaled if self.kind.is_bear else scaled)

    def holds(self, dollars: float) -> bool:
        """Whether a price is in range."""
        price = dollars * FEED * 10**_EXPONENT
        moved = (E36 * E36 / price if self.kind.is_bear else price) / self.position.reference
        return bool(1 - self.terms.fall / WAD <= moved <= 1 + self.terms.rise / WAD)

    def rebalance(self, now: int) -> int:
        """Rebalances if that is due; returns how many steps were made."""
        self.hear(now)
        self.clock.now = now
        try:
            rebalanced = self.pool.rebalance(sender=CALLER)
        except Reverted:
            return 0
        self._write("rebalance", (), tuple(rebalanced))
        return rebalanced.steps

    def hear(self, now: int) -> None:
        """The feed's rounds up to `now`."""
        first, self.next_round = self.next_round, bisect_right(self.price_path.round_times, now)
        self._add(list(self.price_path.rounds[first : self.next_round]))

    def answer(self, answer: int, now: int) -> None:
        """A round that is not the tape's."""
        self._add([Round(answer, now)])

    def end(self) -> None:
        """Writes down the position as it is now."""
        self._write("end", (), astuple(self.pool.accrued_position())[1:])

    def _add(self, rounds: list[Round]) -> None:
        if rounds:
            self.scenario.hear(rounds)
            times = tuple(one.updated_at - self.started for one in rounds)
            self._write("rounds", (tuple(one.answer for one in rounds), times), None)

    def _fill(self, side: Side) -> None:
        """Mints the most that is allowed."""
        reading, mean = self.source.latest_and_mean(self.terms.window)
        seen = (reading.price, mean, 0)
        leveraged, funding, liquidity = (self.pool.tokens[one].state() for one in Side)
        low, high = 0, self.position.underlying
        while high - low > self.position.underlying // _MIN_FILL:
            amount = (low + high) // 2
            try:
                engine.mint(self.position, self.terms, seen, side, amount, (leveraged, funding, liquidity))
                low = amount
            except Reverted:
                high = amount
        if low:
            minted = self.pool.mint(side, low, 0, HOLDER, FOREVER, sender=HOLDER)
            self._write("mint", (side, low), minted)

    def _write(self, name: str, arguments: tuple[Any, ...], answer: Any) -> None:
        self.acts.append(Action(self.clock.now - self.started, name, arguments, answer))


def terms_of(kind: Kind) -> Parameters:
    """Those of the paired pool of a leverage; trading is at once."""
    return replace(parameters(kind.target, kind.is_bear), commits=False)
