# SPDX-License-Identifier: Apache-2.0
"""Who trades on Uniswap before and after somebody's zap through the paired router."""

from dataclasses import replace
from typing import Any

import boa

from tests.attackers.pairing.ground import DOLLAR
from tests.attackers.search import Amount, Attacker, Choice, Plan, account, attempt
from tests.support.environment import BoaEnvironment
from tests.support.market import E36, WAD
from tests.support.pairing import FT, LP, LT, PairingMarket
from tests.support.periphery import PRICE, USDC
from tests.support.uniswap import in_process
from tests.support.zaps import ZapIn, ZapOut, build_zaps

_DOLLARS = 200_000  # of a zap
_KEPT = 995  # of a thousand quoted, that a user insists on
_TRUE = PRICE * USDC * E36 // WAD
_MINTED = (LT, 100_000), (FT, 100_000)  # dollars that the user may redeem


class ZapSandwich(Attacker):
    """Moves the exchange before a zap and back after it."""

    name = "sandwich of a zap"
    story = (
        "sees a zap of up to $200,000 into or out of a 3x bull or a -3x bear through a V3 pool, trades with up to "
        "$300,000,000 in that pool before it, and brings the price back after it"
    )
    bound_means = "half a percent of the zap, which its user tolerates on the quote of exchange and lens; they pay it"
    weakness = "the zap names no least"
    evaluations = 100
    bound = _DOLLARS * DOLLAR // 200

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        environment = BoaEnvironment()
        boa.env.set_balance(environment.owner, 10**6 * WAD)
        uniswap = environment.uniswap()
        self.zaps = build_zaps(environment, uniswap, in_process(uniswap.weth))
        self.lens = environment.deploy("PairingQuoteLens")
        self.trader, self.user = account("trader"), account("user")
        self.zaps.usdc.mint(self.trader, 3 * 10**8 * USDC)
        self.zaps.weth.transfer(self.trader, 10**5 * WAD, sender=environment.owner)
        self._supply_user()
        self.space = {
            "market": Choice("bull", "bear"),
            "side": Choice(LT, FT, LP),
            "zaps in": Choice(True, False),
            "basis points": Amount(1, 2_000),
            "up": Choice(True, False),
        }

    def _supply_user(self) -> None:
        zaps, user = self.zaps, self.user
        zaps.supply(user)
        for market in (zaps.bull, zaps.bear):
            market.asset.approve(market.pool.address, 2**255, sender=user)
            for side, dollars in _MINTED:
                market.pool.mint(side, market.worth(dollars), 0, user, 2**255, sender=user)

    def play(self, plan: Plan) -> int:
        before, market = self._wealth(), getattr(self.zaps, plan["market"])
        zap, function = self._zap(market, plan)
        order = replace(zap, min_out=0 if self.weakened else self._quote(zap, function) * _KEPT // 1_000)
        part = plan["basis points"] if plan["up"] else -plan["basis points"]
        self._move(_TRUE * (10_000 + part) // 10_000)
        with attempt():
            getattr(self.zaps.router, function)(order.encoded(), sender=self.user)
        self._move(_TRUE)
        return self._wealth() - before

    def _zap(self, market: PairingMarket, plan: Plan) -> tuple[Any, str]:
        """From or into the asset that is not the market's."""
        other = self.zaps.usdc if market is self.zaps.bull else self.zaps.weth
        if plan["zaps in"]:
            amount = _DOLLARS * (USDC if other is self.zaps.usdc else WAD // PRICE)
            path = self.zaps.path("v3", other)
            return ZapIn(market, other.address, amount, path, self.user, plan["side"]), "zap_mint"
        side = FT if plan["side"] == FT else LT
        shares = market.share(side).balanceOf(self.user)
        return ZapOut(market, other.address, shares, self.zaps.path("v3", market.asset), self.user, side), "zap_redeem"

    def _quote(self, zap: Any, function: str) -> int:
        """What the exchange's quoter and the market's lens say before anything moves."""
        pool, exchange = zap.market.pool, self.zaps.uniswap.quoter
        if function == "zap_mint":
            sold = (zap.asset, zap.market.asset.address, zap.amount, 500, 0)
            bought = exchange.call("quoteExactInputSingle", sold)[0]
            return int(self.lens.quote_mint(pool.address, zap.side, bought).shares)
        amount = self.lens.quote_redeem(pool.address, zap.side, zap.shares, False).amount
        return int(exchange.call("quoteExactInputSingle", (zap.market.asset.address, zap.asset, amount, 500, 0))[0])

    def _move(self, price: int) -> None:
        pair = (self.zaps.weth.address, self.zaps.usdc.address)
        self.zaps.uniswap.move_v3_pool(*pair, 500, price, self.trader)

    def _wealth(self) -> int:
        """Of the trader at the true price, in millionths of a dollar."""
        coins = self.zaps.weth.balanceOf(self.trader)
        return int(self.zaps.usdc.balanceOf(self.trader) + coins * _TRUE // E36)
