# SPDX-License-Identifier: Apache-2.0
"""Reads the pools of a network's venues at one block, as far into their ticks as a swap needs."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from steelyard.chain.abi import function
from steelyard.chain.rpc import Block, Rpc
from steelyard.sdk.errors import NoRoute
from steelyard.sdk.exchange import (
    MAX_TICK,
    MIN_TICK,
    V2_PAIR,
    Pair,
    Pool,
    Route,
    Unread,
    Venue,
    address_of,
    hop_of,
    paths,
)

T = TypeVar("T")

_TOKEN0, _TOKEN1 = function("token0()(address)"), function("token1()(address)")
_FEE, _SPACING = function("fee()(uint24)"), function("tickSpacing()(int24)")
_SLOT0 = function("slot0()(uint160,int24,uint16,uint16,uint16,uint8,bool)")
_LIQUIDITY = function("liquidity()(uint128)")
_BITMAP = function("tickBitmap(int16)(uint256)")
_TICKS = function("ticks(int24)(uint128,int128,uint256,uint256,int56,uint160,uint32,bool)")
_RESERVES = function("getReserves()(uint112,uint112,uint32)")

_AHEAD = 3  # words of ticks read beyond the first that is missing


class Venues:
    """The venues of one network; what of a pool never changes is kept."""

    def __init__(self, rpc: Rpc, written: Sequence[str]) -> None:
        self._rpc = rpc
        self._hops = [hop_of(one) for one in written]
        self._facts: dict[int, tuple[str, str, int, int]] = {}

    async def routes(self, block: Block, sold: str, bought: str) -> list[Route]:
        """Returns the routes of one hop and of two from `sold` to `bought`; raises `NoRoute` if there is none."""
        pairs = [(hop, *(await self._facts_of(block, hop))[:2]) for hop in self._hops]
        found = paths(pairs, sold, bought)
        if not found:
            raise NoRoute(f"route: no venue of this network trades {sold} for {bought}; add one to its file")
        hops = sorted({hop for path in found for hop in path})
        venues = dict(zip(hops, await asyncio.gather(*(self._read(block, hop) for hop in hops)), strict=True))
        return [Route(path, tuple(venues[hop] for hop in path)) for path in found]

    async def reading(self, block: Block, routes: Sequence[Route], compute: Callable[[], T]) -> T:
        """Returns what `compute` answers once all ticks are read that its swaps along `routes` need."""
        pools = {venue.address: venue for route in routes for venue in route.venues if isinstance(venue, Pool)}
        ahead = _AHEAD
        while True:
            try:
                return compute()
            except Unread as needed:
                await self._read_ticks(block, pools[needed.pool], needed.word, needed.word + needed.direction * ahead)
                ahead *= 2  # whoever needs much is near the end of what the pool holds

    async def _facts_of(self, block: Block, hop: int) -> tuple[str, str, int, int]:
        if hop not in self._facts:
            address, is_pair = address_of(hop), bool(hop & V2_PAIR)
            functions = (_TOKEN0, _TOKEN1) if is_pair else (_TOKEN0, _TOKEN1, _FEE, _SPACING)
            answers = await self._rpc.call(block, *((address, one, ()) for one in functions))
            self._facts[hop] = (*answers, 0, 0) if is_pair else tuple(answers)
        return self._facts[hop]

    async def _read(self, block: Block, hop: int) -> Venue:
        address = address_of(hop)
        token0, token1, fee, spacing = await self._facts_of(block, hop)
        if hop & V2_PAIR:
            reserve0, reserve1, _ = (await self._rpc.call(block, (address, _RESERVES, ())))[0]
            return Pair(token0, token1, reserve0, reserve1)
        slot0, liquidity = await self._rpc.call(block, (address, _SLOT0, ()), (address, _LIQUIDITY, ()))
        return Pool(address, token0, token1, fee, spacing, slot0[0], slot0[1], liquidity)

    async def _read_ticks(self, block: Block, pool: Pool, first: int, last: int) -> None:
        ends = [tick // pool.spacing // 256 for tick in (MIN_TICK, MAX_TICK)]
        wanted = range(max(min(first, last), ends[0]), min(max(first, last), ends[1]) + 1)
        missing = [word for word in wanted if word not in pool.words]
        words = await self._rpc.call(block, *((pool.address, _BITMAP, (word,)) for word in missing))
        pool.words.update(zip(missing, words, strict=True))
        ticks = [tick for word in missing for tick in pool.ticks(word)]
        if ticks:
            answers = await self._rpc.call(block, *((pool.address, _TICKS, (tick,)) for tick in ticks))
            pool.nets.update((tick, answer[1]) for tick, answer in zip(ticks, answers, strict=True))
