# SPDX-License-Identifier: Apache-2.0
"""What a price and a rate cost inside a transaction."""

from benchmarks.gas.mocks import deploy_mock
from benchmarks.gas.world import WAD, World
from steelyard.devchain.deployment import create_rate_model
from steelyard.model.presets.leverage import ADAPTIVE

_UTILIZATION = WAD // 2
_ELAPSED = 60


def measure_oracle(world: World, prefix: str = "") -> None:
    """The calls alone, by difference of `msg.gas` around them."""
    bench = world.bench
    meter = deploy_mock(bench.client, "GasMeter", sender=bench.owner)
    market = world.bull
    world.set_feeds(3_000)
    strict = meter.call("strict_price", market.oracle.address)
    kinked = meter.call("accrue", market.rate_model.address, _UTILIZATION, _ELAPSED)
    bench.keep(f"{prefix}call: oracle, strict price", strict)
    bench.keep(f"{prefix}call: oracle, rescue price", meter.call("rescue_price", market.oracle.address))
    bench.keep(f"{prefix}call: kinked rate model", kinked)
    bench.keep(f"{prefix}call: strict price and kinked rate", strict + kinked)
    adaptive = create_rate_model(world.bench.environment, world.factory, ADAPTIVE).address
    bench.keep(f"{prefix}call: adaptive rate model", meter.call("accrue", adaptive, _UTILIZATION, _ELAPSED))
