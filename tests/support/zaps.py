# SPDX-License-Identifier: Apache-2.0
"""The paired router between real paired markets and the real Uniswap, in process or on a node.

A 3x bull and a 10x bull that trades by orders stand on WETH, a -3x bear on USDC; all at 3,000 dollars per ETH.
"""

from dataclasses import dataclass
from typing import Any

from steelyard.devchain.uniswap import Uniswap
from steelyard.model.pairing.parameters import Parameters
from tests.support.environment import Environment
from tests.support.market import E36, NOBODY, WAD, asset
from tests.support.pairing import (
    FOREVER,
    LT,
    PairingMarket,
    build_pairing_factory,
    build_pairing_market,
    create_pairing_market,
    live_terms,
)
from tests.support.periphery import NO_PERMIT, PRICE, USDC, open_pools, path_of

_UNLIMITED = 2**256 - 1
_OPENED = 3_000_000  # dollars in each market


@dataclass(frozen=True)
class ZapIn:
    """The router's MintOrder."""

    market: PairingMarket
    asset: str
    amount: int
    path: list[int]
    receiver: str
    side: int = LT
    min_out: int = 0
    deadline: int = FOREVER
    permit: tuple[int, int, bytes, bytes] = NO_PERMIT

    def encoded(self) -> tuple[Any, ...]:
        """Returns the fields in the contract's order."""
        what = (self.market.pool.address, self.side, self.asset, self.amount, self.path)
        return (*what, self.min_out, self.receiver, self.deadline, self.permit)


@dataclass(frozen=True)
class ZapOut:
    """The router's RedeemOrder."""

    market: PairingMarket
    asset: str
    shares: int
    path: list[int]
    receiver: str
    side: int = LT
    partial: bool = False
    min_out: int = 0
    deadline: int = FOREVER
    permit: tuple[int, int, bytes, bytes] = NO_PERMIT

    def encoded(self) -> tuple[Any, ...]:
        """Returns the fields in the contract's order."""
        what = (self.market.pool.address, self.side, self.shares, self.partial, self.asset, self.path)
        return (*what, self.min_out, self.receiver, self.deadline, self.permit)


@dataclass(frozen=True)
class Zaps:
    """Everything a trader meets. `dai` is a second dollar of 18 decimals, for paths of two hops."""

    environment: Environment
    uniswap: Uniswap
    router: Any
    weth: Any
    usdc: Any
    dai: Any
    bull: PairingMarket
    bear: PairingMarket
    ordered: PairingMarket
    hops: dict[str, int]

    def path(self, kind: str, sold: Any) -> list[int]:
        """Returns the path of that kind ("v3", "v2", "v2-v3", "v3-v2" from USDC to WETH) that sells `sold`."""
        return path_of(self.hops, kind, from_usdc=sold.address == self.usdc.address)

    def asset(self, name: str) -> str:
        """Returns what an order calls "usdc", "weth" or "native"."""
        return str({"usdc": self.usdc.address, "weth": self.weth.address, "native": NOBODY}[name])

    def supply(self, account: str) -> None:
        """Gives `account` a million USDC and a thousand WETH, and lets the router spend everything of it."""
        self.environment.send(self.usdc, "mint", account, 10**6 * USDC)
        self.environment.send(self.weth, "transfer", account, 1_000 * WAD)
        for token in self.passing():
            self.environment.send(token, "approve", self.router.address, _UNLIMITED, sender=account)

    def passing(self) -> list[Any]:
        """Returns all that may pass through the router."""
        shares = [market.share(side) for market in (self.bull, self.bear, self.ordered) for side in range(3)]
        return [self.weth, self.usdc, self.dai, *shares]

    def held_by(self, account: str) -> int:
        """Returns the sum of all that `account` holds of what may pass through the router."""
        return sum(self.environment.call(token, "balanceOf", account) for token in self.passing())

    def quiet(self, dollars: float = PRICE) -> None:
        """Moves the feed and both direct pools to `dollars` per ETH, and lets the mean arrive."""
        self.bull.quiet(dollars)
        scaled = int(dollars * USDC) * E36 // WAD
        self.uniswap.move_v3_pool(self.weth.address, self.usdc.address, 500, scaled, self.environment.owner)
        self.uniswap.move_v2_pair(self.weth.address, self.usdc.address, scaled, self.environment.owner)


def build_zaps(environment: Environment, uniswap: Uniswap, weth: Any) -> Zaps:
    """Builds markets of three million dollars each, six pools and the router. The owner must hold 900,000 coins."""
    uniswap.weth.transact("deposit", sender=environment.owner, value=800_000 * WAD)
    base = build_pairing_market(
        environment, build_pairing_factory(environment), live_terms(4, is_bear=True), PRICE, opened=0
    )
    usdc, dai = base.dollar, asset(environment, 18)
    environment.send(usdc, "mint", environment.owner, 2 * 10**15)
    environment.send(dai, "mint", environment.owner, 2 * 10**9 * WAD)
    hops = open_pools(uniswap, environment.owner, weth.address, usdc.address, dai.address)
    base.quiet(PRICE)
    return Zaps(
        environment=environment,
        uniswap=uniswap,
        router=environment.deploy("PairingRouter", base.factory.address, weth.address),
        weth=weth,
        usdc=usdc,
        dai=dai,
        bull=_on_weth(base, weth, live_terms(3)),
        bear=_on_weth(base, weth, live_terms(4, is_bear=True)),
        ordered=_on_weth(base, weth, live_terms(10)),
        hops=hops,
    )


def _on_weth(base: PairingMarket, weth: Any, terms: Parameters) -> PairingMarket:
    """Opens a market of WETH and the dollar of `base`, on the feed of `base`."""
    environment = base.environment
    market = create_pairing_market(environment, base.factory, base.feed, weth, base.dollar, terms)
    environment.send(market.asset, "approve", market.pool.address, _UNLIMITED)
    environment.send(market.pool, "open", market.worth(_OPENED))
    return market
