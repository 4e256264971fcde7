# SPDX-License-Identifier: Apache-2.0
"""The replica of Uniswap's pools against the real ones: random swaps across ticks, to the unit."""

import asyncio
from random import Random

import pytest

from steelyard.chain.rpc import Block, Rpc
from steelyard.devchain.local import LocalDeployment
from steelyard.devchain.uniswap import FOREVER
from steelyard.reverts.errors import Reverted
from steelyard.sdk.errors import NoRoute
from steelyard.sdk.exchange import MAX_TICK, MIN_TICK, V2_PAIR, Pair, Pool, Route, address_of, hop_of, paths, sqrt_at
from steelyard.sdk.venues import Venues

A, B, C = ("0x" + digit * 40 for digit in "abc")
RANGES = ((-600, 600), (-50, 20), (10, 40), (-3_000, -200), (100, 5_000))  # ticks from the price


@pytest.fixture
def crowded(local: LocalDeployment) -> LocalDeployment:
    """The V3 pool with positions that begin and end near its price."""
    pool, owner = local.venues[0], local.accounts["owner"]
    token0, token1, tick = pool.call("token0"), pool.call("token1"), pool.call("slot0")[1] // 10 * 10
    for low, high in RANGES:
        order = (token0, token1, 500, tick + low, tick + high, 10**21, 3 * 10**12, 0, 0, owner, FOREVER)
        amounts = order[5:7] if token0 == local.uniswap.weth.address else order[6:4:-1]
        local.uniswap.positions.transact("mint", (*order[:5], *amounts, *order[7:]), sender=owner)
    return local


def test_random_swaps_across_ticks(crowded: LocalDeployment) -> None:
    random, played = Random(3), {"sell": 0, "buy": 0, "deep": 0}
    weth, usdc = crowded.uniswap.weth.address, crowded.dollar.address

    async def play() -> None:
        async with Rpc(crowded.anvil.url) as rpc:
            block, venues = await rpc.block(), Venues(rpc, [crowded.venues[0].address])
            for _ in range(60):
                sold, bought = random.choice(((weth, usdc), (usdc, weth)))
                (route,) = await venues.routes(block, sold, bought)
                unit = 10**18 if (sold == weth) == (random.random() < 0.5) else 3_000 * 10**6
                amount = int(unit * 10 ** random.uniform(-9, 3.6))
                await check(venues, block, route, sold, bought, amount)

    async def check(venues: Venues, block: Block, route: Route, sold: str, bought: str, amount: int) -> None:
        quoter = crowded.uniswap.quoter
        out = await venues.reading(block, [route], lambda: route.sell(sold, amount))
        assert out == quoter.call("quoteExactInputSingle", (sold, bought, amount, 500, 0))[0]
        played["sell"] += 1
        if out:
            cost = await venues.reading(block, [route], lambda: route.buy(bought, out))
            answer = quoter.call("quoteExactOutputSingle", (sold, bought, out, 500, 0))
            assert cost == answer[0]
            played["buy"] += 1
            played["deep"] += answer[2] > 0

    asyncio.run(play())
    assert played["sell"] == 60 and played["buy"] >= 40 and played["deep"] >= 10, played


def test_a_wrong_net_liquidity_is_seen(crowded: LocalDeployment) -> None:
    """What the comparison above rests on: another state gives another answer."""
    weth, usdc = crowded.uniswap.weth.address, crowded.dollar.address

    async def sell(fault: int) -> int:
        async with Rpc(crowded.anvil.url) as rpc:
            block, venues = await rpc.block(), Venues(rpc, [crowded.venues[0].address])
            (route,) = await venues.routes(block, weth, usdc)
            await venues.reading(block, [route], lambda: route.sell(weth, 10**22))
            pool = route.venues[0]
            assert isinstance(pool, Pool)
            pool.nets = {tick: net + fault for tick, net in pool.nets.items()}
            return route.sell(weth, 10**22)

    assert asyncio.run(sell(0)) != asyncio.run(sell(10**17))


def test_an_amount_beyond_the_pool_and_a_pair_that_nobody_trades(local: LocalDeployment) -> None:
    weth, usdc = local.uniswap.weth.address, local.dollar.address

    async def run() -> None:
        async with Rpc(local.anvil.url) as rpc:
            block, venues = await rpc.block(), Venues(rpc, [local.venues[0].address, f"v2:{local.venues[1].address}"])
            routes = await venues.routes(block, usdc, weth)
            for route, reason in zip(routes, ("route: pool too shallow", "route: pair too shallow"), strict=True):
                with pytest.raises(Reverted, match=reason):
                    await venues.reading(block, [route], lambda route=route: route.buy(weth, 10**24))  # type: ignore[misc]
            with pytest.raises(NoRoute, match="no venue of this network trades"):
                await venues.routes(block, usdc, A)

    asyncio.run(run())


def test_paths_of_one_hop_and_of_two() -> None:
    pairs = [(1, A, B), (2, B, A), (3, B, C), (4, C, A), (5, B, C)]
    assert paths(pairs, A, B) == [(1,), (2,), (4, 3), (4, 5)]
    assert paths(pairs, A, C) == [(4,), (1, 3), (1, 5), (2, 3), (2, 5)]
    assert paths(pairs[:1], A, C) == []


def test_two_hops_are_one_after_the_other_and_back() -> None:
    first, second = Pair(A, B, 10**9, 2 * 10**9), Pair(C, B, 10**9, 10**9)
    route = Route((1, 2), (first, second))
    middle = first.sell(True, 10**6)
    assert route.sell(A, 10**6) == second.sell(False, middle)
    assert route.buy(C, 10**6) == first.buy(True, second.buy(False, 10**6))
    assert route.sell(A, 0) == route.buy(C, 0) == 0


def test_a_transaction_that_swaps_nothing_is_refused() -> None:
    with pytest.raises(Reverted, match="UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT"):
        Route((1,), (Pair(A, B, 10**9, 10**3),)).swap(A, 10)
    pool = Pool(A, A, B, 500, 10, 1 << 96, 0, 10**18)
    with pytest.raises(Reverted, match="AS"):
        Route((1,), (pool,)).swap(A, 0)


def test_hops_as_they_are_written() -> None:
    assert address_of(hop_of(A)) == address_of(hop_of(f"v2:{A}")) == A
    assert hop_of(f"v2:{A}") == hop_of(A) + V2_PAIR


def test_prices_at_the_ends() -> None:
    assert (sqrt_at(MIN_TICK), sqrt_at(0)) == (4_295_128_739, 1 << 96)
    assert sqrt_at(MAX_TICK) == 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342
