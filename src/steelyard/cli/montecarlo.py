# SPDX-License-Identifier: Apache-2.0
"""`steelyard montecarlo`: one rule on many random paths."""

from enum import StrEnum
from pathlib import Path as FilePath
from typing import Annotated

import typer

from steelyard.cli import choices, output
from steelyard.simulator.data.intervals import seconds
from steelyard.simulator.montecarlo import Experiment, Sample, repeat
from steelyard.simulator.random_paths import BlockBootstrap, BrownianMotion, Generator, JumpDiffusion
from steelyard.simulator.report import parquet, pictures, tables
from steelyard.simulator.report.page import Section, page

DAY = 86_400


class Kind(StrEnum):
    """How paths are drawn."""

    GBM = "gbm"
    JUMPS = "jumps"
    BOOTSTRAP = "bootstrap"


Drawn = Annotated[Kind, typer.Option(help="Brownian motion, the same with jumps, or blocks of real returns.")]


def montecarlo(
    rule: Annotated[str, typer.Argument(help="Family and multiple, such as borrowed:3.")],
    kind: Drawn = Kind.GBM,
    paths: Annotated[int, typer.Option(min=2, help="How many.")] = 10_000,
    days: Annotated[float, typer.Option(min=0.1, help="How long each is.")] = 365,
    volatility: Annotated[float, typer.Option(min=0, help="Of log returns a year, between jumps.")] = 0.8,
    drift: Annotated[float, typer.Option(help="Growth of the expected price a year.")] = 0.0,
    jumps: Annotated[float, typer.Option(min=0, help="A year, on average.")] = 12.0,
    jump_mean: Annotated[float, typer.Option(help="Of a jump's logarithm.")] = -0.05,
    jump_deviation: Annotated[float, typer.Option(min=0, help="Of a jump's logarithm.")] = 0.1,
    block: Annotated[float, typer.Option(min=1, help="Bars in a block of real returns, on average.")] = 72,
    seed: Annotated[int, typer.Option(min=0, help="The same seed, the same paths.")] = 1,
    asset: choices.Asset = "ETH",
    file: choices.File = None,
    step: choices.Step = "",
    start: choices.Start = "",
    end: choices.End = "",
    data: choices.Data = None,
    rate: choices.Rate = 0.05,
    settings: choices.Set = None,
    keep_prints: choices.KeepPrints = False,
    jobs: choices.Jobs = None,
    cluster: choices.Cluster = None,
    as_json: output.AsJson = False,
    parquet_file: output.Parquet = None,
    png: output.Png = None,
    html: output.Html = None,
) -> None:
    """One rule on many random paths: means and quantiles with their 95% confidence intervals.

    For example: steelyard montecarlo borrowed:3 --kind bootstrap --days 90
    """
    [chosen], world = choices.rules_of([rule], settings), choices.world_of(rate, "", settings)
    length = choices.checked(lambda: seconds(step or choices.HOUR))
    generator: Generator
    notes: list[str] = []
    read: list[FilePath | None] = []
    if kind is Kind.BOOTSTRAP:
        prices = choices.source_of(asset, file, step, start, end, data, keep_prints)
        source, length, notes, read = prices.label, prices.bars.step, prices.notes(world), [prices.file]
        generator = choices.checked(lambda: BlockBootstrap.of(prices.bars, block))
    elif kind is Kind.JUMPS:
        source = f"Brownian motion at {volatility:.0%} with {jumps:g} jumps a year"
        generator = JumpDiffusion(drift, volatility, jumps, jump_mean, jump_deviation, length)
    else:
        source, generator = f"Brownian motion at {volatility:.0%}", BrownianMotion(drift, volatility, length)
    choices.checked(lambda: output.check(parquet_file, png, html, read))
    experiment = Experiment(chosen, world, generator, round(days * DAY / length) + 1, 1_000.0, seed)
    with output.progress("paths", paths) as tick:
        sample = choices.checked(lambda: repeat(experiment, paths, jobs=jobs, cluster=cluster, tick=tick))
    facts = [
        ("rule", chosen.name), ("paths", f"{paths:,} of {days:g} days: {source}; seed {seed}"), ("world", str(world)),
        *(("note", note) for note in notes),
    ]  # fmt: skip
    if as_json:
        output.print_json({**tables.sample_data(sample), "notes": notes})
    else:
        output.console.print(tables.sample_table(f"{chosen.name}: {facts[1][1]}", sample))
        output.print_notes(notes)
    output.leave(
        (parquet_file, lambda file: parquet.write_sample(sample, file, notes)),
        (png, lambda file: pictures.save(pictures.sample_picture(sample), file, notes)),
        (html, lambda file: output.write_text(file, page(f"Monte Carlo of {chosen.name}", facts, _sections(sample)))),
    )


def _sections(sample: Sample) -> list[Section]:
    return [
        Section("NAV at the end", figure=pictures.sample_picture(sample)),
        Section("Figures", head=tables.SAMPLE_HEAD, rows=tables.sample_cells(sample)),
    ]
