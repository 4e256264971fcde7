# SPDX-License-Identifier: Apache-2.0
"""Keeps the Uniswap pool at the market's price by trading there."""

from dataclasses import dataclass

from steelyard.demo.units import FOREVER, UNLIMITED, uniswap_price
from steelyard.devchain.uniswap import Deployed, Uniswap, sqrt_price_x96

_MOST = 2**127  # what the pool does not need to reach the price it does not take


@dataclass
class Arbitrageur:
    """Holds enough of both assets; does with two requests what `Uniswap.move_v3_pool` looks everything up for."""

    uniswap: Uniswap
    venue: Deployed
    usdc: Deployed
    fee: int
    account: str
    trades: int = 0

    def approve(self) -> None:
        """Lets Uniswap's router take both assets."""
        for asset in (self.uniswap.weth, self.usdc):
            asset.transact("approve", self.uniswap.v3_router.address, UNLIMITED, sender=self.account)

    def trade_to(self, price: int) -> None:
        """Trades the pool to `price` exactly, unless it is there."""
        weth, usdc = self.uniswap.weth.address, self.usdc.address
        weth_first = int(weth, 16) < int(usdc, 16)
        target = sqrt_price_x96(uniswap_price(price), weth_first)
        current = self.venue.call("slot0")[0]
        if current == target:
            return
        sold, bought = (weth, usdc) if (target < current) == weth_first else (usdc, weth)
        order = (sold, bought, self.fee, self.account, FOREVER, _MOST, 0, target)
        self.uniswap.v3_router.transact("exactInputSingle", order, sender=self.account)
        self.trades += 1
