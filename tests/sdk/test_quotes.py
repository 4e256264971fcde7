# SPDX-License-Identifier: Apache-2.0
"""What a quote says is what the transaction does, to the unit: random trades and loans on a node with the real Uniswap.

`STEELYARD_QUOTES` plays more of them: `make quotes`.
"""

import os
from random import Random

import pytest

from steelyard.devchain.local import LocalDeployment
from steelyard.model.leverage import issuance
from steelyard.sdk import quoting
from steelyard.sdk.front import Session
from tests.sdk.trader import RandomTrader

SHORT = 24


def test_random_trades_and_loans(local: LocalDeployment, session: Session) -> None:
    count = int(os.environ.get("STEELYARD_QUOTES", SHORT))
    trader = RandomTrader(local, session, Random(15))
    trader.play(count)
    played = trader.played
    print(dict(played), dict(trader.refused))
    assert sum(trader.refused.values()) >= count // 24
    for token in ("ETHBULL3X", "ETHBEAR3X"):
        assert min(played[f"{token} buy"], played[f"{token} sell"]) >= count // 24
    for kind in ("by node", "by key", "by permit", "moved"):
        assert played[kind] >= count // 24, kind
    assert (
        sum(played[f"{pool} {side}"] for pool in ("lyUSDC", "lyWETH") for side in ("lend", "withdraw")) >= count // 24
    )
    assert sum(number for kind, number in played.items() if kind.startswith("buy ETH")) >= count // 24
    assert sum(number for kind, number in played.items() if kind.endswith("thrifty")) >= count // 24


@pytest.mark.parametrize("fault", ["hint", "fee", "second"])
def test_a_wrong_quote_is_seen(
    local: LocalDeployment, session: Session, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """What the comparison above rests on: a search that stops early, a fee of a unit less, a second too early."""
    trader = RandomTrader(local, session, Random(1))
    token, account = trader.tokens[0], trader.people["node"]
    if fault == "hint":
        search = quoting._best_hint
        monkeypatch.setattr(quoting, "_best_hint", lambda *asked: search(*asked) * 99 // 100)
    if fault == "fee":
        right = issuance.fee
        monkeypatch.setattr(issuance, "fee", lambda *asked: right(*asked) - 1)
    quote = token.quote_buy("1000 USDC", at=token.balance_sheet().time if fault == "second" else None)
    with pytest.raises(AssertionError):
        trader.judge(token, quote, account)
