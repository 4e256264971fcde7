# SPDX-License-Identifier: Apache-2.0
"""Somebody who acts around another holder's mint or redemption at the token itself."""

from tests.attackers.leverage.hand import DOLLAR, IN_KIND, OPENING, Hand, market_of
from tests.attackers.search import Attacker, Choice, Plan, Steps
from tests.support.market import WAD, Terms
from tests.support.periphery import PRICE, Periphery, build_periphery

_SHARES = 5_000 * WAD  # of the holder, $100 each; others have 1,000
_ROUNDED = DOLLAR // 10**6 + PRICE  # a unit of USDC and a wei of WETH


class InKindSandwich(Attacker):
    """A holder mints or redeems in kind; the attacker mints and redeems before and after, with any capital."""

    name = "sandwich of an in-kind mint or redemption"
    story = "mints and redeems before and after a holder's mint or redemption of 5,000 shares in kind"
    bound_means = "the unit of each asset by which the holder's amounts are rounded against them"
    weakness = "a mint costs a fee, which goes to whoever holds at that moment"
    unit = DOLLAR
    evaluations = 500
    bound = _ROUNDED

    def __init__(self, weakened: bool = False) -> None:
        self.begin(build_periphery(Terms(mint_fee=10**15) if weakened else Terms()))

    def begin(self, periphery: Periphery) -> None:
        """Brings the two."""
        self.periphery = periphery
        self.hand, self.holder = Hand(periphery, "attacker"), Hand(periphery, "holder")
        self.space = {
            "side": Choice("bull", "bear"),
            "leaves": Choice(True, False),
            "opening": OPENING,
            "before": Steps(2, **IN_KIND),
            "after": Steps(2, **IN_KIND),
        }

    def play(self, plan: Plan) -> int:
        market, before = market_of(self.periphery, plan["side"]), self.hand.wealth(PRICE)
        if plan["leaves"]:
            self.holder.mint(market, _SHARES)
        self.hand.open(market, plan["opening"])
        self.hand.act(market, plan["before"])
        if plan["leaves"]:
            self.holder.redeem(market, WAD)
        else:
            self.holder.mint(market, _SHARES)
        self.hand.act(market, plan["after"])
        self.hand.leave(market)
        return self.hand.wealth(PRICE) - before


class FeeSniper(InKindSandwich):
    """The same where a mint costs 0.1%: the fee goes to the holders of that moment, of whom they are one."""

    name = "fee sniper"
    story = "is a holder for the moment in which somebody else's fee of 0.1% is shared out"
    bound_means = "that fee; the holder pays it anyway, the other holders miss it"
    weakness = "the fee is 1%"
    bound = 500 * DOLLAR + _ROUNDED

    def __init__(self, weakened: bool = False) -> None:
        self.begin(build_periphery(Terms(mint_fee=10**16 if weakened else 10**15)))
