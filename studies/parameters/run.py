# SPDX-License-Identifier: Apache-2.0
"""Everything that is replayed, on as many processes as are given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from steelyard.model.clock import HOUR
from steelyard.simulator.inside import Kind
from studies.crashes.kinds import MINUTE
from studies.parameters.found import Found
from studies.parameters.markets import CLASSES
from studies.parameters.rates import Rate, rates
from studies.parameters.replay import Task, replay
from studies.parameters.samples import Months
from studies.parameters.trial import Trial
from studies.parameters.trials import QUICK, TRIALS, random_samples

RANDOM_MONTHS = 100
QUICK_MONTHS = 20
BUNDLED = (("ETH", HOUR), ("BTC", HOUR))


@dataclass(frozen=True)
class Plan:
    """The replays to make, the samples that they use, and what there was no data for."""

    tasks: list[Task]
    samples: list[Months]
    rates: list[Rate]
    missing: list[str]

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self.tasks)

    def play(self, jobs: int, tick: Callable[[], None]) -> Found:
        """Makes them; `tick` is called after each."""
        spans = {sample.name: sample.span for sample in self.samples}
        return Found({cell.key: cell for cell in replay(self.tasks, jobs, tick)}, spans, self.rates, self.missing)


def full_plan(folder: Path | None, inside: Kind = Kind.SAMPLED) -> Plan:
    """All trials on all prices that there are."""
    assets = {market.name: market.assets for market in CLASSES}
    return _plan(TRIALS, assets, folder, RANDOM_MONTHS, inside)


def quick_plan(inside: Kind = Kind.SAMPLED) -> Plan:
    """What the criteria need, on the bundled prices of the majors."""
    trials = [trial for trial in TRIALS if trial.name in QUICK]
    return _plan(trials, {CLASSES[0].name: BUNDLED}, None, QUICK_MONTHS, inside)


def _plan(
    trials: Sequence[Trial],
    assets: dict[str, tuple[tuple[str, int], ...]],
    folder: Path | None,
    count: int,
    inside: Kind,
) -> Plan:
    every = [Months(asset, step, folder, False, inside) for wanted in assets.values() for asset, step in wanted]
    samples = {
        closes: {name: _there(wanted, folder, closes, inside) for name, wanted in assets.items()}
        for closes in (True, False)
    }
    random = random_samples(folder, count)
    tasks = [task for trial in trials for task in trial.tasks(samples[trial.closes], random)]
    missing = [f"{one.asset} in bars of {one.step} seconds" for one in every if not one.is_there]
    return Plan(tasks, [one for one in every if one.is_there], rates(folder), missing)


def _there(assets: Sequence[tuple[str, int]], folder: Path | None, closes: bool, inside: Kind) -> list[Months]:
    """The samples that there are prices for. Of closes, minute bars add nothing to the longer ones of the asset."""
    wanted = [Months(asset, step, folder, closes, inside) for asset, step in assets if not (closes and step == MINUTE)]
    return [sample for sample in wanted if sample.is_there]
