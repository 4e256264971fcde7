# SPDX-License-Identifier: Apache-2.0
"""The command line: `steelyard --help`.

Exit codes: 0, all went well; 1, something that was asked for failed, such as a download, or needs an extra that is not
installed; 2, the command was not understood, and nothing was done.

A command is imported when it is asked for: the list of commands is there without what they need.
"""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from steelyard.cli import output
from steelyard.extras import ExtraMissing

COMMANDS = {
    "backtest": ("backtest", "What leveraged tokens would have done on real prices, and where the result came from."),
    "sweep": ("sweep", "One rule with every combination of the values given, on the same prices, best NAV first."),
    "montecarlo": ("montecarlo", "One rule on many random paths: means and quantiles with their 95% intervals."),
    "decay": ("decay", "Decay, half-life and break-even of a constant multiple."),
    "download": ("data", "Bars from Binance's public archive, checked by checksums, resumed where they broke off."),
    "deploy": ("deploy", "Core and markets on a chain: lint, plan, dry run, run, verify; bundles for a Safe."),
    "histories": ("data", "The price histories that come along, and those in a folder of market data."),
}
"""The module of each command, and what the list says of it."""


class _Commands(TyperGroup):
    """Puts the command that was asked for in the place of the line that stands for it in the list."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        typed, line, rest = super().resolve_command(ctx, args)
        return typed, _load(str(line.name)) if line else None, rest


def _load(name: str) -> Any:
    try:
        module = import_module(f"{__name__}.{COMMANDS[name][0]}")
    except ExtraMissing as missing:
        typer.echo(f"steelyard {name}: {missing}", err=True)
        raise typer.Exit(1) from None
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(getattr(module, name))
    return typer.main.get_command(alone)


def _line() -> None:
    """Stands in the list for a command."""


output.survive_any_encoding()

app = typer.Typer(
    cls=_Commands,
    help="Leveraged tokens: what they would have done, and what volatility does to them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_line)
