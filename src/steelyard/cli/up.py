# SPDX-License-Identifier: Apache-2.0
"""`steelyard up`: chains on this machine with markets to try everything on, until it is interrupted."""

import signal
import threading
import time
from contextlib import ExitStack
from typing import Annotated

import typer

from steelyard.chain.errors import ChainError
from steelyard.devchain.anvil import CHAIN_ID, Anvil
from steelyard.devchain.local import LocalDeployment, build
from steelyard.model.clock import DAY
from steelyard.sdk.network import folder

_DECIMALS = (6, 18)  # of the dollars, one chain each
_BEFORE = 3 * DAY  # the markets' timelocks pass before anybody sees the chain
_UNREACHABLE = 4

_NEXT = """
  steelyard markets
  steelyard quote buy ETHBULL3X 1000 USDC
  steelyard buy ETHBULL3X 1000 USDC --account alice --send
  steelyard explain ETHBULL3X --account alice
  steelyard lend USDC 5000 --account bob --send
"""


def up(
    chains: Annotated[int, typer.Option(min=1, max=2, help="How many; dollars have 18 decimals on the second.")] = 1,
    port: Annotated[
        int, typer.Option(min=1, max=65_534, help="Of the first chain; the second takes the next one.")
    ] = 8545,
) -> None:
    """Starts local chains with a bull and a bear market, lenders and exchanges; Ctrl-C ends them and leaves nothing."""
    ended = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: ended.set())
    with ExitStack() as stack:
        try:
            for number in range(chains):
                name = "local" if number == 0 else f"local{number + 1}"
                node = Anvil(start_time=int(time.time()) - _BEFORE, chain_id=CHAIN_ID + number, port=port + number)
                typer.echo(f"{name}: starting chain {node.chain_id}")
                built = build(stack.enter_context(node), _DECIMALS[number])
                path = built.write(folder() / f"{name}.json")
                stack.callback(path.unlink, missing_ok=True)
                _tell(name, built)
                if ended.is_set():
                    return
        except ChainError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(_UNREACHABLE) from None
        typer.echo(f"Ready. In another terminal:\n{_NEXT}\nCtrl-C ends it.")
        ended.wait()
        typer.echo("ended")


def _tell(name: str, built: LocalDeployment) -> None:
    symbols = ", ".join(market.symbol for market in built.markets)
    typer.echo(
        f"{name}: {built.anvil.url}, chain {built.anvil.chain_id}; {symbols}; accounts {', '.join(built.accounts)}"
    )
