# SPDX-License-Identifier: Apache-2.0
"""`steelyard montecarlo`: one rule on many random paths."""

from typing import Annotated

import typer

from steelyard.cli import choices, output


def montecarlo(
    rule: Annotated[str, typer.Argument(help="Family and multiple, such as borrowed:3.")],
    kind: Annotated[
        str, typer.Option(help="gbm, jumps, volatility (random too), or bootstrap: blocks of real returns.")
    ] = "gbm",
    paths: Annotated[int, typer.Option(help="How many.")] = 10_000,
    days: Annotated[float, typer.Option(help="How long each is.")] = 365,
    drift: Annotated[float, typer.Option(help="Growth of the expected price a year, of every kind.")] = 0.0,
    volatility: Annotated[
        float | None, typer.Option(help="Of log returns a year, between jumps. Default 0.8; not of bootstrap.")
    ] = None,
    jumps: Annotated[float | None, typer.Option(help="A year, on average. Default 12.")] = None,
    jump_mean: Annotated[float | None, typer.Option(help="Of a jump's logarithm. Default -0.05.")] = None,
    jump_deviation: Annotated[float | None, typer.Option(help="Of a jump's logarithm. Default 0.1.")] = None,
    volatility_spread: Annotated[
        float | None, typer.Option(help="Deviation of the logarithm of a random volatility. Default 0.5.")
    ] = None,
    calm: Annotated[float | None, typer.Option(help="Days in which half of it is gone again. Default 10.")] = None,
    link: Annotated[float | None, typer.Option(help="Its correlation with the price. Default -0.3.")] = None,
    block: Annotated[
        float | None, typer.Option(help="Bars in a block of real returns, on average. Default: found by a test.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same paths.")] = 1,
    asset: choices.Asset = "ETH",
    file: choices.File = None,
    step: choices.Step = "",
    within: choices.Within = "",
    start: choices.Start = "",
    end: choices.End = "",
    data: choices.Data = None,
    rate: choices.Rate = 0.05,
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
    """One rule on many random paths: means, quantiles and lenders' risk with their 95% confidence intervals.

    For example: steelyard montecarlo borrowed:3 --kind bootstrap --days 90
    """
    from steelyard.simulator.drawing import Kind, Law
    from steelyard.simulator.drawing import montecarlo as run
    from steelyard.simulator.report import samples

    [chosen], world = choices.rules_of([rule], settings), choices.world_of(rate, "", settings)
    with choices.understood():
        law = Law(kind, drift, volatility, jumps, jump_mean, jump_deviation, volatility_spread, calm, link, block)
        drawn = law.kind is Kind.BOOTSTRAP
        for option, given in (
            ("--asset", asset != "ETH"),
            ("--file", file),
            ("--in", within),
            ("--from", start),
            ("--to", end),
        ):
            if given and not drawn:
                raise ValueError(f"{option} does nothing with {kind}: it takes no real prices; it is for bootstrap")
    source = choices.prices_of(asset, file, step, within, start, end, data, keep_prints) if drawn else None
    output.tell_compiling()
    wanted = output.wanted(csv, parquet, png, html, [source.file if source else None])
    with output.progress("paths", paths) as tick:
        found = choices.checked(
            lambda: run(
                chosen, law, world, paths=paths, days=days, step="" if drawn else step, seed=seed, prices=source,
                jobs=jobs, cluster=cluster, tick=tick,
            )
        )  # fmt: skip
    output.show(found, as_json, lambda: samples.table(found))
    output.leave(found, wanted)
