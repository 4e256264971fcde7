# SPDX-License-Identifier: Apache-2.0
"""`steelyard reverts`: why a contract refused, in plain words. Needs no chain."""

import json
from typing import Annotated

import typer

from steelyard.reverts.__main__ import as_json as catalogue_as_json
from steelyard.reverts.errors import Reverted


def reverts(
    reason: Annotated[str, typer.Argument(help='Text, "Panic(code)" or hex data of the revert; "" for none.')] = "",
    contract: Annotated[str, typer.Option(help="Which contract refused, such as LendingPool.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object; without a reason, the catalogue.")] = False,
) -> None:
    """What a reason means and what to do about it."""
    if as_json and not reason:
        typer.echo(catalogue_as_json())
        return
    found = Reverted(reason, contract or None)
    answer = {"reason": reason, "error": type(found).__name__, "meaning": found.meaning, "remedy": found.remedy}
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        typer.echo(f"{answer['error']}\n{found.meaning}\n{found.remedy}")
