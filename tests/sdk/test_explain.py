# SPDX-License-Identifier: Apache-2.0
"""Where the money went: the lines add up to what the holding is worth, computed apart, to the last unit."""

from collections import Counter
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from steelyard.chain.abi import Log
from steelyard.chain.rpc import Rpc
from steelyard.devchain.local import PRICE, LocalDeployment
from steelyard.reverts.errors import Reverted
from steelyard.sdk.errors import Disagreement
from steelyard.sdk.explain import (
    BEYOND,
    INTEREST,
    LOANS,
    MANAGEMENT,
    PAID_IN,
    REBALANCING,
    RECEIVED,
    SENT,
    TAKEN_OUT,
    TRADING,
)
from steelyard.sdk.explain import PRICE as PRICE_LINE
from steelyard.sdk.front import Session, Token
from steelyard.sdk.views import Explanation

_COIN = 10**18
_E36 = 10**36
_UNLIMITED = 2**256 - 1
_COST = 5 * 10**14  # of what a fill moves
_DAY = 86_400


def worth(local: LocalDeployment, session: Session, token: Token, account: str) -> int:
    """Quote units of all shares of an account, from the chain's views alone, rounded down."""
    market = next(one for one in local.markets if one.symbol == token.symbol)
    shares = market.token.call("balanceOf", account) + market.anchored.call("shares_of", account)
    sheet = token.balance_sheet()
    price = Fraction(market.oracle.call("price"), _E36)
    equity = sheet.collateral.units * price - sheet.debt.units
    return int((equity / price if market.is_bear else equity) * shares / sheet.supply.units // 1)


def adds_up(explained: Explanation) -> bool:
    return sum(line.units for line in explained.lines.values()) == explained.worth.units


def rebalance(local: LocalDeployment, token: Token) -> None:
    """The keeper fills whatever is due, and is paid for it."""
    market, keeper = next(one for one in local.markets if one.symbol == token.symbol), local.accounts["keeper"]
    for asset in (local.dollar, local.uniswap.weth):
        for spender in (market.token.address, market.pool.address):
            asset.transact("approve", spender, _UNLIMITED, sender=keeper)
    for fill in ("deleverage", "releverage"):
        try:
            market.token.transact(fill, 10**30, _COST, keeper, b"", sender=keeper)
        except Reverted:
            continue


class Life:
    """What two holders of a token do, and what is done to them."""

    def __init__(self, local: LocalDeployment, session: Session, token: Token, random: Random) -> None:
        self.local, self.session, self.token, self.random = local, session, token, random
        self.market = next(one for one in local.markets if one.symbol == token.symbol)
        self.up = self.random.random() < 0.5
        self.holders = [local.accounts[name] for name in ("alice", "bob")]
        for account in self.holders:
            for asset in (local.dollar, local.uniswap.weth):
                asset.transact("approve", token.address, _UNLIMITED, sender=account)

    def trade(self, account: str) -> None:
        amount, units = self.random.choice(("5000 USDC", "1 ETH")), self.random.random() < 0.5
        self.token.buy(self.token.quote_buy(amount, units=units), account)

    def sell(self, account: str) -> None:
        if self.session.balance(account, self.token.terms.share).units:
            self.token.sell(self.token.quote_sell("all", account=account), account)

    def in_kind(self, account: str) -> None:
        self.token.mint_in_kind(self.token.quote_mint_in_kind("3"), account)
        self.token.redeem_in_kind(self.token.quote_redeem_in_kind("1"), account)

    def give(self, account: str) -> None:
        other = self.holders[account == self.holders[0]]
        for contract in (self.market.token, self.market.anchored):
            if held := contract.call("balanceOf", account):
                contract.transact("transfer", other, held // 3 + 1, sender=account)

    def move(self, _: str) -> None:
        self.local.anvil.wait(self.random.choice((60, _DAY // 2)))
        self.up = not self.up
        self.local.move(PRICE * (111 if self.up else 90) // 100)
        rebalance(self.local, self.token)


def test_a_random_life_of_two_holders(local: LocalDeployment, session: Session) -> None:
    """Buying, selling, units, in kind, gifts, fills, price moves and time; all lines add up after each step."""
    played: Counter[str] = Counter()
    for symbol in ("ETHBULL3X", "ETHBEAR3X"):
        life = Life(local, session, session.token(symbol), Random(8))
        rebalance(local, life.token)
        acts = [life.trade, life.sell, life.in_kind, life.give, life.move, life.move]
        life.random.shuffle(acts)
        for act in (life.trade, life.trade, *acts):
            act(life.random.choice(life.holders))
            played[act.__name__] += 1
            for who in life.holders:
                explained = life.token.explain(who)
                assert adds_up(explained)
                own = worth(local, session, life.token, who)
                assert abs(explained.worth.units - own) <= 1, (act, explained, own)  # an atom is less than a share
                played["rebalanced"] += explained.lines[REBALANCING].units != 0
    assert len(played) == 6 and min(played.values()) >= 2, played


def test_each_line_is_what_it_says(local: LocalDeployment, session: Session) -> None:
    token, alice = session.token("ETHBULL3X"), local.accounts["alice"]
    before = session.balance(alice, token.terms.quote).units
    token.buy(token.quote_buy("3000 USDC"), alice)
    paid = before - session.balance(alice, token.terms.quote).units
    first = token.explain(alice).lines
    assert first[PAID_IN].units == paid and -40 * local.unit < first[TRADING].units < 0
    local.anvil.wait(_DAY // 2)
    local.move(PRICE * 104 // 100)
    second = token.explain(alice).lines
    assert 355 * local.unit < second[PRICE_LINE].units < 365 * local.unit  # three times 4% of nearly 3,000
    assert -local.unit < second[INTEREST].units < 0 > second[MANAGEMENT].units > -local.unit
    assert second[REBALANCING].units == 0 and second[PAID_IN] == first[PAID_IN]
    market, bob = local.markets[0], local.accounts["bob"]
    half = market.token.call("balanceOf", alice) // 2
    market.token.transact("transfer", bob, half, sender=alice)
    assert -token.explain(alice).lines[SENT].units in (
        given := token.explain(bob).lines[RECEIVED].units,
        given - 1,
        given + 1,
    )
    token.sell(token.quote_sell("all", account=alice), alice)
    third = token.explain(alice)
    got = session.balance(alice, token.terms.quote).units - before + paid
    assert third.lines[TAKEN_OUT].units == -got and third.worth.units == 0
    assert third.profit.units == got - paid - third.lines[SENT].units


@pytest.mark.parametrize("what", ["token", "pool"])
def test_a_log_that_the_node_left_out_is_seen(
    local: LocalDeployment, session: Session, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Nothing is said of a holding whose logs are not all there."""
    token, pool, alice = session.token("ETHBULL3X"), session.pool("USDC"), local.accounts["alice"]
    token.buy(token.quote_buy("3000 USDC"), alice)
    pool.lend(pool.quote_lend("3000 USDC"), alice)
    explain, dropped = (token.explain, "Transfer") if what == "token" else (pool.explain, "Deposit")
    explain(alice)
    read = Rpc.logs

    async def drop(self: Rpc, *asked: Any) -> list[Log]:
        found = await read(self, *asked)
        last = max((log.index + 10**6 * log.block for log in found if log.name == dropped), default=0)
        return [log for log in found if log.index + 10**6 * log.block != last]

    monkeypatch.setattr(Rpc, "logs", drop)
    with pytest.raises(Disagreement, match="by its logs .* has 0 .*, by the chain .*the node left logs out"):
        explain(alice)


def test_a_holder_never_owes_what_the_token_owes(local: LocalDeployment, session: Session) -> None:
    token, alice = session.token("ETHBULL3X"), local.accounts["alice"]
    token.buy(token.quote_buy("3000 USDC"), alice)
    local.move(PRICE // 2)
    explained = token.explain(alice)
    assert adds_up(explained) and explained.worth.units == 0
    assert explained.lines[BEYOND].units > 0 and explained.profit.units == -explained.lines[PAID_IN].units


def test_whoever_never_held_has_nothing(session: Session) -> None:
    explained = session.token("ETHBEAR3X").explain("bob")
    assert explained.worth.units == 0 and not any(line.units for line in explained.lines.values())


def test_a_lender(local: LocalDeployment, session: Session) -> None:
    pool, bob = session.pool("USDC"), local.accounts["bob"]
    pool.lend(pool.quote_lend("5000 USDC"), bob)
    local.anvil.wait(30 * _DAY)
    market = local.markets[0]
    market.pool.transact("transfer", local.accounts["alice"], market.pool.call("balanceOf", bob) // 5, sender=bob)
    pool.withdraw(pool.quote_withdraw("1000 USDC", bob), bob)
    explained = pool.explain(bob)
    assert explained.worth == pool.position(bob).worth and adds_up(explained)
    lines = {name: line.units for name, line in explained.lines.items()}
    assert lines[PAID_IN] == 5_000 * local.unit and lines[TAKEN_OUT] == -1_000 * local.unit
    assert lines[LOANS] > 0 and -1_001 * local.unit < lines[SENT] < -999 * local.unit
    pool.withdraw(pool.quote_withdraw("all", bob), bob)
    assert pool.explain(bob).worth.units == 0 and session.balance(bob, pool.share).units == 0


def test_a_lender_in_the_queue(local: LocalDeployment, session: Session) -> None:
    """All cash is lent, so shares wait, are served and claimed; every step adds up."""
    pool, lender, market = session.pool("USDC"), local.accounts["lender"], local.markets[0]
    cash = market.pool.call("cash")
    quote = pool.quote_withdraw(pool.lent.amount(cash - 10**9), lender)
    pool.withdraw(quote, lender)
    try:
        pool.quote_withdraw("all", lender)
    except Reverted as refusal:
        assert refusal.reason == "withdraw: no free cash" and "queue" in refusal.remedy.lower()
    queued = pool.quote_enqueue("all", lender)
    assert pool.enqueue(queued, lender).paid == queued.pays
    assert pool.position(lender).queued == queued.pays and pool.explain(lender).worth.units > 199_000 * local.unit
    market.pool.transact("process_queue", 10, sender=lender)
    claim = pool.quote_claim(lender)
    assert pool.claim(claim, lender).received == claim.gets and claim.gets.units > 0
    explained = pool.explain(lender)
    assert adds_up(explained) and explained.lines[TAKEN_OUT].units == -(quote.gets.units + claim.gets.units)
