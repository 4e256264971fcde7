# SPDX-License-Identifier: Apache-2.0
"""The market factory, on the blueprints that it makes everything else from."""

from steelyard.chain.client import Client, Contract

BLUEPRINTS = (
    "LendingPool",
    "KinkedRateModel",
    "AdaptiveRateModel",
    "ChainlinkOracle",
    "LeveragedToken",
    "AnchoredToken",
)
"""The contracts that the factory makes, in the order of `IMarketFactory.Blueprints`."""


def deploy_factory(client: Client, sender: str) -> Contract:
    """Deploys the blueprints and the factory on them."""
    blueprints = tuple(client.deploy_blueprint(name, sender) for name in BLUEPRINTS)
    return client.deploy("MarketFactory", blueprints, sender=sender)
