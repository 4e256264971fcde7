# SPDX-License-Identifier: Apache-2.0
"""The rule of this protocol's paired pools."""

from dataclasses import dataclass

from steelyard.simulator.pairing.fast import run_fast
from steelyard.simulator.pairing.terms import Terms
from steelyard.simulator.path import Path
from steelyard.simulator.run import Run
from steelyard.simulator.world import World


@dataclass(frozen=True)
class Pairing(Terms):
    """One share of a paired pool, rebalance by anyone who rebalances."""

    @classmethod
    def of(cls, factor: float) -> "Pairing":
        """The LT of this multiple with the protocol's parameters. Raises ValueError if it is not offered."""
        if factor != round(factor):
            raise ValueError(f"paired: {factor:g}x is not a whole multiple")
        return cls(multiple=round(factor))

    def run(self, path: Path, world: World, *, record: bool = True) -> Run:
        """By the fast engine. Without `record` only the totals are kept."""
        return run_fast(self, path.normal(), world, record)

    def run_exact(self, path: Path, world: World) -> Run:
        """By the integer twin: slow, and what the contracts would do to the last unit."""
        # Imported when it is asked for: half of all that a fast run would import.
        from steelyard.simulator.pairing.exact import run_exact

        return run_exact(self, path.normal(), world)
