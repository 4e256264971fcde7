# SPDX-License-Identifier: Apache-2.0
"""Steelyard: leveraged tokens on lending pools, their integer twin, and the tools around them.

    import steelyard as sy

    sy.backtest("borrowed:3", sy.prices("ETH", "2021"))

What simulates is imported when it is first asked for, and needs the extra: pip install 'steelyard[simulator]'.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steelyard.sdk.front import Account as Account
    from steelyard.sdk.front import connect as connect
    from steelyard.simulator.backtesting import Backtest as Backtest
    from steelyard.simulator.backtesting import backtest as backtest
    from steelyard.simulator.data.rates import load_rates as load_rates
    from steelyard.simulator.drawing import Law as Law
    from steelyard.simulator.drawing import Simulation as Simulation
    from steelyard.simulator.drawing import montecarlo as montecarlo
    from steelyard.simulator.inside import Inside as Inside
    from steelyard.simulator.prices import Prices as Prices
    from steelyard.simulator.prices import prices as prices
    from steelyard.simulator.rules import rule as rule
    from steelyard.simulator.stress import Stress as Stress
    from steelyard.simulator.stress import stress as stress
    from steelyard.simulator.sweeping import Sweep as Sweep
    from steelyard.simulator.sweeping import sweep as sweep
    from steelyard.simulator.world import World as World
    from steelyard.simulator.world.making import world as world

__version__ = "0.1.0"

_PLACES = {
    "Account": "sdk.front",
    "Backtest": "simulator.backtesting",
    "Inside": "simulator.inside",
    "Law": "simulator.drawing",
    "Prices": "simulator.prices",
    "Simulation": "simulator.drawing",
    "Stress": "simulator.stress",
    "Sweep": "simulator.sweeping",
    "World": "simulator.world",
    "backtest": "simulator.backtesting",
    "connect": "sdk.front",
    "load_rates": "simulator.data.rates",
    "montecarlo": "simulator.drawing",
    "prices": "simulator.prices",
    "rule": "simulator.rules",
    "stress": "simulator.stress",
    "sweep": "simulator.sweeping",
    "world": "simulator.world.making",
}

__all__ = [*_PLACES, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'steelyard' has no attribute {name!r}; it has {', '.join(__all__)}")
    found = getattr(import_module(f"steelyard.{_PLACES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
