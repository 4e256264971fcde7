# SPDX-License-Identifier: Apache-2.0
"""Somebody who becomes a lender for one transaction, in which they book a loss that may come back in part."""

from tests.attackers.leverage.hand import DOLLAR, LENDING, PART, Hand
from tests.attackers.search import Attacker, Choice, Plan, Steps, attempt
from tests.support.engine import wait
from tests.support.periphery import build_periphery
from tests.support.planted import Change, planted

_CRASH = 1_900  # dollars: the bull's 100 WETH are worth less than its debt of $200,000
_CONFIRM = 600
_OPEN_DOOR = tuple(
    Change("lending/LendingPool.vy", f"    if b.stops:\n        {then}\n", "")
    for then in ('errors.revert("deposit: loss not settled")', "return 0")
)


class RecoverySniper(Attacker):
    """The bull's wind-down may be confirmed and its loss booked: lenders then count 95% of its collateral."""

    name = "recovery sniper"
    story = "lends any sum before or after they book the loss, buys the collateral at the oracle's price, and withdraws"
    bound_means = "what the reserve may pay beyond the loss, and here it holds nothing (known issue 25)"
    weakness = "the pool takes deposits while a loss is not settled"
    unit = DOLLAR
    bound = 0

    def __init__(self, weakened: bool = False) -> None:
        with planted(*(_OPEN_DOOR if weakened else ())):
            periphery = build_periphery()
        self.hand, self.market = Hand(periphery, "attacker"), periphery.bull
        self.market.set_price(_CRASH)
        self.market.token.start_wind_down(sender=self.hand.address)
        wait(_CONFIRM)
        self.market.set_price(_CRASH)
        assert self.market.pool.pool_state().reserve == 0
        self.space = {"first": Choice(False, True), "lent": PART, "bought": PART, "steps": Steps(3, **LENDING)}

    def play(self, plan: Plan) -> int:
        market, before = self.market, self.hand.wealth(_CRASH)
        if plan["first"]:
            self.hand.lend(market, plan["lent"])
        market.token.confirm_wind_down(sender=self.hand.address)
        if not plan["first"]:
            with attempt():
                self.hand.lend(market, plan["lent"])
        maximum = market.token.balance_sheet().collateral * plan["bought"] // 10**18
        market.token.deleverage(maximum, 0, self.hand.address, b"", sender=self.hand.address)
        self.hand.act(market, plan["steps"])
        self.hand.leave(market)
        return self.hand.wealth(_CRASH) - before
