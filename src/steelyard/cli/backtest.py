# SPDX-License-Identifier: Apache-2.0
"""`steelyard backtest`: rules on a price history."""

from collections.abc import Sequence
from typing import Annotated

import typer

from steelyard.cli import choices, output
from steelyard.simulator import fragile
from steelyard.simulator.path import INNER, Path
from steelyard.simulator.report import parquet, pictures, tables
from steelyard.simulator.report.page import Section, page
from steelyard.simulator.report.summary import Summary
from steelyard.simulator.rule import Rule, Verifiable
from steelyard.simulator.run import Run
from steelyard.simulator.world import World

Exact = Annotated[bool, typer.Option("--exact", help="Run borrowed and paired by the integer twin too. Slow.")]


def backtest(
    rules: choices.RulesArgument,
    asset: choices.Asset = "ETH",
    file: choices.File = None,
    step: choices.Step = "",
    start: choices.Start = "",
    end: choices.End = "",
    prices: choices.Prices = INNER,
    data: choices.Data = None,
    rate: choices.Rate = 0.05,
    rates: choices.Rates = "",
    settings: choices.Set = None,
    keep_prints: choices.KeepPrints = False,
    exact: Exact = False,
    as_json: output.AsJson = False,
    parquet_file: output.Parquet = None,
    png: output.Png = None,
    html: output.Html = None,
) -> None:
    """What leveraged tokens would have done on real prices, and where the result came from.

    For example: steelyard backtest borrowed:3 ftx:3 daily:3 --from 2021-01-01 --to 2022-01-01 --html report.html
    """
    chosen, world = choices.rules_of(rules, settings), choices.world_of(rate, rates, settings)
    source = choices.source_of(asset, file, step, start, end, data, keep_prints)
    bars, notes = source.bars, choices.checked(lambda: source.notes(world))
    read = [source.file, choices.split_rates(rates)[0] if rates else None]
    choices.checked(lambda: output.check(parquet_file, png, html, read))
    path = choices.path_of(bars, prices)
    runs = choices.checked(lambda: _runs(chosen, path, world, exact))
    for rule, run in zip(chosen, (run for run in runs if not run.exact), strict=True):
        notes += fragile.told(rule.name, run.totals, rule.factor, bars, choices.again(rule, world, prices))
    summaries = [Summary.of(run) for run in runs]
    facts = [
        ("prices", f"{source.label}; {bars.missing:,} of {len(bars):,} bars have none; {prices} prices a bar"),
        ("from, to", f"{tables.day(summaries[0].first)}, {tables.day(summaries[0].last)} UTC"),
        ("world", str(world)),
        *(("note", note) for note in notes),
    ]
    if as_json:
        output.print_json(
            {"source": source.label, "notes": notes, "runs": [tables.plain(summary.data()) for summary in summaries]}
        )
    else:
        output.console.print(tables.comparison(summaries))
        output.print_notes(notes)
    output.leave(
        (parquet_file, lambda file: parquet.write_runs(runs, file, notes)),
        (png, lambda file: pictures.save(pictures.nav_picture(runs), file, notes)),
        (html, lambda file: output.write_text(file, page("Backtest", facts, _sections(runs, summaries)))),
    )


def _runs(rules: Sequence[Rule], path: Path, world: World, exact: bool) -> list[Run]:
    runs = []
    for rule in rules:
        runs.append(rule.run(path, world))
        if exact and isinstance(rule, Verifiable):
            runs.append(rule.run_exact(path, world))
    return runs


def _sections(runs: Sequence[Run], summaries: Sequence[Summary]) -> list[Section]:
    rows = [[label for label, _ in tables.lines(summaries[0])]]
    rows += [[value for _, value in tables.lines(summary)] for summary in summaries]
    return [
        Section("Value and exposure", figure=pictures.nav_picture(runs)),
        Section("Where the result came from", figure=pictures.attribution_picture(summaries)),
        Section(
            "Figures", head=("", *(tables.name(summary) for summary in summaries)), rows=list(zip(*rows, strict=True))
        ),
    ]
