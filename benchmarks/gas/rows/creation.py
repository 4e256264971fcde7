# SPDX-License-Identifier: Apache-2.0
"""Creation through the factory: once per market, by anyone."""

from benchmarks.gas.world import (
    ADAPTIVE_RATES,
    KINKED_RATES,
    World,
    market_parameters,
    oracle_parameters,
    pool_parameters,
)


def measure_creation(world: World) -> None:
    """Everything the factory makes, second of its kind."""
    bench, factory, assets = world.bench, world.factory, world.assets
    rate_model, pool = world.bull.rate_model.address, world.bull.pool
    bench.measure(
        "factory: create_kinked_rate_model", factory, "create_kinked_rate_model", KINKED_RATES, sender=bench.newcomer
    )
    bench.measure(
        "factory: create_adaptive_rate_model",
        factory, "create_adaptive_rate_model", ADAPTIVE_RATES, sender=bench.newcomer,
    )  # fmt: skip
    oracle = oracle_parameters(assets, is_bear=False)
    bench.measure("factory: create_oracle", factory, "create_oracle", oracle, sender=bench.newcomer)
    parameters = pool_parameters(bench, assets.usd, rate_model)
    bench.measure("factory: create_pool", factory, "create_pool", parameters, sender=bench.newcomer)
    order = market_parameters(bench, pool, assets.weth, world.bull.oracle, is_bear=False)
    bench.measure("factory: create_market", factory, "create_market", *order, sender=bench.newcomer)
