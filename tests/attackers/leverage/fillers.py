# SPDX-License-Identifier: Apache-2.0
"""Whoever fills a rebalance earns the tolerance. They may not earn more by being somebody else besides."""

import boa

from steelyard.devchain.uniswap import PRICE_SCALE
from tests.attackers.leverage.hand import (
    DOLLAR,
    FILL,
    IN_KIND,
    LENDING,
    OPENING,
    Hand,
    dearest_cost,
    is_over,
    market_of,
)
from tests.attackers.search import Attacker, Choice, Moves, Plan, Span, Steps
from tests.support.market import WAD, Market
from tests.support.periphery import USDC, build_periphery

_STATES = tuple((side, price) for side in ("bull", "bear") for price in (2_400, 2_640, 3_400, 3_600))
_ROUNDING = DOLLAR // 10**6
_MOVES = IN_KIND | {"fill": FILL, "lend": LENDING["lend"], "withdraw": LENDING["withdraw"]}


class FillerWhoHolds(Attacker):
    """Profits are counted above what the same fill earns in one piece, at the dearest cost, by nobody in particular."""

    name = "filler who holds and lends"
    story = "fills in pieces, over- and under-levered, and mints, redeems, lends and withdraws in between"
    bound_means = "a purchase in pieces nears the equity times the area under the tolerance; holders pay"
    weakness = "the plain filler, against whom they are held, takes a tenth of what they could"
    unit = DOLLAR
    evaluations = 400
    threshold = 0  # thousandths that a round may be off the true price

    def __init__(self, weakened: bool = False) -> None:
        self.periphery = build_periphery()
        self.hand, self.plain = Pusher(self.periphery, "attacker"), Pusher(self.periphery, "keeper")
        self.keen = WAD // 10 if weakened else WAD
        self.space = {"state": Choice(*_STATES), "opening": OPENING, "steps": Steps(8, **_MOVES)}
        self.bound = max(self._second_order(*state) for state in _STATES)

    def play(self, plan: Plan) -> int:
        market, price = self.at(*plan["state"])
        earned = max(self.plain_fill(market, away, self.keen) for away in {-self.threshold, self.threshold})
        before = self.hand.wealth(price)
        self.hand.open(market, plan["opening"])
        self.hand.act(market, plan["steps"])
        self.hand.leave(market)
        return self.hand.wealth(price) - before - earned

    def at(self, side: str, price: int) -> tuple[Market, int]:
        """Moves a market to the price, by which both hands count too."""
        market = market_of(self.periphery, side)
        market.set_price(price)
        self.hand.price = self.plain.price = price
        return market, price

    def plain_fill(self, market: Market, away: int, keen: int = WAD) -> int:
        """Returns what one fill to the target earns in a round that far from the true price, in thousandths."""
        with boa.env.anchor():
            before = self.plain.wealth(self.plain.price)
            self.plain.push(market, away)
            self.plain.fill(market, keen=keen)
            return self.plain.wealth(self.plain.price) - before

    def _second_order(self, side: str, price: int) -> int:
        """Returns E times the area under the tolerance, less what one fill takes of it: E * m * |R1 - R0| - c * V."""
        with boa.env.anchor():
            market, _ = self.at(side, price)
            sheet, rule, over = market.token.balance_sheet(), market.token.rule(), is_over(market)
            assets = sheet.collateral * market.oracle.price() // PRICE_SCALE
            equity = assets - sheet.debt
            cost = dearest_cost(market, over)
            mean = cost * WAD // (WAD - rule.target * cost // WAD)
            area = mean * abs(assets * WAD // equity - rule.target) // WAD * equity // WAD
            worth = DOLLAR * price // WAD if market.is_bear else DOLLAR // USDC
            return area * worth - self.plain_fill(market, 0) + _ROUNDING


class FillerWhoPushes(FillerWhoHolds):
    """They are held against one fill in the most favourable round within the feed's threshold."""

    name = "filler who pushes rounds"
    story = "as before, and makes rounds come, half a percent above or below the true price, when they like"
    bound_means = "five more rounds: 0.6% (threshold, least tolerance) of the 12% of equity that 1% moves; holders pay"
    weakness = "rounds may be 5% off"
    threshold = 5

    def __init__(self, weakened: bool = False) -> None:
        super().__init__()
        maximum = 10 * self.threshold if weakened else self.threshold
        rounds: Moves = {"fill_in": {"per_mille": Choice(-maximum, maximum), "percent": Span(1, 100)}}
        self.space = {**self.space, "steps": Steps(6, **(IN_KIND | rounds))}
        self.bound = 5 * 160_000 * DOLLAR * 12 // 100 * 6 // 1_000


class Pusher(Hand):
    """A hand on the feed too."""

    price: int

    def push(self, market: Market, per_mille: int) -> None:
        """A round that far from the true price."""
        market.oracle.set_price(market.oracle_price(self.price) * (1_000 + per_mille) // 1_000)

    def fill_in(self, market: Market, per_mille: int, percent: int) -> None:
        """Fills that much of what is missing to the target in a round of theirs, at the dearest cost."""
        self.push(market, per_mille)
        self.fill(market, part=percent * WAD // 100)
