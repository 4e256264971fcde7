# SPDX-License-Identifier: Apache-2.0
"""The leveraged token in kind, and the anchored token around it."""

from benchmarks.gas.world import DOLLAR, WAD, Market, World, approve_all, create_market, give_limits

SHARES = 25 * WAD
_NEARLY_DEAD = 2_090  # a 3x bull that was worth $100 at $3,000 is worth $9 here
_ELEVEN_MINUTES = 660


def measure_tokens(world: World) -> None:
    """Mint and redeem in kind, transfers, fees."""
    for side, market in (("bull", world.bull), ("bear", world.bear)):
        _in_kind(world, side, market)
    bench, token = world.bench, world.bull.token
    bench.measure("token: approve", token, "approve", bench.lender, SHARES, sender=bench.owner)
    for when in ("first", "repeated"):
        bench.measure(f"token: transfer, {when}", token, "transfer", bench.newcomer, SHARES, sender=bench.owner)
    order = (bench.owner, bench.newcomer, SHARES)
    bench.measure("token: transferFrom", token, "transferFrom", *order, sender=bench.lender)
    for when in ("first", "repeated"):
        bench.measure(f"token: collect_fees, {when}", token, "collect_fees", sender=bench.keeper)


def _in_kind(world: World, side: str, market: Market) -> None:
    bench, token, who = world.bench, market.token, world.bench.holder
    for when in ("first", "repeated"):
        bench.measure(f"token: mint in kind ({side}), {when}", token, "mint", SHARES, who, who, b"", sender=who)
    bench.measure(f"token: redeem in kind ({side}), part", token, "redeem", SHARES, who, who, b"", sender=who)
    left = token.call("balanceOf", who)
    bench.measure(f"token: redeem in kind ({side}), all", token, "redeem", left, who, who, b"", sender=who)


def measure_anchored(world: World) -> None:
    """Units: wrap to unwrap, and a rebase in its two steps."""
    bench, anchored = world.bench, world.bull.anchored
    for when in ("first", "repeated"):
        bench.measure(f"anchored: wrap, {when}", anchored, "wrap", SHARES, bench.owner, sender=bench.owner)
    for when in ("first", "repeated"):
        bench.measure(f"anchored: transfer, {when}", anchored, "transfer", bench.lender, 10 * WAD, sender=bench.owner)
    bench.measure("anchored: unwrap, part", anchored, "unwrap", 10 * WAD, bench.owner, sender=bench.owner)
    everything = anchored.call("shares_of", bench.owner)
    bench.measure(
        "anchored: unwrap_shares, all", anchored, "unwrap_shares", everything, bench.owner, sender=bench.owner
    )
    world.set_feeds(_NEARLY_DEAD)
    bench.measure("anchored: rebase, seen", anchored, "rebase", sender=bench.keeper)
    bench.anvil.wait(_ELEVEN_MINUTES)
    world.set_feeds(_NEARLY_DEAD)
    bench.measure("anchored: rebase, done", anchored, "rebase", sender=bench.keeper)


def measure_beginnings(world: World) -> None:
    """The first deposit of a pool and the first mint of its token: sized by the oracle, with the locked seed."""
    bench = world.bench
    market = create_market(bench, world.assets, world.factory, world.bull.rate_model.address, is_bear=False)
    approve_all(world, market)
    lent = 10**7 * DOLLAR
    bench.measure("pool: deposit, first ever", market.pool, "deposit", lent, bench.owner, sender=bench.owner)
    give_limits(world, (market,), {market.pool.address: lent})
    order = (SHARES, bench.owner, bench.owner, b"")
    bench.measure("token: mint in kind (bull), first ever", market.token, "mint", *order, sender=bench.owner)
