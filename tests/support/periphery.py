# SPDX-License-Identifier: Apache-2.0
"""Router and rebalancer in process, between real markets and the real Uniswap; one WETH market each side."""

from dataclasses import dataclass, field, replace
from typing import Any

import boa

from steelyard.devchain.uniswap import Uniswap
from tests.support.environment import BoaEnvironment
from tests.support.market import E36, NOBODY, WAD, Market, Terms, asset, build_factory, build_market
from tests.support.permit import FOREVER
from tests.support.uniswap import in_process

PRICE = 3_000  # USDC per WETH at the start
USDC = 10**6
NO_PERMIT = (0, 0, bytes(32), bytes(32))
_V2_PAIR = 1 << 160
_DEPTH = 100_000 * WAD  # WETH in each pool
_UNLIMITED = 2**256 - 1


@dataclass(frozen=True)
class Order:
    """What the router's orders share, in the order in which a test writes it."""

    token: Any
    asset: str
    amount: int
    path: list[int]
    receiver: str
    in_units: bool = False
    min_out: int = 0
    deadline: int = FOREVER
    permit: tuple[int, int, bytes, bytes] = NO_PERMIT

    def encoded(self) -> tuple[Any, ...]:
        """Returns the fields in the contract's order."""
        what = (self.token.address, self.in_units, self.asset, self.amount, self.path)
        return (*what, *self._limits(), self.receiver, self.deadline, self.permit)

    def _limits(self) -> tuple[int, ...]:
        return (self.min_out,)


@dataclass(frozen=True)
class MintOrder(Order):
    """The router's MintOrder, field by field."""

    max_leverage: int = 0

    def _limits(self) -> tuple[int, ...]:
        return self.min_out, self.max_leverage


@dataclass(frozen=True)
class RedeemOrder(Order):
    """The router's RedeemOrder, field by field."""


@dataclass(frozen=True)
class Periphery:
    """Everything a trader meets. `dai` is a second dollar of 18 decimals, for paths of two hops."""

    environment: BoaEnvironment
    uniswap: Uniswap
    factory: Any
    router: Any
    rebalancer: Any
    quotes: Any
    weth: Any
    usdc: Any
    dai: Any
    bull: Market
    bear: Market
    hops: dict[str, int] = field(default_factory=dict)

    def path(self, kind: str, sold: Any) -> list[int]:
        """Returns the path of that kind ("v3", "v2", "v2-v3", "v3-v2" from USDC to WETH) that sells `sold`."""
        return path_of(self.hops, kind, from_usdc=sold.address == self.usdc.address)

    def asset(self, name: str) -> str:
        """Returns what an order calls "usdc", "weth" or "native"."""
        return {"usdc": self.usdc.address, "weth": self.weth.address, "native": NOBODY}[name]

    def balances(self, account: str) -> dict[str, int]:
        """Returns what `account` holds of everything that passes through here."""
        held = {"weth": self.weth, "usdc": self.usdc, "dai": self.dai}
        for name, market in (("bull", self.bull), ("bear", self.bear)):
            held[f"{name} share"] = market.token
            held[f"{name} unit"] = market.anchored
        return {"native": boa.env.get_balance(account)} | {
            name: contract.balanceOf(account) for name, contract in held.items()
        }

    def supply(self, account: str) -> None:
        """Gives `account` a million USDC and a thousand WETH, and lets the router spend everything of it."""
        self.usdc.mint(account, 10**6 * USDC)
        self.weth.transfer(account, 1_000 * WAD, sender=self.environment.owner)
        spendable = [self.usdc, self.weth]
        for market in (self.bull, self.bear):
            spendable += [market.token, market.anchored]
        for token in spendable:
            token.approve(self.router.address, _UNLIMITED, sender=account)

    def move(self, price: int) -> None:
        """Moves the oracles and the two direct pools to `price`."""
        for market in (self.bull, self.bear):
            market.set_price(price)
        pair = (self.weth.address, self.usdc.address)
        scaled = price * E36 * USDC // WAD
        self.uniswap.move_v3_pool(*pair, 500, scaled, self.environment.owner)
        self.uniswap.move_v2_pair(*pair, scaled, self.environment.owner)


def build_periphery(terms: Terms | None = None) -> Periphery:
    """Builds both 3x markets with $100,000 of equity each, four pools, and the two contracts under test."""
    environment = BoaEnvironment()
    boa.env.set_balance(environment.owner, 10**6 * WAD)
    uniswap = environment.uniswap()
    weth = in_process(uniswap.weth)
    weth.deposit(value=800_000 * WAD, sender=environment.owner)
    usdc, dai = asset(environment, 6), asset(environment, 18)
    usdc.mint(environment.owner, 2 * 10**15)
    dai.mint(environment.owner, 2 * 10**9 * WAD)
    factory = build_factory(environment)

    def build(is_bear: bool) -> Market:
        return build_market(environment, factory, usdc, weth, PRICE, is_bear, terms, fund=lambda asset, amount: None)

    quotes = environment.deploy("QuoteLens")
    periphery = Periphery(
        environment=environment,
        uniswap=uniswap,
        factory=factory,
        router=environment.deploy("Router", factory.address, quotes.address, weth.address),
        rebalancer=environment.deploy("Rebalancer"),
        quotes=quotes,
        weth=weth,
        usdc=usdc,
        dai=dai,
        bull=build(is_bear=False),
        bear=build(is_bear=True),
    )
    periphery = replace(periphery, hops=open_pools(uniswap, environment.owner, weth.address, usdc.address, dai.address))
    for market in (periphery.bull, periphery.bear):
        market.collateral.approve(market.token.address, _UNLIMITED, sender=environment.owner)
        market.token.mint(1_000 * WAD, environment.owner, environment.owner, b"", sender=environment.owner)
    return periphery


def path_of(hops: dict[str, int], kind: str, *, from_usdc: bool) -> list[int]:
    """Returns the path of that kind ("v3", "v2", "v2-v3", "v3-v2" from USDC to WETH) in its direction."""
    names = {"v3": ["v3"], "v2": ["v2"], "v2-v3": ["dai v2", "weth v3"], "v3-v2": ["dai v3", "weth v2"]}[kind]
    path = [hops[name] for name in names]
    return path if from_usdc else path[::-1]


def open_pools(uniswap: Uniswap, owner: str, weth: str, usdc: str, dai: str) -> dict[str, int]:
    """Makes a V3 pool and a V2 pair of each two of the three, with assets of the owner; returns their hops."""
    in_usdc, in_dai, par = PRICE * E36 * USDC // WAD, PRICE * E36, E36 * USDC // WAD
    v3 = {
        "v3": uniswap.create_v3_pool(weth, usdc, 500, in_usdc, _DEPTH, owner),
        "dai v3": uniswap.create_v3_pool(dai, usdc, 500, par, PRICE * _DEPTH, owner),
        "weth v3": uniswap.create_v3_pool(weth, dai, 500, in_dai, _DEPTH, owner),
    }
    v2 = {
        "v2": uniswap.create_v2_pair(weth, usdc, in_usdc, _DEPTH, owner),
        "dai v2": uniswap.create_v2_pair(dai, usdc, par, PRICE * _DEPTH, owner),
        "weth v2": uniswap.create_v2_pair(weth, dai, in_dai, _DEPTH, owner),
    }
    hops = {name: int(pool.address, 16) for name, pool in v3.items()}
    return hops | {name: int(pair.address, 16) | _V2_PAIR for name, pair in v2.items()}
