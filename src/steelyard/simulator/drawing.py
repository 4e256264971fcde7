# SPDX-License-Identifier: Apache-2.0
"""Monte Carlo on one rule: how paths are drawn, and all that must be said of what came of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import numpy as np

from steelyard import __version__
from steelyard.model.clock import DAY
from steelyard.simulator.data.intervals import interval_of, seconds
from steelyard.simulator.montecarlo import Experiment, Sample, repeat
from steelyard.simulator.path import Path
from steelyard.simulator.prices import HOUR, Prices
from steelyard.simulator.prices import prices as prices_of
from steelyard.simulator.random_paths import (
    BlockBootstrap,
    BrownianMotion,
    Generator,
    JumpDiffusion,
    RandomVolatility,
    returns_of,
    tested_block,
)
from steelyard.simulator.report.settings import parameters, settings
from steelyard.simulator.rule import Rule, Verifiable
from steelyard.simulator.rules import named
from steelyard.simulator.world import World, grain
from steelyard.simulator.world.bounds import within

if TYPE_CHECKING:
    import pandas
    import pyarrow

START = 1_000.0
HEAVY = 0.25  # part of all NAVs that a hundredth of the paths has
MOST_PATHS, MOST_DAYS = 10_000_000, 3_650.0


class Kind(StrEnum):
    """How paths are drawn: Brownian motion; with jumps; with a random volatility; blocks of real returns."""

    GBM = "gbm"
    JUMPS = "jumps"
    VOLATILITY = "volatility"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True)
class Law:
    """`drift`: growth of the expected price a year. What is None has its default, where the kind has a use for it: a
    volatility of 0.8; 12 jumps a year of -0.05 on average and a deviation of 0.1; a volatility whose logarithm deviates
    by 0.5, returns with a half-life of 10 days and falls as the price rises, with a correlation of -0.3; a block, in
    bars, that is found by a test. Raises ValueError for an option that the kind has no use for."""

    kind: Kind | str = Kind.GBM
    drift: float = 0.0
    volatility: float | None = None
    jumps: float | None = None
    jump_mean: float | None = None
    jump_deviation: float | None = None
    volatility_spread: float | None = None
    calm: float | None = None
    link: float | None = None
    block: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in list(Kind):
            raise ValueError(f"kind is {self.kind!r}; it is one of {', '.join(Kind)}")
        object.__setattr__(self, "kind", Kind(self.kind))
        useful = {
            Kind.GBM: ("volatility",),
            Kind.JUMPS: ("volatility", "jumps", "jump_mean", "jump_deviation"),
            Kind.VOLATILITY: ("volatility", "volatility_spread", "calm", "link"),
            Kind.BOOTSTRAP: ("block",),
        }
        for name, value in vars(self).items():
            if name in ("kind", "drift") or value is None or name in useful[Kind(self.kind)]:
                continue
            kinds = " and ".join(str(kind) for kind, names in useful.items() if name in names)
            raise ValueError(f"{name} is {value:g}, which does nothing with {self.kind}; it is for {kinds}")

    def generator(self, step: int, bars: int, source: Prices | None) -> tuple[Generator, str]:
        """Draws paths of `bars` bars of `step` seconds, and what it is in words. `source`: of real returns."""
        volatility = 0.8 if self.volatility is None else self.volatility
        grows = f"expected growth {self.drift:.0%} a year"
        if self.kind is Kind.BOOTSTRAP:
            return self._blocks(bars, source, grows)
        if self.kind is Kind.JUMPS:
            jumps = 12.0 if self.jumps is None else self.jumps
            mean = -0.05 if self.jump_mean is None else self.jump_mean
            deviation = 0.1 if self.jump_deviation is None else self.jump_deviation
            return (
                JumpDiffusion(self.drift, volatility, jumps, mean, deviation, step),
                f"Brownian motion at {volatility:.0%} with {jumps:g} jumps a year of {mean:g} ± {deviation:g}, {grows}",
            )
        if self.kind is Kind.VOLATILITY:
            spread = 0.5 if self.volatility_spread is None else self.volatility_spread
            calm, link = 10.0 if self.calm is None else self.calm, -0.3 if self.link is None else self.link
            return (
                RandomVolatility(self.drift, volatility, spread, calm, link, step),
                f"random volatility around {volatility:.0%}, deviation {spread:g} of its logarithm, half-life {calm:g} "
                f"days, correlation {link:g}, {grows}",
            )
        return BrownianMotion(self.drift, volatility, step), f"Brownian motion at {volatility:.0%}, {grows}"

    def _blocks(self, bars: int, source: Prices | None, grows: str) -> tuple[Generator, str]:
        if source is None:
            raise ValueError("bootstrap: it needs prices to take its returns from")
        step, returns = source.bars.step, returns_of(source.bars)
        if self.block is None:
            found = tested_block(returns, step, bars)
            block: float = found.length
            tested = (
                f"which keep {found.kept:.0%} of the deviation of returns and {found.kept_squares:.0%} of volatility's"
            )
        else:
            block, tested = self.block, "as told"
            within("block", block, 1, len(returns), "it counts bars")
        words = f"returns of {source.label} in blocks of {block * step / DAY:,.1f} days on average, {tested}, {grows}"
        return BlockBootstrap.of(source.bars, block, self.drift, bars), words


@dataclass(frozen=True)
class Simulation:
    """Many random paths of one rule. `law` says in words how they were drawn."""

    sample: Sample
    law: str
    days: float
    provenance: dict[str, Any]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def rule(self) -> Rule:
        """What ran."""
        return self.sample.experiment.rule

    def data(self) -> dict[str, Any]:
        """All of it for programs: what `--json` prints."""
        from steelyard.simulator.report import samples

        return {
            "provenance": self.provenance,
            "rule": self.rule.name,
            "parameters": dict(parameters(self.rule)),
            "settings": dict(settings(self.sample.experiment.world)),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            **samples.values(self.sample),
        }

    def table(self) -> "pyarrow.Table":
        """One row for each path."""
        from steelyard.simulator.report import parquet

        return parquet.sample_table(self)

    def frame(self) -> "pandas.DataFrame":
        """`table` for pandas. Raises ImportError without pandas."""
        from steelyard.simulator.report.frames import frame

        return frame(self.table())

    def page(self) -> str:
        """One HTML page with tables and pictures."""
        from steelyard.simulator.report import pages

        return pages.of_sample(self)

    def save(self, path: str | FilePath) -> None:
        """Writes a page (.html), estimates (.json), paths (.csv, .parquet) or a picture (.svg, .png, .pdf)."""
        from steelyard.simulator.report import files

        files.write(self, FilePath(path))

    def __str__(self) -> str:
        from steelyard.simulator.report import samples, tables

        return tables.text(samples.table(self))

    def _repr_html_(self) -> str:
        from steelyard.simulator.report import pages

        return pages.sample_fragment(self)


def montecarlo(
    rule: str | Rule,
    law: Law | None = None,
    world: World | None = None,
    *,
    paths: int = 10_000,
    days: float = 365.0,
    step: str = "",
    seed: int = 1,
    prices: Prices | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Simulation:
    """A rule on many random paths of `days` days, with a price every `step` ("1h"; of a bootstrap: as its prices have).

    `prices`: where a bootstrap takes its returns from; by default the hours of ETH. `jobs`: processes, one for each
    core if not said; `cluster`: the address of a Dask scheduler. Raises ValueError for what cannot be drawn.
    """
    chosen, drawn, around = named(rule) if isinstance(rule, str) else rule, law or Law(), world or World.default()
    within("paths", paths, 2, MOST_PATHS, "fewer say nothing", is_whole=True)
    within("days", days, 0.1, MOST_DAYS, "365 is a year")
    within("seed", seed, 0, 2**63, "any whole number", is_whole=True)
    source = (prices or prices_of()) if drawn.kind is Kind.BOOTSTRAP else None
    if source is None and prices is not None:
        raise ValueError(f"prices of {prices.label} do nothing with {drawn.kind}; they are for bootstrap")
    if source is not None and step:
        raise ValueError(
            f"step is {step}, which does nothing with bootstrap: its prices have {interval_of(source.bars.step)}"
        )
    length = source.bars.step if source else seconds(step or HOUR)
    bars = round(days * DAY / length) + 1
    generator, words = drawn.generator(length, bars, source)
    experiment = Experiment(chosen, around, generator, bars, START, seed)
    sample = repeat(experiment, paths, jobs=jobs, cluster=cluster, tick=tick)
    provenance = {
        **(source.provenance() if source else {"steelyard": __version__}),
        "law": words, "paths": paths, "days": days, "prices_every": interval_of(length), "seed": seed,
    }  # fmt: skip
    return Simulation(
        sample, words, days, provenance, tuple(_warnings(sample)), tuple(source.notes() if source else ())
    )


def _warnings(sample: Sample) -> list[str]:
    experiment = sample.experiment
    notes = []
    if isinstance(experiment.rule, Verifiable):
        path = experiment.generator.path(experiment.seed, 0, min(experiment.bars, 1_000), experiment.start)
        notes += grain.told(experiment.world, Path(path.time, path.price, 1))
    if sample.carried > HEAVY:
        notes.append(
            f"the best hundredth of the paths carries {sample.carried:.0%} of the mean NAV: it says little of what "
            "happens to most, for whom the median is the better figure"
        )
    outside = float(np.mean(sample.column("outside")))
    if outside > 0.2:
        notes.append(f"{experiment.rule.name} was outside its band {outside:.0%} of the time on average")
    return notes
