# SPDX-License-Identifier: Apache-2.0
"""Rebalances: in kind by a filler who brings the money, and through the Rebalancer by one who brings none."""

from benchmarks.gas.world import DAY, WAD, Market, World

_EVERYTHING = 2**200
# what pays for a swap: 0.05% and a little through the V3 pool; 0.3% through the V2 pair, which only an overdue
# rebalance is allowed to cost on every path
_COSTS = {"V3": WAD // 1_000, "V2": 4 * WAD // 1_000}
_WAITS = {"V3": 1, "V2": DAY + 7_200}
# each step takes a 3x market out of its band, the feeds and the venues together; a bear's danger is a rise
_FALLS = (2_680, 2_390, 2_130)
_RISES = (3_400, 3_850, 4_360)
_WHEN = ("first", "second", "third")


def measure_rebalances(world: World, venues: tuple[str, ...] = ("V3", "V2"), prefix: str = "") -> None:
    """Both directions on both sides through each venue, more than once."""
    for venue in venues:
        for side in ("bull", "bear"):
            with world.bench.apart():
                measure_side(world, venue, side, prefix)


def measure_rebalances_in_kind(world: World) -> None:
    """The token's own part, for a filler with money."""
    bench, token = world.bench, world.bull.token
    fill = (_EVERYTHING, _COSTS["V3"], bench.keeper, b"")
    world.set_feeds(_FALLS[0])
    bench.measure("token: deleverage in kind", token, "deleverage", *fill, sender=bench.keeper)
    world.set_feeds(_RISES[0])
    bench.measure("token: releverage in kind", token, "releverage", *fill, sender=bench.keeper)


def measure_side(world: World, venue: str, side: str, prefix: str = "") -> None:
    """Three falls and three recoveries of one market, each filled through `venue`."""
    market = world.bear if side == "bear" else world.bull
    dangers, recoveries = (_RISES, _FALLS) if side == "bear" else (_FALLS, _RISES)
    for over, prices in ((True, dangers), (False, recoveries)):
        direction = "deleverage" if over else "releverage"
        for when, price in zip(_WHEN, prices, strict=True):
            row = f"{prefix}Rebalancer {venue}: {direction} ({side}), {when}"
            _fill(world, row, market, venue, price, over)


def _fill(world: World, row: str, market: Market, venue: str, eth_price: int, over: bool) -> None:
    bench, path = world.bench, world.assets.path(venue)
    bench.anvil.wait(_WAITS[venue])
    world.move(eth_price)
    order = (market.token.address, path, over, _EVERYTHING, _COSTS[venue], 0, bench.keeper)
    bench.measure(row, world.rebalancer, "fill", *order, sender=bench.keeper)
