# SPDX-License-Identifier: Apache-2.0
"""What the commands that speak to a chain share: the network, the account, what is printed, and the exit codes.

Exit codes beside those of every command: 3, a contract refuses; 4, no node, another chain, or no such deployment; 5,
nobody here can sign for the account. After 2, 3 and 5 nothing was sent; after 4 a transaction may have been, and its
hash is named.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from steelyard.chain.errors import ChainError
from steelyard.reverts.errors import Reverted
from steelyard.sdk.accounts import Account, keystore
from steelyard.sdk.errors import BadNetwork, Disagreement, NoSigner, SdkError
from steelyard.sdk.front import Session, connect
from steelyard.sdk.orders import Step
from steelyard.sdk.shown import Rows, Shown
from steelyard.sdk.views import Ordered

REFUSED, UNREACHABLE, UNSIGNED = 3, 4, 5

KEY = "STEELYARD_KEY"
"""The environment's private key, for programs; people have keystores."""
PASSWORD_FILE = "STEELYARD_PASSWORD_FILE"
"""Names the file with a keystore's password; without it people are asked."""

Network = Annotated[
    str, typer.Option(envvar="STEELYARD_NETWORK", help="Name or file of a network; `steelyard up` makes `local`.")
]
AccountName = Annotated[
    str,
    typer.Option(
        "--account",
        envvar="STEELYARD_ACCOUNT",
        help="An address, a name in the network file, or a keystore file's. Default: the key in STEELYARD_KEY.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
Send = Annotated[bool, typer.Option("--send", help="Send it, once you have confirmed. Without this nothing is sent.")]
Yes = Annotated[bool, typer.Option("--yes", help="Send it without asking.")]
Unsigned = Annotated[bool, typer.Option("--unsigned", help="Print the unsigned transaction as JSON; nothing is sent.")]
Safe = Annotated[bool, typer.Option("--safe", help="Print a file for Safe's Transaction Builder; nothing is sent.")]


@contextmanager
def opened(network: str) -> Iterator[Session]:
    """A session; what goes wrong in it ends the command in one sentence, with its code."""
    try:
        with connect(network) as session:
            yield session
    except Reverted as refusal:
        _end(str(refusal), REFUSED)
    except NoSigner as error:
        _end(str(error), UNSIGNED)
    except (BadNetwork, ChainError, Disagreement) as error:
        _end(str(error), UNREACHABLE)
    except (SdkError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None


def show(result: Shown | Rows, as_json: bool) -> None:
    """A table, or one JSON document."""
    if as_json:
        print_json(result.to_dict())
    else:
        typer.echo(str(result))


def print_json(content: Any) -> None:
    """Nothing else is on standard output."""
    typer.echo(json.dumps(content, indent=2, allow_nan=False))


def account_of(session: Session, name: str) -> Account:
    """The account that was named; a keystore's password is asked for, and never shown."""
    path = keystore(name) if name and name not in session.network.accounts else None
    if path is not None:
        return Account.from_keystore(path, _password(path))
    if name:
        return session.account(name)
    if key := os.environ.get(KEY):
        return Account.from_key(key)
    raise typer.BadParameter(f"no account: name one by --account or STEELYARD_ACCOUNT, or set {KEY}")


class Decision:
    """What to do with a quote: show it, print it for another signer, or send it."""

    def __init__(self, send: bool, yes: bool, unsigned: bool, safe: bool, as_json: bool) -> None:
        if sum((send or yes, unsigned, safe)) > 1:
            raise typer.BadParameter("--send, --unsigned and --safe exclude each other; choose one")
        self._sends, self._asks = send or yes, send and not yes
        self._unsigned, self._safe, self._as_json = unsigned, safe, as_json

    def take(self, quote: Ordered, account: Account, act: Any) -> None:
        """`act` sends: it takes quote and account and answers a receipt."""
        if self._unsigned or self._safe:
            print_json(quote.bundle(account.address) if self._safe else quote.transaction(account.address))
            return
        if not self._as_json:
            typer.echo(str(quote))
        if not self._sends:
            self._tell(quote, account)
            return
        account.require_signer()
        if self._asks:
            _confirm(quote.order.step(account.address))
        receipt = act(quote, account)
        if self._as_json:
            print_json({"quote": quote.to_dict(), "sent": True, "receipt": receipt.to_dict()})
        else:
            typer.echo(f"\n{receipt}")

    def _tell(self, quote: Ordered, account: Account) -> None:
        if self._as_json:
            print_json({"quote": quote.to_dict(), "sent": False, "transaction": quote.transaction(account.address)})
        else:
            typer.echo(f"\nNothing was sent. Add --send to {quote.order.purpose} from {account.address}.")


def _confirm(step: Step) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter("--send asks before it sends, and nobody is there to answer; add --yes")
    typer.confirm(f"\n{step.purpose}?", abort=True)


def _password(path: Path) -> str:
    named = os.environ.get(PASSWORD_FILE)
    if named:
        return Path(named).read_text(encoding="utf-8").rstrip("\n")
    return str(typer.prompt(f"Password of {path.name}", hide_input=True, err=True))


def _end(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
