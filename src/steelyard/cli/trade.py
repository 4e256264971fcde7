# SPDX-License-Identifier: Apache-2.0
"""`steelyard quote`, `steelyard buy` and `steelyard sell`: leveraged tokens, against the exchanges of the network."""

from enum import StrEnum
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
    show,
)
from steelyard.sdk.front import Token
from steelyard.sdk.views import Quote


class Side(StrEnum):
    """Of a trade."""

    BUY = "buy"
    SELL = "sell"


TokenName = Annotated[str, typer.Argument(help="Symbol or address of a leveraged token: see `steelyard markets`.")]
Number = Annotated[str, typer.Argument(help="Digits and at most one point, or `all` to sell.")]
Symbol = Annotated[
    str, typer.Argument(help="Buy: what is paid, USDC or ETH. Sell: what is sold, the token or its units.")
]
Units = Annotated[bool, typer.Option("--units", help="Receive anchored units instead of shares.")]
Receive = Annotated[str, typer.Option(help="Sell for this symbol or address. Default: dollars.")]
Slippage = Annotated[str, typer.Option(help="A part: how much less than quoted is still accepted.")]
Thrifty = Annotated[bool, typer.Option("--thrifty", help="Half the gas, but refused once the exchange has moved.")]


def quote(
    side: Annotated[Side, typer.Argument(help="buy or sell.")],
    token: TokenName,
    amount: Number,
    symbol: Symbol = "",
    units: Units = False,
    receive: Receive = "",
    slippage: Slippage = "0.005",
    account: AccountName = "",
    network: Network = "local",
    as_json: AsJson = False,
) -> None:
    """What a trade would come to now: firm for the next block, to the unit."""
    with opened(network) as session:
        found = session.token(token)
        if side == Side.BUY:
            show(_buying(found, amount, symbol, units, slippage, False), as_json)
        else:
            show(_selling(found, amount, symbol, receive, slippage, account or None), as_json)


def buy(
    token: TokenName,
    amount: Number,
    symbol: Symbol = "",
    units: Units = False,
    slippage: Slippage = "0.005",
    thrifty: Thrifty = False,
    account: AccountName = "",
    network: Network = "local",
    send: Send = False,
    yes: Yes = False,
    unsigned: Unsigned = False,
    safe: Safe = False,
    as_json: AsJson = False,
) -> None:
    """Buys shares or anchored units. Shows what it would do; sends only with --send or --yes."""
    decision = Decision(send, yes, unsigned, safe, as_json)
    with opened(network) as session:
        who, found = account_of(session, account), session.token(token)
        decision.take(_buying(found, amount, symbol, units, slippage, thrifty), who, found.buy)


def sell(
    token: TokenName,
    amount: Number,
    symbol: Symbol = "",
    receive: Receive = "",
    slippage: Slippage = "0.005",
    account: AccountName = "",
    network: Network = "local",
    send: Send = False,
    yes: Yes = False,
    unsigned: Unsigned = False,
    safe: Safe = False,
    as_json: AsJson = False,
) -> None:
    """Sells shares or anchored units. Shows what it would do; sends only with --send or --yes."""
    decision = Decision(send, yes, unsigned, safe, as_json)
    with opened(network) as session:
        who, found = account_of(session, account), session.token(token)
        decision.take(_selling(found, amount, symbol, receive, slippage, who.address), who, found.sell)


def _buying(token: Token, amount: str, symbol: str, units: bool, slippage: str, thrifty: bool) -> Quote:
    return token.quote_buy(amount, symbol or None, units=units, slippage=slippage, thrifty=thrifty)


def _selling(token: Token, amount: str, symbol: str, receive: str, slippage: str, account: str | None) -> Quote:
    return token.quote_sell(amount, symbol or None, receive=receive or None, account=account, slippage=slippage)
