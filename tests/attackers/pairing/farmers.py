# SPDX-License-Identifier: Apache-2.0
"""Who lives on crumbs: thousands of operations that each might round their way, and round trips past the fees."""

from steelyard.model.pairing.parameters import Fees
from tests.attackers.pairing.ground import DOLLAR, Ground
from tests.attackers.pairing.traders import STAKE
from tests.attackers.search import REVERTED, Amount, Attacker, Choice, Parameter, Plan, Span, Steps, attempt
from tests.support.pairing import FT, LP, LT
from tests.unit.pairing_pool.world import plain_terms

DECIMALS = (6, 8, 9, 18)
_ODD = 137  # basis points from the reference price
_FREE = Fees(swap=0, imbalance=0, liquidity_exit=0)


class RoundingFarmer(Attacker):
    """On markets without margin and fees, where one unit of rounding in their favour would be a profit."""

    name = "farming of roundings"
    story = (
        "on markets of 6, 8, 9 and 18 decimals without margin or fee, at an odd price, mints LT or FT up to 300 times, "
        "from one unit to a million dollars, and redeems in up to 300 pieces"
    )
    bound_means = "nothing, not one unit of U"
    weakness = "an hour of funding lies between mint and redemption"
    evaluations = 100
    bound = 0
    unit = 1

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        terms = plain_terms(3, fees=_FREE)
        self.grounds = {decimals: Ground(terms, lag=0, keeps=False, decimals=decimals) for decimals in DECIMALS}
        for ground in self.grounds.values():
            ground.begin()
            ground.jump(_ODD)
            ground.quiet(1)
            self.truth = ground.truth
        self.space = {
            "decimals": Choice(*DECIMALS),
            "side": Choice(LT, FT),
            "millionths": Amount(1, 10**12),
            "mints": Amount(1, 300),
            "pieces": Amount(1, 300),
        }

    def play(self, plan: Plan) -> int:
        ground, side = self.grounds[plan["decimals"]], plan["side"]
        world, trader = ground.world, ground.trader
        ground.begin(self.truth)
        amount = max(1, ground.units(plan["millionths"] / 10**6))
        held, shares = world.asset.balanceOf(trader), 0
        for _ in range(plan["mints"]):
            with attempt():
                shares += world.mint(side, amount, trader)
        if shares == 0:
            return REVERTED
        if self.weakened:
            ground.quiet(1)
        for _ in range(plan["pieces"]):
            with attempt():
                world.redeem(side, shares // plan["pieces"], trader, partial=True)
        with attempt():
            world.redeem(side, world.share(side).balanceOf(trader), trader, partial=True)
        return int(world.asset.balanceOf(trader) - held)


class FeeDodger(Attacker):
    """Where the only fee is that of imbalance: splits, round trips, and detours over the other side."""

    name = "dodging of the imbalance fee"
    story = (
        "mints, redeems and deposits in any order within one block, on a market with the imbalance fee and no other, "
        "no margin and no cap; their shares count as what the position says"
    )
    bound_means = "a millionth of a dollar of rounding for each step"
    weakness = "the feed is off by a tenth of a percent"
    evaluations = 200
    bound = 12 * DOLLAR // 10**6

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        self.ground = Ground(plain_terms(3, fees=Fees(swap=0, liquidity_exit=0)), lag=0, keeps=False)
        traded: dict[str, Parameter] = {"side": Choice(LT, FT), "percent": Span(1, 100)}
        mint: dict[str, Parameter] = {"side": Choice(LT, FT, LP), "dollars": STAKE}
        self.space = {"steps": Steps(12, mint=mint, redeem=traded)}

    def play(self, plan: Plan) -> int:
        self.ground.begin()
        if self.weakened:
            self.ground.jump(10)
        self.ground.do(plan["steps"])
        return self.ground.profit if self.ground.traded else REVERTED
