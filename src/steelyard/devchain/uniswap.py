# SPDX-License-Identifier: Apache-2.0
"""The real Uniswap V2 and V3 and the canonical WETH9, from their published bytecode, on any chain we can deploy to.

Prices are quote units per base unit, scaled 1e36, as everywhere in this code base. The bytecode is GPL, so it
is a development dependency in `node_modules` and never part of this package.
"""

import json
from dataclasses import dataclass
from functools import cache
from math import isqrt
from typing import Any, Protocol

from steelyard.artifacts import Abi
from steelyard.devchain import node_modules

PRICE_SCALE = 10**36
FOREVER = 2**63
TICK_SPACINGS = {500: 10, 3_000: 60, 10_000: 200}

_MAX_TICK = 887_272
_NOBODY = "0x" + "00" * 20
_UNLIMITED = 2**256 - 1
_MAX_INPUT = 2**127  # amounts are signed inside a V3 pool
_V3 = "@uniswap/v3-periphery/artifacts/contracts"
_FILES = {
    "WETH9": "@uniswap/v2-periphery/build/WETH9.json",
    "UniswapV2Factory": "@uniswap/v2-core/build/UniswapV2Factory.json",
    "UniswapV2Pair": "@uniswap/v2-core/build/UniswapV2Pair.json",
    "UniswapV2Router02": "@uniswap/v2-periphery/build/UniswapV2Router02.json",
    "UniswapV3Factory": "@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json",
    "UniswapV3Pool": "@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json",
    "NonfungiblePositionManager": f"{_V3}/NonfungiblePositionManager.sol/NonfungiblePositionManager.json",
    "SwapRouter": f"{_V3}/SwapRouter.sol/SwapRouter.json",
    "QuoterV2": f"{_V3}/lens/QuoterV2.sol/QuoterV2.json",
}


class Deployed(Protocol):
    """A contract on some chain."""

    @property
    def address(self) -> str: ...

    def call(self, function: str, *args: Any) -> Any: ...

    def transact(self, function: str, *args: Any, sender: str, value: int = 0) -> Any: ...


class Chain(Protocol):
    """Somewhere to deploy: `client.Client` for a node; the tests have one for titanoboa."""

    def deploy_code(self, abi: Abi, bytecode: bytes, *args: Any, sender: str) -> Deployed: ...

    def at(self, abi: Abi, address: str) -> Deployed: ...


@cache
def published(name: str) -> tuple[Abi, bytes]:
    """Returns the interface and the creation code of Uniswap's contract `name`, as published."""
    content = json.loads(node_modules.file(_FILES[name]).read_text())
    return content["abi"], bytes.fromhex(content["bytecode"].removeprefix("0x"))


