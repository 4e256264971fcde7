# SPDX-License-Identifier: Apache-2.0
"""Arguments for the pure functions, at random, and what the twin answers."""

import random
from collections.abc import Callable
from typing import Any

from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.parameters import PERCENT, TARGETS
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.vectors.functions import FUNCTIONS, Arguments, position_json
from tests.vectors.player import plain

CASES = 80
LONGEST_GAP = 3_960  # of a feed with a heartbeat of an hour


class Draw:
    """Dice that throw integers: floating point powers differ between machines."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def digits(self, minimum: int, maximum: int) -> int:
        """A number of so many digits."""
        count = self.dice.randint(minimum, maximum)
        return self.dice.randrange(10 ** (count - 1), 10**count)

    def part(self, whole: int, *, zeros: int = 0) -> int:
        """Up to `whole`, or up to so many digits less."""
        less: int = 10 ** self.dice.randint(0, zeros)
        return self.dice.randint(0, whole) // less

    def near(self, price: int) -> int:
        """Around a price; now and then far off, below the zero point too."""
        low, high = (85, 115) if self.dice.random() < 0.8 else (30, 300)
        return price * self.dice.randrange(low * 10**4, high * 10**4) // 10**6

    def position(self) -> Position:
        """From 6 to 18 decimals, the vaults of any size, with mismatches now and then."""
        dice, target, total = self.dice, self.dice.choice(TARGETS), self.digits(7, 27)
        index = ONE if dice.random() < 0.3 else ONE + self.part(ONE // 20)
        own = self.part(total, zeros=1)
        other = self.part(total, zeros=1)
        mixed = dice.random() < 0.3
        leveraged = Vault(own, min(own, total - other) // 7 if mixed else 0)
        funding = Vault(min(other, total - own) // 9 if mixed else 0, other)
        return Position(target, total, self.digits(20, 47), index, leveraged, funding)

    def fees(self) -> Arguments:
        return {"swap": self.part(PERCENT), "imbalance": self.dice.choice([0, 2 * PERCENT, self.part(2 * PERCENT)])}

    # ------------------------------------------------------------------ arguments of one function each

    def value(self) -> Arguments:
        position = self.position()
        return {"position": position_json(position), "price": self.near(position.reference)}

    def fund(self) -> Arguments:
        maximum = ONE + self.part(ONE // 3)
        mints = self.dice.random() < 0.7
        return {
            "position": position_json(self.position()),
            "mints_funding": mints,
            "seconds": self.digits(1, 8),
            "max_index": maximum,
        }

    def swap_rate(self) -> Arguments:
        position = self.position()
        marks, vault = position.marks(self.near(position.reference)), position.liquidity
        if self.dice.random() < 0.05:
            vault = Vault()
        return self.fees() | {
            "vault": {"l": vault.leveraged, "f": vault.funding},
            "marks": {"l": marks.leveraged, "f": marks.funding},
            "leaves": self.dice.choice(["l", "f"]),
            "moved": self.part(marks.value_of(vault), zeros=4),
        }

    def user_prices(self) -> Arguments:
        spot = self.digits(12, 47)
        seen = [spot, *(self.near(spot) for _ in range(self.dice.randint(1, 2)))]
        return {"margin": self.part(PERCENT // 2), "seen": seen}

    def mint(self) -> Arguments:
        trade, position = self._trade()
        return trade | {"underlying": self.part(position.underlying, zeros=3)}

    def redeem(self) -> Arguments:
        trade, _ = self._trade()
        supply = self.digits(19, 27)
        return trade | {"shares": self.part(supply, zeros=1), "supply": supply}

    def _trade(self) -> tuple[Arguments, Position]:
        position = self.position()
        other = position.reference * self.dice.randrange(970, 1_030) // 1_000
        prices = Prices.around(self.part(PERCENT // 4), position.reference, other)
        side = self.dice.choice(["lt", "ft"])
        return {
            "position": position_json(position),
            **self.fees(),
            "low": prices.low,
            "high": prices.high,
            "side": side,
        }, position

    def rebalance(self) -> Arguments:
        position = self.position()
        price = self.near(position.reference)
        market = price if self.dice.random() < 0.3 else self.near(price)
        return {"position": position_json(position), "price": price, "market": market}

    def price_at_tick(self) -> Arguments:
        edges = [0, 1, -1, 887_272, -887_272, 887_273, -887_273]
        return {"tick": self.dice.choice(edges) if self.dice.random() < 0.2 else self.dice.randint(-887_272, 887_272)}

    def mean_of_rounds(self) -> Arguments:
        dice, now = self.dice, 1_700_000_000 + self.part(10**6)
        rounds, at, answer = list[list[int]](), now - dice.randrange(300), 10**11
        even = dice.random() < 0.2
        if even:  # the 48th round just reaches the start of a window of 900 s, or just not
            at = now - dice.choice([6, 7])
        for _ in range(dice.choice([1, 5, 20, 60, 60, 60])):
            answer = answer * dice.randrange(980, 1_020) // 1_000
            rounds.append([answer, at])
            at -= 19 if even else dice.choice([1, 15, 30, 60] if dice.random() < 0.9 else [60, 600, 3_000, 4_000])
        window = dice.choice([900, 900, 900, 900, 900, 1_800, 3_600, 899, 86_401])
        return {"rounds": rounds, "now": now, "window": window, "longest_gap": LONGEST_GAP}


def cases(name: str) -> dict[str, Any]:
    """The document of one function."""
    draw: Callable[[], Arguments] = getattr(Draw(len(name)), name)
    about = (FUNCTIONS[name].__doc__ or "").strip()
    return {"version": "1", "function": name, "about": about, "cases": [_case(name, draw()) for _ in range(CASES)]}


def _case(name: str, arguments: Arguments) -> dict[str, Any]:
    try:
        return {"arguments": plain(arguments), "answer": plain(FUNCTIONS[name](arguments))}
    except Reverted as refusal:
        return {"arguments": plain(arguments), "refused": refusal.reason}
