# SPDX-License-Identifier: Apache-2.0
"""`steelyard histories` and `steelyard download`: which prices there are, and how to get more."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from steelyard.cli import choices, output
from steelyard.simulator.data import catalogue
from steelyard.simulator.data.download import Downloaded, download_funding
from steelyard.simulator.data.download import download as fetch
from steelyard.simulator.data.fetch import ArchiveError
from steelyard.simulator.data.table import DataError

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])]


def histories(data: choices.Data = None, as_json: output.AsJson = False) -> None:
    """The price histories that come along, and those in a folder of market data."""
    found = catalogue.histories(data)
    if as_json:
        output.print_json(
            [{"asset": one.asset, "step": one.step, "path": str(one.path), "licence": one.licence} for one in found]
        )
        return
    table = Table("asset", "step", "prices", "licence")
    for one in found:
        table.add_row(one.asset, f"{one.step:,} s", one.label, one.licence)
    output.console.print(table)


def download(
    symbol: Annotated[str, typer.Argument(help="As the archive calls it: ETHUSDT.")],
    start: Day,
    end: Day,
    step: Annotated[str, typer.Option(help="1m, 5m, 1h ...")] = "1h",
    folder: Annotated[Path, typer.Option(help="Where to; `--data` of the other commands.")] = Path("data"),
    market: Annotated[str, typer.Option(help="spot or perp.")] = "spot",
    funding: Annotated[bool, typer.Option("--funding", help="The funding rates of the perpetual instead.")] = False,
) -> None:
    """Bars from Binance's public archive: checked by their checksums, resumed where they broke off.

    Tested against servers of our own, not run against the archive itself.
    """
    first, last = start.date(), end.date()
    try:
        made = choices.checked(lambda: _made(symbol, step, first, last, folder, market, funding))
    except (ArchiveError, OSError) as fault:
        output.progress_console.print(f"download: {fault}", style="bold red")
        raise typer.Exit(1) from None
    for name in made.missing:
        output.progress_console.print(f"not in the archive: {name}", soft_wrap=True)
    for row in made.faults:
        output.progress_console.print(f"left out: {row}", soft_wrap=True)
    output.console.print(f"{made.rows:,} rows in {made.path}")


def _made(symbol: str, step: str, first: date, last: date, folder: Path, market: str, funding: bool) -> Downloaded:
    try:
        if funding:
            return download_funding(symbol, first, last, folder, console=output.progress_console)
        return fetch(symbol, step, first, last, folder, market=market, console=output.progress_console)
    except DataError as fault:  # not what was typed, but what the archive holds
        raise ArchiveError(str(fault)) from None
