# SPDX-License-Identifier: Apache-2.0
"""The two factories, on the blueprints that they make everything else from."""

from steelyard.chain.client import Client, Contract

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


def deploy_factory(client: Client, sender: str) -> Contract:
    """Deploys the engine, the blueprints and the market factory on them."""
    engine = client.deploy(ENGINE, sender=sender)
    return client.deploy("MarketFactory", engine.address, _blueprints(client, sender, BLUEPRINTS), sender=sender)


def deploy_pairing_factory(client: Client, sender: str) -> Contract:
    """Deploys the engine, the blueprints and the paired factory on them."""
    engine = client.deploy(PAIRING_ENGINE, sender=sender)
    blueprints = _blueprints(client, sender, PAIRING_BLUEPRINTS)
    return client.deploy("PairingFactory", engine.address, blueprints, sender=sender)


def _blueprints(client: Client, sender: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(client.deploy_blueprint(name, sender) for name in names)
