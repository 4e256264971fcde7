# SPDX-License-Identifier: Apache-2.0
"""Both 3x markets, the router and the rebalancer on a node, with one V3 pool and one V2 pair."""

from dataclasses import dataclass
from typing import Any

from steelyard.chain.client import Client, Contract
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Deployed, Uniswap
from tests.support.environment import NodeEnvironment
from tests.support.market import E36, NOBODY, WAD, Market, asset, build_factory, build_market
from tests.support.periphery import MintOrder, Order, RedeemOrder

PRICE = 3_000
USDC = 10**6
UNLIMITED = 2**256 - 1
_V2_PAIR = 1 << 160
_DEPTH = 100_000 * WAD


@dataclass(frozen=True)
class Trading:
    """What the integration tests trade with; `trader` holds both assets and has approved the router."""

    client: Client
    uniswap: Uniswap
    weth: Deployed
    usdc: Contract
    router: Contract
    rebalancer: Contract
    bull: Market
    bear: Market
    hops: dict[str, int]
    trader: str
    keeper: str

    @classmethod
    def build(cls, anvil: Anvil, client: Client, uniswap: Uniswap) -> "Trading":
        """Builds everything from the real contracts, with $100,000 of equity in each market."""
        environment = NodeEnvironment(anvil, client, uniswap)
        owner, trader, keeper = client.accounts()[:3]
        weth, usdc = uniswap.weth, asset(environment, 6)
        weth.transact("deposit", sender=owner, value=300_000 * WAD)
        weth.transact("deposit", sender=trader, value=1_000 * WAD)
        usdc.transact("mint", owner, 10**15, sender=owner)
        usdc.transact("mint", trader, 10**6 * USDC, sender=owner)
        price = PRICE * E36 * USDC // WAD
        pool = uniswap.create_v3_pool(weth.address, usdc.address, 500, price, _DEPTH, owner)
        pair = uniswap.create_v2_pair(weth.address, usdc.address, price, _DEPTH, owner)
        factory = build_factory(environment)

        def build_side(is_bear: bool) -> Market:
            market = build_market(environment, factory, usdc, weth, PRICE, is_bear, fund=lambda *_: None)
            market.collateral.transact("approve", market.token.address, UNLIMITED, sender=owner)
            market.token.transact("mint", 1_000 * WAD, owner, owner, b"", sender=owner)
            return market

        quotes = client.deploy("QuoteLens", sender=owner)
        trading = cls(
            client=client,
            uniswap=uniswap,
            weth=weth,
            usdc=usdc,
            router=client.deploy("Router", factory.address, quotes.address, weth.address, sender=owner),
            rebalancer=client.deploy("Rebalancer", sender=owner),
            bull=build_side(is_bear=False),
            bear=build_side(is_bear=True),
            hops={"v3": int(pool.address, 16), "v2": int(pair.address, 16) | _V2_PAIR},
            trader=trader,
            keeper=keeper,
        )
        for spent in (weth, usdc, trading.bull.token, trading.bear.token):
            spent.transact("approve", trading.router.address, UNLIMITED, sender=trader)
        return trading

    def market(self, side: str) -> Market:
        """Returns the "bull" or the "bear"."""
        return self.bull if side == "bull" else self.bear

    def asset(self, name: str) -> str:
        """Returns what an order calls "usdc", "weth" or "native"."""
        return {"usdc": self.usdc.address, "weth": self.weth.address, "native": NOBODY}[name]

    def held(self, account: str, name: str) -> int:
        """Returns the balance of `account`."""
        if name == "native":
            return self.client.balance(account)
        return int({"usdc": self.usdc, "weth": self.weth}[name].call("balanceOf", account))

    def mint_order(self, side: str, asset: str, amount: int, kind: str, **terms: Any) -> tuple[Any, ...]:
        """Returns a MintOrder of the trader."""
        return self._order(MintOrder, side, asset, amount, kind, terms)

    def redeem_order(self, side: str, asset: str, shares: int, kind: str, **terms: Any) -> tuple[Any, ...]:
        """Returns a RedeemOrder of the trader."""
        return self._order(RedeemOrder, side, asset, shares, kind, terms)

    def _order(
        self, order: type[Order], side: str, asset: str, amount: int, kind: str, terms: dict[str, Any]
    ) -> tuple[Any, ...]:
        token, path = self.market(side).token, [self.hops[kind]]
        return order(token, self.asset(asset), amount, path, self.trader, **terms).encoded()

    def move(self, price: int) -> None:
        """Moves oracles, pool and pair to `price`."""
        for market in (self.bull, self.bear):
            market.set_price(price)
        owner, scaled = self.client.accounts()[0], price * E36 * USDC // WAD
        self.uniswap.move_v3_pool(self.weth.address, self.usdc.address, 500, scaled, owner)
        self.uniswap.move_v2_pair(self.weth.address, self.usdc.address, scaled, owner)

    def require_nothing_held(self) -> None:
        """Demands that router and rebalancer hold nothing."""
        for contract in (self.router, self.rebalancer):
            for token in (self.weth, self.usdc, self.bull.token, self.bear.token):
                assert token.call("balanceOf", contract.address) == 0
            assert self.client.balance(contract.address) == 0
