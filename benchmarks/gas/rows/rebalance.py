# SPDX-License-Identifier: Apache-2.0
"""Rebalances: in kind by a filler who brings the money, and through the Rebalancer by one who brings none."""

from collections.abc import Callable

from benchmarks.gas.world import WAD, Market, World

_EVERYTHING = 2**200
_COST = WAD // 1_000  # 0.10%: what the tolerance allows from the band's edge on
# each step takes a 3x market out of its band, the feeds and the venues together; a bear's danger is a rise
_FALLS = (2_680, 2_390, 2_130)
_RISES = (3_400, 3_850, 4_360)
_WHEN = ("first", "second", "third")


def measure_rebalances(world: World, venues: tuple[str, ...] = ("V3", "V2"), prefix: str = "") -> None:
    """Both directions on both sides through each venue, more than once."""
    for venue in venues:
        path = world.assets.path(venue)
        for side, market in (("bull", world.bull), ("bear", world.bear)):
            with world.bench.apart():
                _both_ways(world, f"{prefix}Rebalancer {venue}:", side, market, path)


def measure_rebalances_in_kind(world: World) -> None:
    """The token's own part, for a filler with money."""
    bench, token = world.bench, world.bull.token
    fill = (_EVERYTHING, _COST, bench.keeper, b"")
    world.set_feeds(_FALLS[0])
    bench.measure("token: deleverage in kind", token, "deleverage", *fill, sender=bench.keeper)
    world.set_feeds(_RISES[0])
    bench.measure("token: releverage in kind", token, "releverage", *fill, sender=bench.keeper)


def _both_ways(world: World, prefix: str, side: str, market: Market, path: list[int]) -> None:
    dangers, recoveries = (_RISES, _FALLS) if side == "bear" else (_FALLS, _RISES)
    fill = _filler(world, market, path)
    for when, price in zip(_WHEN, dangers, strict=True):
        world.move(price)
        fill(f"{prefix} deleverage ({side}), {when}", True)
    for when, price in zip(_WHEN, recoveries, strict=True):
        world.move(price)
        fill(f"{prefix} releverage ({side}), {when}", False)


def _filler(world: World, market: Market, path: list[int]) -> Callable[[str, bool], None]:
    bench = world.bench

    def fill(row: str, over: bool) -> None:
        order = (market.token.address, path, over, _EVERYTHING, _COST, 0, bench.keeper)
        bench.measure(row, world.rebalancer, "fill", *order, sender=bench.keeper)

    return fill
