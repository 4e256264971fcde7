# SPDX-License-Identifier: Apache-2.0
"""Up to six acts in one transaction, with millions that are given back at its end."""

from tests.attackers.leverage.hand import DOLLAR, EVERYTHING, NOT_FILLS, OPENING, Hand
from tests.attackers.search import Attacker, Choice, Plan, Steps, account
from tests.support.delayed_orders import PRICE, build_orders
from tests.support.engine import wait
from tests.support.market import DAY, WAD, Market, Terms


class _Flash(Attacker):
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
        interest = {"base_rate": WAD // 20, "rate_at_kink": WAD // 5, "rate_at_full": WAD}
        fee = {"management_fee": 5 * 10**16, "fee_recipient": account("fee recipient")}
        delayed_orders = build_orders(Terms(deposit=400_000, **interest, **fee))
        self.hand = Hand(delayed_orders, "attacker")
        for pool in (delayed_orders.bull.pool, delayed_orders.bear.pool):
            pool.enqueue(pool.balanceOf(delayed_orders.environment.owner), sender=delayed_orders.environment.owner)
        wait(30 * DAY)
        self.ready(weakened, PRICE, delayed_orders.bull, delayed_orders.bear)


class FlashRebase(_Flash):
    """The price fell in steps and keepers followed, until a unit of the bull was worth less than its floor."""

    name = "flash mint around a rebase"
    story = "wraps, rebases, unwraps, mints and redeems while a rebase is due, with borrowed millions"

    def __init__(self, weakened: bool = False) -> None:
        delayed_orders = build_orders()
        market, keeper = delayed_orders.bull, Hand(delayed_orders, "keeper")
        self.hand = Hand(delayed_orders, "attacker")
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
