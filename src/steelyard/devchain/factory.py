# SPDX-License-Identifier: Apache-2.0
"""The two factories, on the blueprints that they make everything else from."""

from typing import Any

from steelyard.devchain.environment import Environment

BLUEPRINTS = (
    "LendingPool",
    "PoolGovernance",
    "KinkedRateModel",
    "AdaptiveRateModel",
    "ChainlinkOracle",
    "LeveragedToken",
    "AnchoredToken",
)
"""The contracts that the market factory makes, in the order of `IMarketFactory.Blueprints`."""

PAIRING_BLUEPRINTS = (
    "PairingPool",
    "PairingShare",
    "DelayedOrders",
    "ChainlinkPriceSource",
    "UniswapPriceSource",
)
"""The contracts that the paired factory makes, in the order of `IPairingFactory.Blueprints`."""

ENGINE = "LeverageEngine"
"""The contract that all leveraged tokens of a factory ask; deployed once."""

PAIRING_ENGINE = "PairingEngine"
"""The contract that all paired pools of a factory ask; deployed once."""


def deploy_factory(environment: Environment, **replaced: str) -> Any:
    """Deploys engine, blueprints and the market factory, with another contract for each name in `replaced`."""
    engine = environment.deploy(replaced.get(ENGINE, ENGINE))
    return environment.deploy("MarketFactory", engine.address, _blueprints(environment, BLUEPRINTS, replaced))


def deploy_pairing_factory(environment: Environment, **replaced: str) -> Any:
    """Deploys engine, blueprints and the paired factory, with another contract for each name in `replaced`."""
    engine = environment.deploy(PAIRING_ENGINE)
    blueprints = _blueprints(environment, PAIRING_BLUEPRINTS, replaced)
    return environment.deploy("PairingFactory", engine.address, blueprints)


def _blueprints(environment: Environment, names: tuple[str, ...], replaced: dict[str, str]) -> tuple[str, ...]:
    return tuple(environment.blueprint(replaced.get(name, name)) for name in names)
