# SPDX-License-Identifier: Apache-2.0
"""Paired pools: in and out, the queue, rebalances, orders, the end of a generation, creation."""

from benchmarks.gas.pairs import FOREVER, FT, LP, LT, Pair, build_pair, pair_parameters, source_parameters
from benchmarks.gas.world import DAY, DOLLAR, ETH_PRICE, World
from steelyard.model.presets.pairing import COIN

_FALL_OF_STEPS = 800  # 0.9^64 is 1/848: the price that is 64 ranges of 10% away, and a little nearer
_MAX_STEPS = 64


def measure_pairs(world: World) -> None:
    """Mint, redeem and deposit of a 3x."""
    bench, pair = world.bench, build_pair(world.bench, world.assets)
    pool = pair.pool
    for side, name in ((LT, "LT"), (FT, "FT")):
        for when in ("first", "repeated"):
            order = (side, COIN, 0, bench.holder, FOREVER)
            pair.measure(f"pair: mint {name}, {when}", pool, "mint", *order, sender=bench.holder)
    for when in ("first", "repeated"):
        pair.measure(f"pair: deposit, {when}", pool, "deposit", COIN, 0, bench.lender, FOREVER, sender=bench.lender)
    for side, name in ((LT, "LT"), (FT, "FT")):
        shares = pair.share(side).call("balanceOf", bench.holder)
        for when, part in (("part", shares // 2), ("all", shares - shares // 2)):
            redemption = (side, part, 0, bench.holder, False, FOREVER)
            pair.measure(f"pair: redeem {name}, {when}", pool, "redeem", *redemption, sender=bench.holder)
    pair.measure("pair: collect_fees", pool, "collect_fees", sender=bench.keeper)


def measure_pair_queue(world: World) -> None:
    """Requests of all three shares, the rebalance that pays them, claims; and the share as an ERC-20."""
    bench, pair = world.bench, build_pair(world.bench, world.assets)
    _invest(pair, bench.holder)
    lt = pair.share(LT)
    tenth = lt.call("balanceOf", bench.holder) // 10
    bench.measure("pair: transfer LT, first", lt, "transfer", bench.lender, tenth, sender=bench.holder)
    bench.measure("pair: transfer LT, repeated", lt, "transfer", bench.lender, tenth, sender=bench.holder)
    bench.measure("pair: enqueue, first", lt, "enqueue", tenth, sender=bench.holder)
    bench.measure("pair: enqueue, repeated", lt, "enqueue", tenth, sender=bench.holder)
    bench.measure("pair: cancel", lt, "cancel", 0, sender=bench.holder)
    for side in (LT, FT, LP):
        pair.share(side).transact("enqueue", COIN, sender=bench.holder)
    pair.quiet()
    pair.quiet()
    pair.quiet()
    pair.quiet()
    pair.measure("pair: rebalance, three queues paid", pair.pool, "rebalance", sender=bench.keeper)
    bench.measure("pair: claim", lt, "claim", 0, bench.holder, sender=bench.holder)


def measure_pair_steps(world: World) -> None:
    """Rebalances: by the clock, out of range, and the most that one call does."""
    bench, pair = world.bench, build_pair(world.bench, world.assets)
    _invest(pair, bench.holder)
    bench.anvil.wait(DAY)
    pair.measure("pair: rebalance, scheduled", pair.pool, "rebalance", sender=bench.keeper)
    pair.quiet(ETH_PRICE * 85 // 100)
    bench.measure("pair: rebalance, one step out of range", pair.pool, "rebalance", sender=bench.keeper)
    # the dollars of a feed with 8 decimals have no room for so small a price: the position goes far up first
    pair.quiet(_FALL_OF_STEPS * ETH_PRICE)
    while pair.pool.call("rebalance", sender=bench.keeper)[1]:
        pair.pool.transact("rebalance", sender=bench.keeper)
    pair.pool.transact("rebalance", sender=bench.keeper)
    pair.quiet(ETH_PRICE * 85 // 100 // 2)
    steps = pair.pool.call("rebalance", sender=bench.keeper)[0]
    if steps != _MAX_STEPS:
        raise ValueError(f"gas: {steps} steps where {_MAX_STEPS} were to be measured")
    bench.measure(f"pair: rebalance, {_MAX_STEPS} steps", pair.pool, "rebalance", sender=bench.keeper)


def measure_pair_end(world: World) -> None:
    """A generation that ends, its claim, and the mint that begins the next; a source that goes stale."""
    bench, pair = world.bench, build_pair(world.bench, world.assets)
    _invest(pair, bench.holder)
    lt = pair.share(LT)
    pair.quiet(ETH_PRICE // 100)
    bench.measure("pair: rebalance, wiped out, generation ends", pair.pool, "rebalance", sender=bench.keeper)
    bench.measure("pair: claim_closed", lt, "claim_closed", bench.holder, sender=bench.holder)
    pair.quiet(ETH_PRICE // 100)
    order = (LT, 10 * COIN, 0, bench.holder, FOREVER)
    bench.measure("pair: mint LT, a new generation", pair.pool, "mint", *order, sender=bench.holder)
    bench.anvil.wait(2 * DAY)
    bench.measure("pair: report_stale", pair.pool, "report_stale", sender=bench.keeper)
    bench.anvil.wait(3 * DAY)
    bench.measure("pair: deprecate", pair.pool, "deprecate", sender=bench.keeper)


def measure_pair_orders(world: World) -> None:
    """A 10x, which trades by orders."""
    bench, pair = world.bench, build_pair(world.bench, world.assets, target=10)
    delayed_orders = pair.delayed_orders
    for number, when in enumerate(("first", "repeated")):
        pair.quiet()
        order = (True, LT, COIN // 100, 0, FOREVER, bench.holder)
        bench.measure(f"pair 10x: commit a mint, {when}", delayed_orders, "commit", *order, sender=bench.holder)
        pair.quiet()
        bench.measure(f"pair 10x: execute it, {when}", delayed_orders, "execute", number, sender=bench.keeper)
    lt = pair.share(LT)
    bench.approve(lt, delayed_orders, bench.holder)
    order = (False, LT, lt.call("balanceOf", bench.holder), 0, FOREVER, bench.holder)
    bench.measure("pair 10x: commit a redemption", delayed_orders, "commit", *order, sender=bench.holder)
    pair.quiet()
    bench.measure("pair 10x: execute it", delayed_orders, "execute", 2, sender=bench.keeper)


def measure_pair_router(world: World) -> None:
    """The router: USD in, through Uniswap V3, and out again."""
    bench, assets, pair = world.bench, world.assets, build_pair(world.bench, world.assets)
    router = bench.client.deploy("PairingRouter", pair.factory.address, assets.weth.address, sender=bench.owner)
    bench.name(router, "PairingRouter")
    bench.approve(assets.usd, router, bench.holder)
    path = assets.path("V3")
    no_permit = (0, 0, b"\0" * 32, b"\0" * 32)
    for when in ("first", "repeated"):
        order = (pair.pool.address, LT, assets.usd.address, 1_000 * DOLLAR, path, 0, bench.holder, FOREVER, no_permit)
        pair.measure(f"pair router V3: LT for usd, mint, {when}", router, "zap_mint", order, sender=bench.holder)
    lt = pair.share(LT)
    bench.approve(lt, router, bench.holder)
    held = lt.call("balanceOf", bench.holder)
    for when, shares in (("part", held // 2), ("all", held - held // 2)):
        out = (pair.pool.address, LT, shares, False, assets.usd.address, path, 0, bench.holder, FOREVER, no_permit)
        pair.measure(f"pair router V3: LT for usd, redeem, {when}", router, "zap_redeem", out, sender=bench.holder)


def measure_pair_creation(world: World) -> None:
    """By the factory, second of its kind."""
    bench, pair = world.bench, build_pair(world.bench, world.assets)
    source = source_parameters(world.assets)
    bench.measure(
        "paired factory: create_chainlink_source", pair.factory, "create_chainlink_source", source, sender=bench.keeper
    )
    parameters = pair_parameters(bench, world.assets, pair.source, 3)
    pair.measure("paired factory: create_market", pair.factory, "create_market", parameters, sender=bench.newcomer)


def _invest(pair: Pair, holder: str) -> None:
    for side in (LT, FT):
        pair.pool.transact("mint", side, 10 * COIN, 0, holder, FOREVER, sender=holder)
    pair.pool.transact("deposit", 10 * COIN, 0, holder, FOREVER, sender=holder)
