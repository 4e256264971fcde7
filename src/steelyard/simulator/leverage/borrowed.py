# SPDX-License-Identifier: Apache-2.0
"""The rule of this protocol's tokens on lending pools."""

from dataclasses import dataclass

from steelyard.simulator.leverage.fast import run_fast
from steelyard.simulator.leverage.terms import Terms
from steelyard.simulator.path import Path
from steelyard.simulator.run import Run
from steelyard.simulator.world import World


@dataclass(frozen=True)
class Borrowed(Terms):
    """A leveraged token that borrows from a lending pool, kept in its band by anyone whom it pays."""

    def run(self, path: Path, world: World, *, record: bool = True) -> Run:
        """By the fast engine. Without `record` only the totals are kept."""
        return run_fast(self, path.normal(), world, record)

    def run_exact(self, path: Path, world: World) -> Run:
        """By the integer twins of the contracts: slow, and what the fast engine is measured by."""
        # Imported when it is asked for: half of all that a fast run would import.
        from steelyard.simulator.leverage.exact import run_exact

        return run_exact(self, path.normal(), world)
