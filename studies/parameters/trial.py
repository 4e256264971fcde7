# SPDX-License-Identifier: Apache-2.0
"""A question: some variants of some markets on some prices."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from steelyard.model.clock import HOUR
from steelyard.simulator.sweep import vary
from studies.crashes.kinds import KINDS, MINUTE, Kind
from studies.parameters.markets import MAJORS, AssetClass
from studies.parameters.replay import Task, Variant
from studies.parameters.samples import Months, Sample

DEFAULT = "default"
FIVE_MINUTES = 5 * MINUTE

Variants = Callable[[AssetClass, Kind], Iterable[Variant]]


@dataclass(frozen=True)
class Trial:
    """`variants` of each market of `kinds`, on closes (what holders pay) or with all extremes (what lenders risk).

    `random`: also on random prices, for majors. `longest`: bars of more seconds are left out.
    """

    name: str
    variants: Variants
    closes: bool
    kinds: tuple[Kind, ...] = KINDS
    classes: tuple[AssetClass, ...] = (MAJORS,)
    random: bool = False
    longest: int = HOUR

    def tasks(self, samples: Mapping[str, Sequence[Months]], random: Sequence[Sample]) -> list[Task]:
        """On the samples of each class, and the random ones."""
        tasks = []
        for market, kind in product(self.classes, self.kinds):
            asked = tuple(self.variants(market, kind))
            real = [sample for sample in samples.get(market.name, ()) if sample.step <= self.longest]
            for sample in (*real, *(random if self.random and market is MAJORS else ())):
                tasks += [Task(self.name, market.name, kind, sample, part, asked) for part in sample.parts]
        return tasks


def with_values(
    market: AssetClass, kind: Kind, label: str, rule: Mapping[str, Any], world: Mapping[str, Any] | None = None
) -> Variant:
    return Variant(label, vary(market.token(kind), rule), vary(market.world(kind), world or {}))
