# SPDX-License-Identifier: Apache-2.0
"""The whole run: the floor, the peers and every part of ours, each group of rows on its own copy of the world."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.gas.bench import Bench
from benchmarks.gas.floor import measure_floor
from benchmarks.gas.peers.aave import measure_aave
from benchmarks.gas.peers.morpho import measure_morpho
from benchmarks.gas.rows.creation import measure_creation
from benchmarks.gas.rows.lending import (
    measure_adaptive_pool,
    measure_pool,
    measure_pool_shares,
    measure_queue,
    measure_roles,
)
from benchmarks.gas.rows.line import measure_line
from benchmarks.gas.rows.oracle import measure_oracle
from benchmarks.gas.rows.pairs import (
    measure_pair_creation,
    measure_pair_end,
    measure_pair_orders,
    measure_pair_queue,
    measure_pair_router,
    measure_pair_steps,
    measure_pairs,
)
from benchmarks.gas.rows.rebalance import measure_rebalances, measure_rebalances_in_kind
from benchmarks.gas.rows.router import Order, measure_router
from benchmarks.gas.rows.tokens import measure_anchored, measure_beginnings, measure_tokens
from benchmarks.gas.rows.wind_down import measure_dead_oracle, measure_wind_down
from benchmarks.gas.world import ETH_PRICE, World, build_assets, build_world
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap

MAINNET = "as on mainnet, "
TRACED = 8
"""Blocks that a tracing node keeps: each transaction is traced at once."""

_GROUPS: tuple[Callable[[World], None], ...] = (
    measure_pool,
    measure_adaptive_pool,
    measure_beginnings,
    measure_pool_shares,
    measure_queue,
    measure_roles,
    measure_tokens,
    measure_rebalances_in_kind,
    measure_wind_down,
    measure_dead_oracle,
    measure_anchored,
    measure_oracle,
    measure_creation,
    measure_router,
    measure_rebalances,
    measure_pairs,
    measure_pair_queue,
    measure_pair_steps,
    measure_pair_end,
    measure_pair_orders,
    measure_pair_router,
    measure_pair_creation,
    measure_line,
)


@contextmanager
def world_on(node: Anvil, tracing: bool = False, proxied: bool = False) -> Iterator[World]:
    """Gives a world on a fresh `node`."""
    bench = Bench(node, node.client(), tracing)
    assets = build_assets(bench, Uniswap.deploy(bench.client, bench.owner), proxied)
    yield build_world(bench, assets)


def _node(tracing: bool) -> Anvil:
    return Anvil(states=TRACED if tracing else 0)


def measure_all(say: Callable[[str], None], tracing: bool = False) -> Bench:
    """Returns the bench with all rows: ours, the floor, the peers, then a part of ours as it is on mainnet."""
    with _node(tracing) as node, world_on(node, tracing) as world:
        bench = world.bench
        for group in _GROUPS:
            _apart(world, group, say)
        _apart(world, lambda world: measure_floor(bench, world.assets), say, "floor")
        _apart(world, _peers, say, "peers")
    with _node(tracing) as node, world_on(node, tracing, proxied=True) as world:
        _apart(world, _as_on_mainnet, say, "proxied dollar and feeds")
        bench.rows |= world.bench.rows
        bench.breakdowns |= world.bench.breakdowns
    return bench


def _peers(world: World) -> None:
    bench, usd, weth = world.bench, world.assets.usd, world.assets.weth
    for stateful_rate in (False, True):
        with bench.apart():
            measure_morpho(bench, usd, weth, world.bull.oracle, stateful_rate)
    with bench.apart():
        measure_aave(bench, usd, weth, ETH_PRICE)


def _as_on_mainnet(world: World) -> None:
    bench = world.bench
    groups: tuple[Callable[[], None], ...] = (
        lambda: measure_floor(bench, world.assets, f"{MAINNET}floor:"),
        lambda: measure_oracle(world, MAINNET),
        lambda: measure_pool(world, f"{MAINNET}pool:"),
        lambda: measure_rebalances(world, ("V3",), MAINNET),
        lambda: _round_trip(Order(world, "bull", "V3", "usd", prefix=MAINNET)),
        lambda: _round_trip(Order(world, "bear", "V3", "usd", prefix=MAINNET)),
    )
    for measure in groups:
        with bench.apart():
            measure()


def _round_trip(order: Order) -> None:
    order.measure_mint("first", "repeated")
    order.measure_redeem()


def _apart(world: World, group: Callable[[World], None], say: Callable[[str], None], name: str = "") -> None:
    say(name or group.__name__.removeprefix("measure_").replace("_", " "))
    with world.bench.apart():
        group(world)
