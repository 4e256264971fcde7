# SPDX-License-Identifier: Apache-2.0
"""Somebody who knows the next round of the oracle before it arrives; the exchanges know it too."""

from tests.attackers.leverage.hand import DOLLAR, EVERYTHING, NOT_FILLS, OPENING, Hand, market_of
from tests.attackers.search import Attacker, Choice, Plan, Steps
from tests.support.periphery import PRICE, build_periphery


class NextRound(Attacker):
    """A market on target; every round moves the price by at most 20%, as no threshold of a feed would let it."""

    name = "the next round is known"
    story = "mints, redeems, wraps, fills and lends on both sides of a round that they know, by up to 20%"
    bound_means = "nothing: the amounts of a mint and a redemption know no price, and no fill is due before the round"
    weakness = "a fill is due, at a price 12% off"
    unit = DOLLAR

    def __init__(self, weakened: bool = False) -> None:
        self.periphery = build_periphery()
        self.hand = Hand(self.periphery, "attacker")
        self.old = PRICE
        if weakened:
            self.old = PRICE * 88 // 100
        for market in (self.periphery.bull, self.periphery.bear):
            market.set_price(self.old)
        self.space = {
            "opening": OPENING,
            "side": Choice("bull", "bear"),
            "dollars": Choice(2_400, 2_700, 2_985, 3_015, 3_300, 3_600),
            "before": Steps(4, **EVERYTHING),
            "after": Steps(4, **NOT_FILLS),
        }
        self.bound = 0

    def play(self, plan: Plan) -> int:
        market, price = market_of(self.periphery, plan["side"]), plan["dollars"]
        before = self.hand.wealth(price)
        self.hand.open(market, plan["opening"])
        self.hand.act(market, plan["before"])
        market.set_price(price)
        self.hand.act(market, plan["after"])
        self.hand.leave(market)
        return self.hand.wealth(price) - before
