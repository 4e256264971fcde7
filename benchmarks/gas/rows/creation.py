# SPDX-License-Identifier: Apache-2.0
"""Creation through the factory: once per market, by anyone."""

from dataclasses import astuple

from benchmarks.gas.world import World, market_parameters, oracle_parameters, pool_parameters
from steelyard.model.presets.leverage import ADAPTIVE, KINKED


def measure_creation(world: World) -> None:
    """Everything the factory makes, second of its kind."""
    bench, factory, assets = world.bench, world.factory, world.assets
    rate_model, pool = world.bull.rate_model.address, world.bull.pool
    for kind, rates in (("kinked", KINKED), ("adaptive", ADAPTIVE)):
        function = f"create_{kind}_rate_model"
        bench.measure(f"factory: {function}", factory, function, astuple(rates), sender=bench.newcomer)
    oracle = oracle_parameters(assets, is_bear=False)
    bench.measure("factory: create_oracle", factory, "create_oracle", oracle, sender=bench.newcomer)
    parameters = astuple(pool_parameters(bench, assets.usd, rate_model))
    bench.measure("factory: create_pool", factory, "create_pool", parameters, sender=bench.newcomer)
    order = market_parameters(bench, pool, assets.weth, world.bull.oracle, is_bear=False)
    bench.measure("factory: create_market", factory, "create_market", *order, sender=bench.newcomer)
