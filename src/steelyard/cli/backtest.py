# SPDX-License-Identifier: Apache-2.0
"""`steelyard backtest`: rules on a price history."""

from typing import Annotated

import typer

from steelyard.cli import choices, output

Exact = Annotated[bool, typer.Option("--exact", help="Run borrowed and paired by the integer twin too. Slow.")]

Together = Annotated[bool, typer.Option("--together", help="All on one exchange: they share its depth.")]


def backtest(
    rules: choices.RulesArgument,
    asset: choices.Asset = "ETH",
    file: choices.File = None,
    step: choices.Step = "",
    within: choices.Within = "",
    start: choices.Start = "",
    end: choices.End = "",
    inside: choices.InsideBars = "sampled",
    prices: choices.PerBar = None,
    samples: choices.Samples = 8,
    seed: choices.Seed = 1,
    data: choices.Data = None,
    rate: choices.Rate = 0.05,
    rates: choices.Rates = "",
    settings: choices.Set = None,
    keep_prints: choices.KeepPrints = False,
    exact: Exact = False,
    together: Together = False,
    as_json: output.AsJson = False,
    csv: output.Csv = None,
    parquet: output.Parquet = None,
    png: output.Png = None,
    html: output.Html = None,
) -> None:
    """What leveraged tokens would have done on real prices, and where the result came from.

    For example: steelyard backtest borrowed:3 ftx:3 daily:3 --in 2021 --html report.html
    """
    from steelyard.simulator.backtesting import backtest as run
    from steelyard.simulator.report import tables

    chosen, world = choices.rules_of(rules, settings), choices.world_of(rate, rates, settings)
    ways = choices.inside_of(inside, prices, samples, seed)
    source = choices.prices_of(asset, file, step, within, start, end, data, keep_prints)
    output.tell_compiling()
    wanted = output.wanted(csv, parquet, png, html, [source.file, choices.split_rates(rates)[0] if rates else None])
    found = choices.checked(lambda: run(chosen, source, world, inside=ways, exact=exact, together=together))
    output.show(found, as_json, lambda: tables.comparison(found))
    output.leave(found, wanted)
