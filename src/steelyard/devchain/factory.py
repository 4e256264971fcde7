# SPDX-License-Identifier: Apache-2.0
"""The two factories, on the blueprints that they make everything else from."""

from typing import Any

from steelyard.artifacts.blueprints import BLUEPRINTS, ENGINE, PAIRING_BLUEPRINTS, PAIRING_ENGINE
from steelyard.devchain.environment import Environment

__all__ = [
    "BLUEPRINTS",
    "ENGINE",
    "PAIRING_BLUEPRINTS",
    "PAIRING_ENGINE",
    "deploy_factory",
    "deploy_pairing_factory",
]


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
