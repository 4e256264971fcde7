# SPDX-License-Identifier: Apache-2.0
"""`steelyard lend`, `withdraw`, `enqueue` and `claim`: the lending pools behind leveraged tokens."""

from typing import Annotated

import typer

from steelyard.cli.session import (
    AccountName,
    AsJson,
    Decision,
    Network,
    Safe,
    Send,
    Unsigned,
    Yes,
    account_of,
    opened,
)

PoolName = Annotated[str, typer.Argument(help="What is lent, such as USDC; or symbol or address of a pool.")]
Number = Annotated[str, typer.Argument(help="Digits and at most one point.")]
All = Annotated[str, typer.Argument(help="Digits and at most one point, or `all`.")]


def lend(
    pool: PoolName,
    amount: Number,
    account: AccountName = "",
    network: Network = "local",
    send: Send = False,
    yes: Yes = False,
    unsigned: Unsigned = False,
    safe: Safe = False,
    as_json: AsJson = False,
) -> None:
    """Lends an asset to a pool. Shows what it would do; sends only with --send or --yes."""
    decision = Decision(send, yes, unsigned, safe, as_json)
    with opened(network) as session:
        who, found = account_of(session, account), session.pool(pool)
        decision.take(found.quote_lend(amount), who, found.lend)


def withdraw(
    pool: PoolName,
    amount: All,
    account: AccountName = "",
    network: Network = "local",
    send: Send = False,
    yes: Yes = False,
    unsigned: Unsigned = False,
    safe: Safe = False,
    as_json: AsJson = False,
) -> None:
    """Withdraws an amount of the asset, or all. Shows what it would do; sends only with --send or --yes."""
    decision = Decision(send, yes, unsigned, safe, as_json)
    with opened(network) as session:
        who, found = account_of(session, account), session.pool(pool)
        decision.take(found.quote_withdraw(amount, who), who, found.withdraw)


def enqueue(
    pool: PoolName,
    shares: All,
    account: AccountName = "",
    network: Network = "local",
    send: Send = False,
    yes: Yes = False,
    unsigned: Unsigned = False,
    safe: Safe = False,
    as_json: AsJson = False,
) -> None:
    """Lets shares wait for cash. Shows what it would do; sends only with --send or --yes."""
    decision = Decision(send, yes, unsigned, safe, as_json)
    with opened(network) as session:
        who, found = account_of(session, account), session.pool(pool)
        decision.take(found.quote_enqueue(shares, who), who, found.enqueue)


def claim(
    pool: PoolName,
    account: AccountName = "",
    network: Network = "local",
    send: Send = False,
    yes: Yes = False,
    unsigned: Unsigned = False,
    safe: Safe = False,
    as_json: AsJson = False,
) -> None:
    """Takes what the queue has served. Shows what it would do; sends only with --send or --yes."""
    decision = Decision(send, yes, unsigned, safe, as_json)
    with opened(network) as session:
        who, found = account_of(session, account), session.pool(pool)
        decision.take(found.quote_claim(who), who, found.claim)
