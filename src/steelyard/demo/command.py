# SPDX-License-Identifier: Apache-2.0
"""The command: the whole product on a local chain. Ends with 1 if any check failed."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from steelyard.chain.errors import ChainError
from steelyard.demo.leverage import show
from steelyard.demo.output import Quiet, Screen
from steelyard.demo.pairing.show import show_pairs
from steelyard.demo.run import Output, run
from steelyard.demo.tables import show_checks
from steelyard.reverts.errors import Reverted

HOURS = 168
_WIDTH = 110  # where no terminal says otherwise


def main(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    out: Annotated[Path, typer.Option(help="Folder for the pictures and the document.")] = Path("build/demo"),
    hours: Annotated[int, typer.Option(min=1, max=HOURS, help="How much of the week is replayed.")] = HOURS,
    step: Annotated[
        float, typer.Option(min=0.1, max=50, help="Percent that the price moves at most before the keeper looks.")
    ] = 3.0,
) -> None:
    """Tells the stories, replays a real week of ETH/USD with both sorts of leverage, and checks every unit."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    output: Output = Quiet() if as_json else Screen(console)
    start = time.monotonic()
    try:
        document = run(hours, step / 100, out, output)
    except (ChainError, Reverted) as error:
        Console(stderr=True).print(f"demo: {error}", style="bold red")
        raise typer.Exit(1) from error
    finally:
        output.close()
    document["seconds"] = round(time.monotonic() - start, 1)
    text = json.dumps(document, indent=2)
    out.mkdir(parents=True, exist_ok=True)
    (out / "demo.json").write_text(text + "\n")
    if as_json:
        print(text)
    else:
        show.show_week(console, document["week"])
        show.show_remains(console, document["remains"])
        show_pairs(console, document["pairs"])
        show_checks(console, document)
        console.print(f"{document['seconds']:.0f} s; pictures and document in {out}")
    sys.exit(0 if document["ok"] else 1)
