# SPDX-License-Identifier: Apache-2.0
"""`steelyard sweep`: one rule with every combination of some parameters."""

from collections.abc import Sequence
from typing import Annotated

import typer

from steelyard.cli import choices, output
from steelyard.simulator import fragile
from steelyard.simulator.bars import Bars
from steelyard.simulator.path import INNER
from steelyard.simulator.report import parquet, pictures, tables
from steelyard.simulator.report.page import Section, page
from steelyard.simulator.rule import Rule
from steelyard.simulator.rules import offered
from steelyard.simulator.sweep import Row, apply, combinations, every
from steelyard.simulator.sweep import sweep as run_sweep
from steelyard.simulator.world import World

FRAGILE = 3  # bars in which combinations ended that are looked into
SHOWN = 40  # rows of a table; all of them are in the files

Try = Annotated[list[str], typer.Option("--try", help="NAME=VALUE,VALUE,... of the rule or of world.; repeatable.")]


def sweep(
    rule: Annotated[str, typer.Argument(help="Family and multiple, such as borrowed:3.")],
    tried: Try,
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
    jobs: choices.Jobs = None,
    cluster: choices.Cluster = None,
    as_json: output.AsJson = False,
    parquet_file: output.Parquet = None,
    png: output.Png = None,
    html: output.Html = None,
) -> None:
    """One rule with every combination of the values given, on the same prices, best NAV first.

    For example: steelyard sweep borrowed:3 --try upper=1.05,1.11,1.2 --try world.keeper.latency=60,900
    """
    [chosen], world = choices.rules_of([rule], settings), choices.world_of(rate, rates, settings)
    grid = choices.grid_of(tried)
    choices.checked(lambda: [offered(apply(chosen, world, values)[0]) for values in every(grid)])
    source = choices.source_of(asset, file, step, start, end, data, keep_prints)
    notes = choices.checked(lambda: source.notes(world))
    read = [source.file, choices.split_rates(rates)[0] if rates else None]
    choices.checked(lambda: output.check(parquet_file, png, html, read))
    paths = {source.label: choices.path_of(source.bars, prices)}
    with output.progress("sweep", combinations(grid)) as tick:
        rows = choices.checked(lambda: run_sweep(chosen, world, paths, grid, jobs=jobs, cluster=cluster, tick=tick))
    rows.sort(key=lambda row: -row.totals.nav)
    notes += _fragile(chosen, world, source.bars, prices, rows)
    if as_json:
        output.print_json([tables.plain(dict(parquet.flat(row))) for row in rows])
        for note in notes:
            output.progress_console.print(f"! {note}")
    else:
        output.console.print(tables.combinations(f"{chosen.name} on {source.label}", rows[:SHOWN]))
        output.print_notes(notes)
        if len(rows) > SHOWN:
            output.console.print(f"the best {SHOWN} of {len(rows)}; --parquet has all")
    facts = [
        ("rule", str(chosen)),
        ("prices", source.label),
        ("world", str(world)),
        *(("note", note) for note in notes),
    ]
    output.leave(
        (parquet_file, lambda file: parquet.write_sweep(rows, file, notes)),
        (png, lambda file: pictures.save(pictures.sweep_picture(rows), file, notes)),
        (html, lambda file: output.write_text(file, page(f"Sweep of {chosen.name}", facts, _sections(rows)))),
    )


def _fragile(rule: Rule, world: World, bars: Bars, prices: int, rows: Sequence[Row]) -> list[str]:
    """Of the best combination that ended in each bar, for the first few such bars."""
    first: dict[float, Row] = {}
    for row in rows:
        if row.totals.ended >= 0:
            first.setdefault(row.totals.ended, row)
    notes = []
    for row in list(first.values())[:FRAGILE]:
        varied, around = apply(rule, world, row.values)
        name = f"{rule.name} with " + ", ".join(f"{name}={value}" for name, value in row.values.items())
        notes += fragile.told(name, row.totals, varied.factor, bars, choices.again(varied, around, prices))
    return notes


def _sections(rows: Sequence[Row]) -> list[Section]:
    head, cells = tables.combination_cells(rows)
    return [
        Section("NAV at the end by each parameter", figure=pictures.sweep_picture(rows)),
        Section("Every combination", head=head, rows=cells),
    ]
