# SPDX-License-Identifier: Apache-2.0
"""Rebalances: in kind by a filler who brings the money, and through the Rebalancer by one who brings none."""

from benchmarks.gas.world import WAD, Market, World, move_venues

_EVERYTHING = 2**200
_COST = WAD // 1_000  # pays for a swap of 0.05% through the V3 pool
# thousandths by which the venues lead the feed: a V2 pair takes 0.3%, more than a purchase may ever cost
_LEADS = {"V3": 0, "V2": 5}
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
    fill = (_EVERYTHING, _COST, bench.keeper, b"")
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
    bench.anvil.wait(1)
    world.set_feeds(eth_price)
    sells_coin = over == (market is world.bull)
    lead = _LEADS[venue] if sells_coin else -_LEADS[venue]
    move_venues(bench, world.assets, eth_price * (1_000 + lead) // 1_000)
    order = (market.token.address, path, over, _EVERYTHING, _COST, 0, bench.keeper)
    bench.measure(row, world.rebalancer, "fill", *order, sender=bench.keeper)
