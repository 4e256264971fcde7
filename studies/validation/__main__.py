# SPDX-License-Identifier: Apache-2.0
"""`python -m studies.validation`: the rules of peers against what their tokens really traded at."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from steelyard.simulator.report.pictures import save
from studies.options import AsJson, Data, consoles
from studies.validation.cases import CASES, crash_cases
from studies.validation.compare import compare
from studies.validation.show import as_data, picture, table

_WIDTH = 220


def main(
    data: Data = None,
    as_json: AsJson = False,
    png: Annotated[Path, typer.Option(help="Where the picture goes.")] = Path("build/validation/validation.png"),
) -> None:
    """Compares them; exits with 1 if a rule explains its token's returns worse than is asked of it."""
    cases = [*CASES, *crash_cases(data)]
    found = {case.name: compare(case, data) for case in cases}
    made = [one for one in found.values() if one is not None]
    missing = [name for name, one in found.items() if one is None]
    save(picture(made), png)
    if as_json:
        sys.stdout.write(json.dumps({"tokens": [as_data(one) for one in made], "missing": missing}, indent=2) + "\n")
    else:
        console, _ = consoles(_WIDTH)
        console.print(table(made))
        for name in missing:
            console.print(f"[yellow]not compared, no prices of it: {name}[/yellow]")
        if data is None:
            console.print("[yellow]no folder of market data: ETHUP and ETHDOWN were not compared either[/yellow]")
        console.print(f"picture in {png}")
    sys.exit(0 if all(one.passed for one in made) else 1)


if __name__ == "__main__":
    typer.run(main)
