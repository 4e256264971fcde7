# SPDX-License-Identifier: Apache-2.0
"""`steelyard sweep`: one rule with every combination of some parameters."""

from typing import Annotated

import typer

from steelyard.cli import choices, output

Try = Annotated[list[str], typer.Option("--try", help="NAME=VALUE,VALUE,... of the rule or of world.; repeatable.")]


def sweep(
    rule: Annotated[str, typer.Argument(help="Family and multiple, such as borrowed:3.")],
    tried: Try,
    asset: choices.Asset = "ETH",
    file: choices.File = None,
    step: choices.Step = "",
    within: choices.Within = "",
    start: choices.Start = "",
    end: choices.End = "",
    inside: choices.InsideBars = "sampled",
    prices: choices.PerBar = None,
    seed: choices.Seed = 1,
    data: choices.Data = None,
    rate: choices.Rate = 0.05,
    rates: choices.Rates = "",
    settings: choices.Set = None,
    keep_prints: choices.KeepPrints = False,
    jobs: choices.Jobs = None,
    cluster: choices.Cluster = None,
    as_json: output.AsJson = False,
    csv: output.Csv = None,
    parquet: output.Parquet = None,
    png: output.Png = None,
    html: output.Html = None,
) -> None:
    """One rule with every combination of the values given, on the same prices, best NAV first.

    For example: steelyard sweep borrowed:3 --in 2021 --try upper=1.05,1.11,1.2 --try world.keeper.latency=60,900
    """
    from steelyard.simulator.report import tables
    from steelyard.simulator.sweep import combinations
    from steelyard.simulator.sweeping import sweep as run

    [chosen], world = choices.rules_of([rule], settings), choices.world_of(rate, rates, settings)
    grid, ways = choices.grid_of(tried), choices.inside_of(inside, prices, 1, seed)
    source = choices.prices_of(asset, file, step, within, start, end, data, keep_prints)
    output.tell_compiling()
    wanted = output.wanted(csv, parquet, png, html, [source.file, choices.split_rates(rates)[0] if rates else None])
    with output.progress("sweep", combinations(grid)) as tick:
        found = choices.checked(
            lambda: run(chosen, source, grid, world, inside=ways, jobs=jobs, cluster=cluster, tick=tick)
        )
    output.show(found, as_json, lambda: tables.combinations(found))
    if len(found) > tables.SHOWN and not as_json:
        output.console.print(f"the best {tables.SHOWN} of {len(found)}; --csv, --parquet and --json have all")
    output.leave(found, wanted)
