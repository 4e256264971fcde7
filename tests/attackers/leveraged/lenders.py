# SPDX-License-Identifier: Apache-2.0
"""Somebody who becomes a lender when a loss has been booked and may come back in part."""

from tests.attackers.leveraged.hand import DOLLAR, LENDING, PART, Hand
from tests.attackers.search import Attacker, Plan, Steps
from tests.support.desk import build_desk
from tests.support.engine import wait

_CRASH = 1_900  # dollars: the bull's 100 WETH are worth less than its debt of $200,000
_COLLATERAL = 100 * _CRASH * DOLLAR
_CONFIRM = 600


class RecoverySniper(Attacker):
    """The bull is in its auction and its loss is booked: lenders count 95% of its collateral."""

    name = "recovery sniper"
    story = "lends any sum once the loss is booked, buys the collateral at the oracle's price, and withdraws"
    bound_means = "the 5% of the collateral that lenders do not count; earlier lenders miss it (known issue 25)"
    weakness = "the loss was booked in a round a tenth below the true price"
    unit = DOLLAR
    bound = _COLLATERAL * 5 // 100

    def __init__(self, weakened: bool = False) -> None:
        desk = build_desk()
        self.hand, self.market = Hand(desk, "attacker"), desk.bull
        keeper = self.hand.address
        self.market.set_price(_CRASH)
        self.market.token.start_wind_down(sender=keeper)
        wait(_CONFIRM)
        self.market.set_price(_CRASH * 9 // 10 if weakened else _CRASH)
        self.market.token.confirm_wind_down(sender=keeper)
        self.market.token.impair(sender=keeper)
        self.market.set_price(_CRASH)
        self.space = {"lent": PART, "bought": PART, "steps": Steps(3, **LENDING)}

    def play(self, plan: Plan) -> int:
        market, before = self.market, self.hand.wealth(_CRASH)
        self.hand.lend(market, plan["lent"])
        most = market.token.sheet().collateral * plan["bought"] // 10**18
        market.token.deleverage(most, 0, self.hand.address, b"", sender=self.hand.address)
        self.hand.act(market, plan["steps"])
        self.hand.leave(market)
        return self.hand.wealth(_CRASH) - before
