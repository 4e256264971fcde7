# SPDX-License-Identifier: Apache-2.0
"""The command line: `steelyard --help`.

Exit codes: 0, all went well; 1, something that was asked for failed, such as a download, or needs an extra that is not
installed; 2, the command was not understood, and nothing was done; of commands that speak to a chain, 3, a contract
refuses, and nothing was sent; 4, no node, another chain, or no such deployment; 5, nobody here can sign.

A command is imported when it is asked for: the list of commands is there without what they need.
"""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from steelyard import __version__
from steelyard.cli.encoding import survive_any_encoding
from steelyard.extras import ExtraMissing

COMMANDS = {
    "backtest": ("backtest", "What leveraged tokens would have done on real prices, and where the result came from."),
    "sweep": ("sweep", "One rule with every combination of the values given, on the same prices, best NAV first."),
    "montecarlo": ("montecarlo", "One rule on many random paths: means, quantiles, lenders' risk, with 95% intervals."),
    "stress": ("stress", "What lenders lose in a fall: by how far, how fast, how much is lent, how deep the exchange."),
    "decay": ("decay", "Decay, half-life and break-even of a constant multiple."),
    "download": ("data", "Bars from Binance's public archive, checked by checksums, resumed where they broke off."),
    "deploy": ("deploy", "Core and markets on a chain: lint, plan, dry run, run, verify; bundles for a Safe."),
    "histories": ("data", "The price histories that come along, and those in a folder of market data."),
    "markets": ("markets", "Every leveraged token of a chain: NAV, leverage, capacity left, redeemable now."),
    "pools": ("markets", "Every lending pool of a chain: rates, room left, withdrawable now."),
    "quote": ("trade", "What buying or selling a token would come to now, to the unit."),
    "buy": ("trade", "Buys a leveraged token; sends only with --send or --yes."),
    "sell": ("trade", "Sells a leveraged token; sends only with --send or --yes."),
    "lend": ("lending", "Lends to a pool; sends only with --send or --yes."),
    "withdraw": ("lending", "Withdraws from a pool; sends only with --send or --yes."),
    "enqueue": ("lending", "Lets shares of a pool wait for cash; sends only with --send or --yes."),
    "claim": ("lending", "Takes what a pool's queue has served; sends only with --send or --yes."),
    "explain": ("markets", "Where an account's money went, adding up to the last unit."),
    "reverts": ("reverts", "Why a contract refused, in plain words, and what to do."),
    "up": ("up", "Chains on this machine with markets to try everything on."),
}
"""The module of each command, and what the list says of it."""


_ASKED = "steelyard.asked"


class _Commands(TyperGroup):
    """Puts the command that was asked for in the place of the line that stands for it in the list."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        ctx.meta[_ASKED] = args[0]
        typed, line, rest = super().resolve_command(ctx, args)
        return typed, _load(str(line.name)) if line else None, rest

    def invoke(self, ctx: Any) -> Any:
        """Says which extra is missing, when the command is loaded or when it runs."""
        try:
            return super().invoke(ctx)
        except ExtraMissing as missing:
            typer.echo(f"steelyard {ctx.meta[_ASKED]}: {missing}", err=True)
            raise typer.Exit(1) from None


def _load(name: str) -> Any:
    module = import_module(f"{__name__}.{COMMANDS[name][0]}")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name)(getattr(module, name))
    return typer.main.get_command(alone)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"steelyard {__version__}")
        raise typer.Exit()


def _line() -> None:
    """Stands in the list for a command."""


survive_any_encoding()

app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # a list of commands is no reason to import as much again
)


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Which one it is.")
    ] = False,
) -> None:
    """Leveraged tokens: what they would have done, and what volatility does to them."""


for _name, (_, _help) in COMMANDS.items():
    app.command(_name, help=_help)(_line)
