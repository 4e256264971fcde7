# SPDX-License-Identifier: Apache-2.0
"""Positions, terms and shares of paired pools, as the engine takes them and drawn at random."""

import random
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.pairing_share import ShareState, States
from steelyard.model.pairing.parameters import PERCENT, TARGETS, Fees, Parameters, rise_of
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.presets.pairing import LIVE_FALL
from tests.support.contracts import deploy

E36 = 10**36
SEED = 10 * WAD
HUGE = 2**128 - 1


def plain(given: Any) -> Any:
    """Structs and lists, of the twin or of titanoboa, as tuples; a position without its target, which is a term."""
    if isinstance(given, Position):
        return plain((given.underlying, given.reference, given.index, given.leveraged, given.funding))
    if is_dataclass(given):
        return tuple(plain(getattr(given, field.name)) for field in fields(given))
    if isinstance(given, list | tuple):
        return tuple(plain(item) for item in given)
    return given


class Draw:
    """Random markets of one kind: digits of U and of the quote, bull or bear."""

    def __init__(self, seed: int, decimals: int, quote_decimals: int, is_bear: bool) -> None:
        self.random = random.Random(seed)
        self.decimals, self.quote_decimals, self.is_bear = decimals, quote_decimals, is_bear

    def between(self, low: float, high: float) -> float:
        """Log-uniform."""
        return float(low * (high / low) ** self.random.random())

    def likely(self, probability: float) -> bool:
        """Whether it happens."""
        return self.random.random() < probability

    def terms(self) -> Parameters:
        """Within the bounds of the parameters; fees, caps, FT and the size as they may be."""
        target = self.random.choice(TARGETS)
        fall = LIVE_FALL[target] if self.likely(0.5) else self.random.randrange(PERCENT, 40 * PERCENT // target)
        return Parameters(
            target,
            10 ** (self.decimals if self.is_bear else self.quote_decimals),
            self.random.randrange(WAD // 40 // target),
            fall,
            rise_of(fall) if self.likely(0.5) else fall,
            WAD if self.likely(0.7) else self.random.randrange(WAD),
            WAD if self.likely(0.7) else self.random.randrange(WAD),
            HUGE if self.likely(0.5) else 2**255,
            is_bear=self.is_bear,
            mints_funding=self.likely(0.9),
            fees=self.fees() if self.likely(0.7) else Fees(swap=0, imbalance=0, liquidity_exit=0),
        )

    def fees(self) -> Fees:
        """Any, some of them none."""

        def some(maximum: int) -> int:
            return self.random.choice([0, maximum, self.random.randrange(maximum)])

        return Fees(
            some(5 * PERCENT), some(2 * PERCENT), some(PERCENT), some(WAD // 2), some(2 * PERCENT), some(PERCENT // 10)
        )

    def price(self) -> int:
        """Of U in the quote, scaled by 1e36: a coin between 1e-9 and 1e5 dollars."""
        coin = self.between(1e-9, 1e5)
        units = 1 / coin if self.is_bear else coin
        return int(units * 1e18) * E36 * 10**self.quote_decimals // 10**self.decimals // 10**18

    def units(self, dollars: float, price: int, terms: Parameters) -> int:
        """That many dollars in units of U."""
        return int(dollars * 10**9) * terms.dollar_at(price) // 10**9 // price

    def position(self, terms: Parameters) -> Position:
        """A market of a few dollars up to a billion, with or without mismatches, on or off par."""
        price = self.price()
        total = self.units(self.between(5, 1e9), price, terms)
        leveraged, own_room = self._vault(total, total)
        funding, _ = self._vault(total - leveraged[1], own_room)
        index = ONE if self.likely(0.3) else self.random.randrange(ONE, max(terms.max_index, ONE + 1))
        return Position(
            terms.target, total, price, index, Vault(leveraged[0], leveraged[1]), Vault(funding[1], funding[0])
        )

    def _vault(self, own_room: int, other_room: int) -> tuple[tuple[int, int], int]:
        """Its own kind and less of the other, and how much of its own kind is left for the next."""
        own = self.random.randint(0, own_room) if self.likely(0.8) else self.random.choice([0, own_room])
        other = self.random.randint(0, min(own, other_room) // 8) if self.likely(0.4) else 0
        return (own, other), own_room - own

    def near(self, reference: int, terms: Parameters, beyond: float = 0.1) -> int:
        """A price in range, with the probability `beyond` somewhat or far out of it."""
        if self.likely(beyond):
            return (
                int(reference * self.between(0.5, 2)) if self.likely(0.8) else int(reference * self.between(0.01, 100))
            )
        low, high = reference * (WAD - terms.fall) // WAD, reference * (WAD + terms.rise) // WAD
        return (
            self.random.choice([low, high, low - 1, high + 1]) if self.likely(0.1) else self.random.randint(low, high)
        )

    def seen(self, position: Position, terms: Parameters) -> tuple[int, int, int]:
        """Spot, mean and sometimes one more."""
        also = self.near(position.reference, terms, 0.02) if self.likely(0.2) else 0
        return self.near(position.reference, terms, 0.02), self.near(position.reference, terms, 0.02), also

    def amount(self, about: int) -> int:
        """Mostly up to `about`; sometimes nothing, dust or absurd."""
        kind = self.random.random()
        if kind < 0.05:
            return self.random.randrange(3)
        if kind < 0.1:
            return int(2 ** self.random.uniform(1, 255))
        return int(about * self.between(1e-6, 1.1)) if kind < 0.9 else about

    def states(self, position: Position, terms: Parameters) -> States:
        """Shares of each side, of a living generation or of none."""
        return (
            self.state(position.value(Side.LEVERAGED, position.reference), position, terms),
            self.state(position.value(Side.FUNDING, position.reference), position, terms),
            self.state(position.value(Side.LIQUIDITY, position.reference), position, terms),
        )

    def state(self, worth: int, position: Position, terms: Parameters) -> ShareState:
        """At a NAV between 1e-9 and 100 dollars; sometimes consolidated, with epochs that wait or are ripe."""
        if self.likely(0.12):
            return ShareState(closed=True)
        index = self.random.choice([1, 1, 1, 10**6, 10**12])
        dollars = terms.dollars(worth, position.reference)
        supply = SEED + int(dollars * index / self.between(1e-9, 100))
        free = supply - SEED
        first = self.random.choice([0, self.random.randint(0, free), free])
        second = self.random.choice([0, self.random.randint(0, free - first)]) if first else 0
        waiting = (first != 0) + (second != 0)
        ripe = self.random.randint(0, waiting)
        return ShareState(supply, index, SEED, (first, second), ripe, ripe != 0 and self.likely(0.5), False)


class Engine:
    """The engine contract, asked with the twin's positions, terms and states."""

    def __init__(self) -> None:
        self.contract = deploy("PairingEngine")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(self.contract, name)
        return lambda *given: function(*plain(given))

    @property
    def gas(self) -> int:
        """Gas of the last call, without what every transaction costs."""
        return int(self.contract._computation.net_gas_used)
