# SPDX-License-Identifier: Apache-2.0
"""`steelyard markets`, `steelyard pools` and `steelyard explain`: what there is, and where the money went."""

from typing import Annotated

import typer

from steelyard.cli.session import AccountName, AsJson, Network, account_of, opened, print_json, show
from steelyard.sdk.errors import UnknownSymbol


def markets(network: Network = "local", as_json: AsJson = False) -> None:
    """Every leveraged token: NAV, leverage, capacity left, redeemable now."""
    with opened(network) as session:
        show(session.markets(), as_json)


def pools(network: Network = "local", as_json: AsJson = False) -> None:
    """Every lending pool: what is lent, rates, room left, withdrawable now."""
    with opened(network) as session:
        sheets = [pool.balance_sheet() for pool in session.pools()]
    if as_json:
        print_json([sheet.to_dict() for sheet in sheets])
    else:
        typer.echo("\n\n".join(map(str, sheets)))


def explain(
    what: Annotated[str, typer.Argument(help="A leveraged token, or a pool or what it lends.")],
    account: AccountName = "",
    network: Network = "local",
    as_json: AsJson = False,
) -> None:
    """Where an account's money went since it came, from the chain's logs; adds up to the last unit."""
    with opened(network) as session:
        who = account_of(session, account)
        try:
            explained = session.token(what).explain(who)
        except UnknownSymbol:
            explained = session.pool(what).explain(who)
        show(explained, as_json)
