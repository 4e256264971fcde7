# SPDX-License-Identifier: Apache-2.0
"""`steelyard stress`: what lenders lose in a fall."""

from typing import Annotated

import typer

from steelyard.cli import choices, output


def stress(
    rule: Annotated[str, typer.Argument(help="borrowed:3 or another of its family.")],
    move: Annotated[list[float] | None, typer.Option(help="Of the price; -0.3 is a fall of 30%. Repeatable.")] = None,
    minutes: Annotated[list[float] | None, typer.Option(help="In which it moves; 0 is at once. Repeatable.")] = None,
    equity: Annotated[list[float] | None, typer.Option(help="Dollars in the token. Repeatable.")] = None,
    depth: Annotated[list[float] | None, typer.Option(help="Dollars on each side of the exchange. Repeatable.")] = None,
    rate: choices.Rate = 0.05,
    settings: choices.Set = None,
    as_json: output.AsJson = False,
    csv: output.Csv = None,
    parquet: output.Parquet = None,
    html: output.Html = None,
) -> None:
    """What lenders lose in a fall, by how far, how fast, how much is lent and how deep the exchange is.

    For example: steelyard stress borrowed:3 --equity 1e6 --equity 1e7 --depth 5e6 --depth 5e7
    """
    from steelyard.simulator.report import tables
    from steelyard.simulator.stress import MINUTES
    from steelyard.simulator.stress import stress as run

    [chosen], world = choices.rules_of([rule], settings), choices.world_of(rate, "", settings)
    output.tell_compiling()
    wanted = output.wanted(csv, parquet, None, html)
    found = choices.checked(
        lambda: run(chosen, world, moves=move or (), minutes=minutes or MINUTES, equity=equity or (), depth=depth or ())
    )
    if as_json:
        output.print_json(found.data())
    else:
        for table in tables.stresses(found):
            output.console.print(table)
    output.leave(found, wanted)
