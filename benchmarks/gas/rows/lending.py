# SPDX-License-Identifier: Apache-2.0
"""The lending pool: lenders, the queue, the curator and the guardian."""

from benchmarks.gas.world import BORROW_LIMIT, DAY, DOLLAR, NOBODY, WAD, World, create_market
from steelyard.devchain.deployment import create_rate_model
from steelyard.model.presets.leverage import ADAPTIVE

MILLION = 10**6 * DOLLAR
_RESERVE_FACTOR = 3


def measure_pool(world: World, prefix: str = "pool:") -> None:
    """Deposit to redeem, beside a token that owes and pays interest."""
    bench, pool = world.bench, world.bull.pool
    for when in ("first", "repeated"):
        bench.measure(f"{prefix} deposit, {when}", pool, "deposit", MILLION, bench.lender, sender=bench.lender)
    bench.measure(f"{prefix} withdraw, part", pool, "withdraw", MILLION, *2 * (bench.lender,), sender=bench.lender)
    bench.measure(f"{prefix} mint shares", pool, "mint", 10**6 * MILLION, bench.lender, sender=bench.lender)
    shares = pool.call("balanceOf", bench.lender)
    bench.measure(f"{prefix} redeem, all", pool, "redeem", shares, *2 * (bench.lender,), sender=bench.lender)
    bench.measure(f"{prefix} accrue", pool, "accrue", sender=bench.keeper)


def measure_pool_shares(world: World) -> None:
    """The share as an ERC-20."""
    bench, pool = world.bench, world.bull.pool
    shares = pool.call("balanceOf", bench.owner) // 10
    bench.measure("pool: approve", pool, "approve", bench.keeper, shares, sender=bench.owner)
    for when in ("first", "repeated"):
        bench.measure(f"pool: transfer, {when}", pool, "transfer", bench.lender, shares, sender=bench.owner)
    bench.measure("pool: transferFrom", pool, "transferFrom", bench.owner, bench.lender, shares, sender=bench.keeper)


def measure_adaptive_pool(world: World) -> None:
    """The same pool with the rate model that keeps a word of state."""
    adaptive = create_rate_model(world.bench.environment, world.factory, ADAPTIVE).address
    market = create_market(world.bench, world.assets, world.factory, adaptive, is_bear=False)
    world = world.with_bull(market)
    measure_pool(world, "pool, adaptive rate:")


def measure_queue(world: World) -> None:
    """A lender waits for cash that is lent out, is served and paid."""
    bench, pool = world.bench, world.bull.pool
    pool.transact("deposit", MILLION, bench.lender, sender=bench.lender)
    for who in (bench.owner, bench.lender):
        pool.transact("withdraw", pool.call("maxWithdraw", who), who, who, sender=who)
    shares = pool.call("balanceOf", bench.lender)
    for when, part in (("first", 2), ("repeated", 4)):
        bench.measure(f"pool: enqueue, {when}", pool, "enqueue", shares // part, sender=bench.lender)
    pool.transact("deposit", 2 * MILLION, bench.newcomer, sender=bench.newcomer)
    for when in ("first", "repeated"):
        bench.measure(f"pool: process_queue, one ticket, {when}", pool, "process_queue", 1, sender=bench.keeper)
    bench.measure("pool: claim", pool, "claim", bench.lender, sender=bench.lender)


def measure_roles(world: World) -> None:
    """What curator and guardian may do."""
    bench, governance, token = world.bench, world.bull.governance, world.bull.token.address
    limit = 50 * MILLION
    bench.measure("pool: submit a higher limit", governance, "submit", BORROW_LIMIT, token, limit, sender=bench.owner)
    bench.anvil.wait(2 * DAY)
    bench.measure("pool: accept it", governance, "accept", BORROW_LIMIT, token, sender=bench.keeper)
    bench.measure(
        "pool: submit a lower limit", governance, "submit", BORROW_LIMIT, token, limit - MILLION, sender=bench.owner
    )
    bench.measure("pool: guard_limit", governance, "guard_limit", token, limit // 2, sender=bench.owner)
    factor = (_RESERVE_FACTOR, NOBODY)
    governance.transact("submit", *factor, WAD // 5, sender=bench.owner)
    bench.measure("pool: revoke", governance, "revoke", *factor, sender=bench.owner)
    bench.measure("pool: pause_borrowing", governance, "pause_borrowing", sender=bench.owner)