def sqrt_price_x96(price: int, base_is_token0: bool) -> int:
    """Returns Uniswap V3's Q64.96 square root of token1 per token0 for `price`, rounded down."""
    if price <= 0:
        raise ValueError(f"uniswap: price {price} is not above 0")
    if base_is_token0:
        return isqrt((price << 192) // PRICE_SCALE)
    return isqrt((PRICE_SCALE << 192) // price)


def input_to_price(base_reserve: int, quote_reserve: int, price: int) -> tuple[bool, int]:
    """Returns (sell base?, input) that brings a V2 pair of these reserves to `price` with its fee of 0.3%."""
    sell_base = quote_reserve * PRICE_SCALE > base_reserve * price
    if sell_base:
        reserve_in, wanted = base_reserve, base_reserve * quote_reserve * PRICE_SCALE // price
    else:
        reserve_in, wanted = quote_reserve, base_reserve * quote_reserve * price // PRICE_SCALE
    # (in + d) * (1000 in + 997 d) = 1000 in * out * in/out at the target price, solved for d.
    constant = 1_000 * (reserve_in * reserve_in - wanted)
    root = isqrt((1_997 * reserve_in) ** 2 - 4 * 997 * constant)
    return sell_base, max(0, (root - 1_997 * reserve_in) // (2 * 997))


def v2_output(reserve_in: int, reserve_out: int, amount: int) -> int:
    """Returns what a V2 pair pays for `amount`, its fee of 0.3% taken, rounded down."""
    return amount * 997 * reserve_out // (reserve_in * 1_000 + amount * 997)


@dataclass(frozen=True)
class Uniswap:
    """One deployment of both versions, with what it takes to trade there. Tokens are addresses; WETH9 is `weth`."""

    chain: Chain
    weth: Deployed
    v2_factory: Deployed
    v2_router: Deployed
    v3_factory: Deployed
    positions: Deployed
    v3_router: Deployed
    quoter: Deployed

    @classmethod
    def deploy(cls, chain: Chain, sender: str) -> "Uniswap":
        """Deploys WETH9, the factories, routers, position manager and quoter."""

        def create(name: str, *args: Any) -> Deployed:
            abi, bytecode = published(name)
            return chain.deploy_code(abi, bytecode, *args, sender=sender)

        weth = create("WETH9")
        v2_factory = create("UniswapV2Factory", sender)
        v3_factory = create("UniswapV3Factory")
        return cls(
            chain=chain,
            weth=weth,
            v2_factory=v2_factory,
            v2_router=create("UniswapV2Router02", v2_factory.address, weth.address),
            v3_factory=v3_factory,
            positions=create("NonfungiblePositionManager", v3_factory.address, weth.address, _NOBODY),
            v3_router=create("SwapRouter", v3_factory.address, weth.address),
            quoter=create("QuoterV2", v3_factory.address, weth.address),
        )

    def create_v3_pool(self, base: str, quote: str, fee: int, price: int, base_amount: int, sender: str) -> Deployed:
        """Makes a pool at `price` with `base_amount` of `sender` and the quote that matches it, over all prices.

        `fee` is in millionths: 500, 3,000 or 10,000. `sender` must hold both tokens.
        """
        if fee not in TICK_SPACINGS:
            raise ValueError(f"uniswap: fee {fee} is none of {sorted(TICK_SPACINGS)}")
        token0, token1, base_first = _sorted(base, quote)
        sqrt_price = sqrt_price_x96(price, base_first)
        self.positions.transact("createAndInitializePoolIfNecessary", token0, token1, fee, sqrt_price, sender=sender)
        self._add_v3_liquidity(base, quote, fee, (base_amount, _quote_for(base_amount, price)), sender)
        return self.v3_pool(base, quote, fee)

    def v3_pool(self, base: str, quote: str, fee: int) -> Deployed:
        """Returns the pool of the two tokens with `fee`; one that does not exist raises the chain's error."""
        return self.chain.at(published("UniswapV3Pool")[0], self.v3_factory.call("getPool", base, quote, fee))

    def v3_price(self, base: str, quote: str, fee: int) -> int:
        """Returns the spot price of a V3 pool, rounded down."""
        sqrt_price = self.v3_pool(base, quote, fee).call("slot0")[0]
        if _sorted(base, quote)[2]:
            return int(sqrt_price * sqrt_price * PRICE_SCALE >> 192)
        return int((PRICE_SCALE << 192) // (sqrt_price * sqrt_price))

    def move_v3_pool(self, base: str, quote: str, fee: int, price: int, sender: str) -> Any:
        """Trades the pool to `price` exactly, as an arbitrageur would; returns the receipt, `None` if it is there.

        `sender` must hold enough of the token that is sold; the pool takes only what the move needs.
        """
        base_first = _sorted(base, quote)[2]
        target = sqrt_price_x96(price, base_first)
        current = self.v3_pool(base, quote, fee).call("slot0")[0]
        if target == current:
            return None
        sells_base = (target < current) == base_first
        sold, bought = (base, quote) if sells_base else (quote, base)
        self._approve(sold, self.v3_router, sender)
        order = (sold, bought, fee, sender, FOREVER, _MAX_INPUT, 0, target)
        return self.v3_router.transact("exactInputSingle", order, sender=sender)

    def create_v2_pair(self, base: str, quote: str, price: int, base_amount: int, sender: str) -> Deployed:
        """Makes a pair at `price` with `base_amount` of `sender` and the quote that matches it."""
        for token in (base, quote):
            self._approve(token, self.v2_router, sender)
        amounts = (base_amount, _quote_for(base_amount, price))
        self.v2_router.transact("addLiquidity", base, quote, *amounts, 0, 0, sender, FOREVER, sender=sender)
        return self.v2_pair(base, quote)

    def v2_pair(self, base: str, quote: str) -> Deployed:
        """Returns the pair of the two tokens; one that does not exist raises the chain's error."""
        return self.chain.at(published("UniswapV2Pair")[0], self.v2_factory.call("getPair", base, quote))

    def v2_reserves(self, base: str, quote: str) -> tuple[int, int]:
        """Returns the pair's reserves of base and of quote."""
        reserve0, reserve1, _ = self.v2_pair(base, quote).call("getReserves")
        return (reserve0, reserve1) if _sorted(base, quote)[2] else (reserve1, reserve0)

    def v2_price(self, base: str, quote: str) -> int:
        """Returns the spot price of a pair, rounded down."""
        base_reserve, quote_reserve = self.v2_reserves(base, quote)
        return quote_reserve * PRICE_SCALE // base_reserve

    def move_v2_pair(self, base: str, quote: str, price: int, sender: str) -> Any:
        """Trades the pair to `price`, as near as its units allow; returns the receipt, `None` if it is there."""
        base_reserve, quote_reserve = self.v2_reserves(base, quote)
        sells_base, amount = input_to_price(base_reserve, quote_reserve, price)
        reserves = (base_reserve, quote_reserve) if sells_base else (quote_reserve, base_reserve)
        if v2_output(*reserves, amount) == 0:
            return None
        path = [base, quote] if sells_base else [quote, base]
        self._approve(path[0], self.v2_router, sender)
        swap = "swapExactTokensForTokens"
        return self.v2_router.transact(swap, amount, 0, path, sender, FOREVER, sender=sender)

    def _add_v3_liquidity(self, base: str, quote: str, fee: int, amounts: tuple[int, int], sender: str) -> None:
        for token in (base, quote):
            self._approve(token, self.positions, sender)
        token0, token1, base_first = _sorted(base, quote)
        amount0, amount1 = amounts if base_first else amounts[::-1]
        edge = _MAX_TICK // TICK_SPACINGS[fee] * TICK_SPACINGS[fee]
        order = (token0, token1, fee, -edge, edge, amount0, amount1, 0, 0, sender, FOREVER)
        self.positions.transact("mint", order, sender=sender)

    def _approve(self, token: str, spender: Deployed, sender: str) -> None:
        erc20 = self.chain.at(published("UniswapV2Pair")[0], token)
        if erc20.call("allowance", sender, spender.address) < _MAX_INPUT:
            erc20.transact("approve", spender.address, _UNLIMITED, sender=sender)


def _sorted(base: str, quote: str) -> tuple[str, str, bool]:
    """Returns token0, token1, and whether token0 is the base."""
    base_first = int(base, 16) < int(quote, 16)
    return (base, quote, True) if base_first else (quote, base, False)


def _quote_for(base_amount: int, price: int) -> int:
    return base_amount * price // PRICE_SCALE
