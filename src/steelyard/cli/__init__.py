# SPDX-License-Identifier: Apache-2.0
"""The command line: `steelyard --help`.

Exit codes: 0, all went well; 1, something that was asked for failed, such as a download; 2, the command was not
understood, and nothing was done.
"""

import typer

from steelyard.cli import backtest, data, decay, montecarlo, output, sweep

output.survive_any_encoding()

app = typer.Typer(
    help="Leveraged tokens: what they would have done, and what volatility does to them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("backtest")(backtest.backtest)
app.command("sweep")(sweep.sweep)
app.command("montecarlo")(montecarlo.montecarlo)
app.command("decay")(decay.decay)
app.command("download")(data.download)
app.command("histories")(data.histories)
