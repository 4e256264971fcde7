# SPDX-License-Identifier: Apache-2.0
"""What the two factories are made of: the contracts that they create from blueprints, and the engine of each."""

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
