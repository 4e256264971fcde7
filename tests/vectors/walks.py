# SPDX-License-Identifier: Apache-2.0
"""Markets at random: holders who do what they may, and now and then what they may not, while the price wanders."""

import random
from collections.abc import Callable
from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Fees
from tests.vectors.player import SIDES
from tests.vectors.recorder import FOREVER, HOUR, MINUTE, Recorder, terms

OPERATIONS = 200  # of one market, rounds aside
HOLDERS = ("creator", "holder", "saver", "provider")
FEES = Fees(cut=15 * PERCENT, management=2 * PERCENT, rebalance=PERCENT // 20, reward=WAD // 3, max_reward=10**6)


class Walk:
    """One market and its dice."""

    def __init__(self, story: Recorder, seed: int) -> None:
        self.story, self.dice = story, random.Random(seed)

    def tell(self) -> Recorder:
        """All of it."""
        story, dice = self.story, self.dice
        story.open(dice.randrange(3 * 10**4, 3 * 10**6))
        often: list[Callable[[], Any]] = [self.mint, self.redeem, self.deposit]
        some: list[Callable[[], Any]] = [self.enqueue, self.claim, self.rebalance]
        rare: list[Callable[[], Any]] = [self.cancel, self.transfer, self.collect, self.claim_closed, self.consolidate]
        if story.terms.commits:
            often = [self.commit, self.commit, self.execute, self.execute, self.refund]
        while sum(step["op"] != "round" for step in story.steps) < OPERATIONS:
            self.move()
            if story.steps[-1].get("refused") == "price: out of range" and dice.random() < 0.5:
                self.rebalance()
            else:
                dice.choice([*often * 6, *some * 3, *rare])()
        return story

    def move(self) -> None:
        """Time passes, with a new answer every 50 minutes at least; mostly small moves, sometimes a jump."""
        story, dice = self.story, self.dice
        story.wait(dice.choice([0, 1, 60, 300, 15 * MINUTE, 25 * MINUTE]))
        last = story.twin.source.rounds[-1].updated_at
        if story.now - last > 25 * MINUTE or dice.random() < 0.25:
            fall = story.terms.fall / WAD
            step = dice.uniform(-fall / 2, fall / 2)
            if dice.random() < 0.1:
                step = dice.choice([-1, 1]) * dice.uniform(1, 3.5) * fall
            bounds = story.twin.source.bounds
            answer = story.dollars * 10**story.feed_decimals
            pull = 0.3 if answer < bounds.lower * 30 else -0.3 if answer > bounds.upper / 3 else 0.0
            story.answer(story.dollars * (1 + step + pull))

    # ------------------------------------------------------------------ what holders do

    def who(self) -> str:
        return self.dice.choice(HOLDERS)

    def size(self) -> int:
        """Units of U: a part of the market, now and then too much."""
        less: int = 10 ** self.dice.randint(2, 5)
        return max(self.story.pool.position.underlying, 10**5) * self.dice.randint(1, 9) // less

    def side(self) -> str:
        return self.dice.choice(SIDES[:2])

    def mint(self) -> None:
        who = self.who()
        self.story.do("mint", who, side=self.side(), amount=self.size(), min_out=0, receiver=who, deadline=FOREVER)

    def deposit(self) -> None:
        who = self.who()
        self.story.do("deposit", who, amount=self.size(), min_out=0, receiver=who, deadline=FOREVER)

    def redeem(self) -> None:
        who, side = self._holder()
        self.story.do(
            "redeem", who, side=side, shares=self.part(side, who), min_out=0, receiver=who,
            partial=self.dice.random() < 0.7, deadline=FOREVER,
        )  # fmt: skip

    def part(self, side: str, who: str) -> int:
        """Of what they hold, often all."""
        held = self.story.held(side, who)
        return held if self.dice.random() < 0.3 else int(held * self.dice.random())

    def _holder(self, sides: tuple[str, ...] = SIDES[:2]) -> tuple[str, str]:
        """Somebody who holds something, if there is anybody."""
        holding = [(who, side) for who in HOLDERS for side in sides if self.story.held(side, who)]
        return self.dice.choice(holding or [("holder", "lt")])

    def enqueue(self) -> None:
        who, side = self._holder(SIDES)
        self.story.do("enqueue", who, share=self.story.named(side), shares=self.part(side, who) // 2)

    def cancel(self) -> None:
        who, share, epoch = self._request()
        self.story.do("cancel", who, share=share, epoch=epoch)

    def claim(self) -> None:
        who, share, epoch = self._request()
        self.story.do("claim", who, share=share, epoch=epoch, receiver=who)

    def _request(self) -> tuple[str, str, int]:
        open_ones = [
            (who, name, epoch)
            for name, share in self.story.twin.shares().items()
            for (who, epoch), raw in share.queue.requests.items()
            if raw
        ]
        return self.dice.choice(sorted(open_ones) or [("holder", "lt.1", 0)])

    def rebalance(self) -> None:
        self.story.do("rebalance", "keeper")

    def transfer(self) -> None:
        who, side = self._holder(SIDES)
        share, amount = self.story.named(side), self.part(side, who)
        self.story.do("transfer", who, share=share, receiver=self.who(), amount=amount)

    def collect(self) -> None:
        self.story.do("collect_fees", "keeper")

    def consolidate(self) -> None:
        self.story.do("consolidate", "keeper", side=self.side())

    def claim_closed(self) -> None:
        ended = [
            (who, name)
            for name, share in self.story.twin.shares().items()
            for who in HOLDERS
            if share.closed and share.raw_balance(who)
        ]
        if ended:
            who, share = self.dice.choice(ended)
            self.story.do("claim_closed", who, share=share, receiver=who)

    def commit(self) -> None:
        who, side = self.who(), self.dice.choice(SIDES)
        is_mint = self.dice.random() < 0.6
        if not is_mint:
            who, side = self._holder()
        amount = self.size() if is_mint else self.part(side, who)
        until = self.story.now + self.dice.choice([HOUR, 24 * HOUR, 10**8])
        self.story.do(
            "commit", who, is_mint=is_mint, side=side, amount=amount, min_out=0, deadline=until, owner=self.who()
        )

    def execute(self) -> None:
        self.story.do("execute", "keeper", number=self._order())

    def refund(self) -> None:
        self.story.do("refund", "keeper", number=self._order())

    def _order(self) -> int:
        delayed_orders = self.story.pool.delayed_orders
        assert delayed_orders is not None
        return self.dice.choice(sorted(delayed_orders.orders) or [0])


def walk(
    name: str, decimals: int, quote: int, target: int, at: float, seed: int, feed_decimals: int = 8, **changes: Any
) -> Recorder:
    """A market at random; `seed` decides everything."""
    given = terms(decimals, quote, target, **{"fees": FEES, **changes})
    about = f"{OPERATIONS} operations at random"
    story = Recorder(name, about, given, decimals, quote, at, feed_decimals=feed_decimals)
    return Walk(story, seed).tell()


WALKS: dict[str, Callable[[str], Recorder]] = {
    "walk-2x-18": lambda name: walk(name, 18, 6, 2, 2_000, 1),
    "walk-3x-6": lambda name: walk(name, 6, 6, 3, 3.5, 2),
    "walk-3x-8": lambda name: walk(name, 8, 6, 3, 60_000, 3),
    "walk-4x-9": lambda name: walk(name, 9, 6, 4, 150, 4),
    "walk-5x-18": lambda name: walk(name, 18, 18, 5, 0.000012, 5, 18),
    "walk-10x-9": lambda name: walk(name, 9, 6, 10, 150, 6),
    "walk-orders-10x-8": lambda name: walk(name, 8, 6, 10, 60_000, 7, commits=True),
    "walk-bear-3x-6": lambda name: walk(name, 6, 18, 4, 2_000, 8, is_bear=True),
}
