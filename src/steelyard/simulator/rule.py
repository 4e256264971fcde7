# SPDX-License-Identifier: Apache-2.0
"""What every rule is to the rest of the simulator."""

from typing import Protocol, runtime_checkable

from steelyard.simulator.path import Path
from steelyard.simulator.run import Run
from steelyard.simulator.world import World


class Rule(Protocol):
    """A leveraged token with all its parameters: a frozen dataclass, so that a sweep can vary each of them."""

    @property
    def name(self) -> str:
        """As in a table."""

    @property
    def factor(self) -> float:
        """The promised multiple of the underlying's move; negative for a bear."""

    def run(self, path: Path, world: World, *, record: bool = True) -> Run:
        """One token on one path. Without `record` only the totals are kept: for many runs."""


@runtime_checkable
class Verifiable(Rule, Protocol):
    """A rule of this protocol, which the integer twin of the contracts can run too."""

    def run_exact(self, path: Path, world: World) -> Run:
        """The same as `run`, by the twin: slow, and what the contracts would do to the last unit."""
