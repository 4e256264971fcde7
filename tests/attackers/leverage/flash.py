# SPDX-License-Identifier: Apache-2.0
"""Up to six acts in one transaction, with millions that are given back at its end."""

from typing import Any

from tests.attackers.leverage.hand import DOLLAR, EVERYTHING, NOT_FILLS, OPENING, Hand
from tests.attackers.search import Attacker, Choice, Plan, Steps, account
from tests.support.engine import wait
from tests.support.market import DAY, WAD, Market, Terms
from tests.support.periphery import PRICE, build_periphery


class _Flash(Attacker):
    hand: Hand
    bound_means = "nothing"
    weakness = "a fill is due too, and they may fill"
    unit = DOLLAR
    evaluations = 400
    bound = 0

    def ready(self, weakened: bool, price: int, *markets: Market) -> None:
        """Brings the attacker, who plays in one of the markets at that price."""
        self.price, self.markets = price, markets
        moves = EVERYTHING if weakened else NOT_FILLS
        self.space = {"market": Choice(*range(len(markets))), "opening": OPENING, "steps": Steps(6, **moves)}

    def play(self, plan: Plan) -> int:
        market, before = self.markets[plan["market"]], self.hand.wealth(self.price)
        self.hand.open(market, plan["opening"])
        self.hand.act(market, plan["steps"])
        self.hand.leave(market)
        return self.hand.wealth(self.price) + self.hand.claim_on(market, self.price) - before


class FlashAccrual(_Flash):
    """Nobody has booked anything for a month; the pool's only lender waits in its queue."""

    name = "flash mint around accrual, fee and queue"
    story = "acts over a month's interest and management fee and a lender's ticket, with borrowed millions"

    def __init__(self, weakened: bool = False) -> None:
        interest: dict[str, Any] = {"base_rate": WAD // 20, "rate_at_kink": WAD // 5, "rate_at_full": WAD}
        fee: dict[str, Any] = {"management_fee": 5 * 10**16, "fee_recipient": account("fee recipient")}
        periphery = build_periphery(Terms(deposit=400_000, **interest, **fee))
        self.hand = Hand(periphery, "attacker")
        for pool in (periphery.bull.pool, periphery.bear.pool):
            pool.enqueue(pool.balanceOf(periphery.environment.owner), sender=periphery.environment.owner)
        wait(30 * DAY)
        price = PRICE * 9 // 10 if weakened else PRICE
        for market in (periphery.bull, periphery.bear):
            market.set_price(price)
        self.ready(weakened, price, periphery.bull, periphery.bear)


class FlashRebase(_Flash):
    """The price fell in steps and keepers followed, until a unit of the bull was worth less than its floor."""

    name = "flash mint around a rebase"
    story = "wraps, rebases, unwraps, mints and redeems while a rebase is due, with borrowed millions"

    def __init__(self, weakened: bool = False) -> None:
        periphery = build_periphery()
        market, keeper = periphery.bull, Hand(periphery, "keeper")
        self.hand = Hand(periphery, "attacker")
        price = PRICE
        while market.anchored.factor() * self._nav(market, price) > market.anchored.FLOOR() * 10**27:
            price = price * 4 // 5
            market.set_price(price)
            if market.token.balance_sheet().debt:
                keeper.fill(market)
        if weakened:
            price = price * 9 // 10
            market.set_price(price)
        market.anchored.rebase(sender=keeper.address)
        wait(600)
        market.set_price(price)
        self.ready(weakened, price, market)

    @staticmethod
    def _nav(market: Market, price: int) -> int:
        sheet = market.token.balance_sheet()
        equity = sheet.collateral * market.oracle_price(price) // 10**36 - sheet.debt
        return int(equity * WAD * WAD // (10**market.quote_decimals * sheet.supply))
