# SPDX-License-Identifier: Apache-2.0
"""Trades before and after a keeper's fill from the exchange."""

from dataclasses import replace

import boa

from steelyard.model.presets.leverage import TOLERANCE
from tests.attackers.leverage.hand import ALL, DOLLAR, Hand, dearest_cost, is_over, market_of
from tests.attackers.search import Amount, Attacker, Choice, Plan
from tests.support.market import Market, Terms
from tests.support.periphery import USDC, build_periphery

_STATES = tuple((side, price) for side in ("bull", "bear") for price in (2_640, 3_400))  # just outside the band
_LAVISH = replace(TOLERANCE, minimum=5 * 10**15, over=5 * 10**16, emergency=6 * 10**16)


class FillSandwich(Attacker):
    """The keeper names the dearest cost and insists on nine tenths of the surplus that they saw."""

    name = "sandwich of a keeper's fill"
    story = "trades on V3 before and after a fill through the rebalancer by a keeper who insists on 90% of the surplus"
    bound_means = "what the keeper does not insist on: a tenth of the surplus, and what the swap cost; the keeper pays"
    weakness = "the tolerance is five times as large, and the keeper takes any surplus"
    unit = DOLLAR
    evaluations = 500

    def __init__(self, weakened: bool = False) -> None:
        self.periphery = build_periphery()
        self.keeper = Hand(self.periphery, "keeper")
        self.bound = max(self._left_to_take(*state) for state in _STATES)
        if weakened:
            self.periphery = build_periphery(Terms(tolerance=_LAVISH))
            self.keeper = Hand(self.periphery, "keeper")
        self.hand, self.insists = Hand(self.periphery, "attacker"), not weakened
        sizes = Amount(USDC, 10**8 * USDC)
        self.space = {"state": Choice(*_STATES), "buys": Choice(True, False), "before": sizes, "more": sizes}

    def play(self, plan: Plan) -> int:
        side, price = plan["state"]
        market = market_of(self.periphery, side)
        self.periphery.move(price)
        seen = self._seen(market)
        before = self.hand.wealth(price)
        self.hand.trade("v3", plan["buys"], plan["before"], price)
        self._fill(market, seen * 9 // 10 if self.insists else 0)
        self.hand.trade("v3", not plan["buys"], plan["before"] + plan["more"], price)
        return self.hand.wealth(price) - before

    def _fill(self, market: Market, minimum: int) -> int:
        over = is_over(market)
        path = self.periphery.path("v3", market.collateral if over else market.debt_asset)
        order = (market.token.address, path, over, ALL, dearest_cost(market, over), minimum, self.keeper.address)
        return int(self.periphery.rebalancer.fill(*order, sender=self.keeper.address))

    def _seen(self, market: Market) -> int:
        with boa.env.anchor():
            return self._fill(market, 0)

    def _left_to_take(self, side: str, price: int) -> int:
        """Returns what the token pays for the whole fill, less nine tenths of what the keeper then keeps."""
        market = market_of(self.periphery, side)
        with boa.env.anchor():
            self.periphery.move(price)
            start = self.keeper.wealth(price)
            with boa.env.anchor():
                self.keeper.fill(market)
                paid = self.keeper.wealth(price) - start
            self._fill(market, 0)
            return paid - (self.keeper.wealth(price) - start) * 9 // 10
