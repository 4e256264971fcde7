# SPDX-License-Identifier: Apache-2.0
"""Random trades and loans: each is quoted, then done, and every balance is held against what the quote said."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from steelyard.chain.client import Client
from steelyard.chain.signers import KeySigner
from steelyard.devchain.local import PRICE, LocalDeployment
from steelyard.devchain.uniswap import published
from steelyard.reverts.errors import Reverted
from steelyard.sdk.accounts import Account
from steelyard.sdk.amounts import Amount, Asset
from steelyard.sdk.exchange import hop_of
from steelyard.sdk.front import Pool, Session, Token
from steelyard.sdk.orders import NO_PERMIT
from steelyard.sdk.views import PoolQuote, Quote

_COIN = 10**18
_UNLIMITED = 2**256 - 1
_FOREVER = 2**63


def account_with_key(local: LocalDeployment, seed: int = 1) -> Account:
    """A funded account with a key: dollars, shares and units move by permits, its wrapped coins are approved."""
    key = seed.to_bytes(32)
    account = Account.from_key(key)
    local.anvil.rpc("anvil_setBalance", account.address, hex(100_000 * _COIN))
    owner = local.accounts["owner"]
    local.uniswap.weth.transact("transfer", account.address, 5_000 * _COIN, sender=owner)
    local.dollar.transact("mint", account.address, 20_000_000 * local.unit, sender=owner)
    signing = Client(local.anvil.url, [KeySigner(key)]).at(published("WETH9")[0], local.uniswap.weth.address)
    signing.transact("approve", local.contracts["router"].address, _UNLIMITED, sender=account.address)
    return account


@dataclass
class RandomTrader:
    """Plays with `alice`, whom the node signs for, and with a key; `played` counts what was done, by kind."""

    local: LocalDeployment
    session: Session
    random: Random
    played: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.people = {"node": self.session.account("alice"), "key": account_with_key(self.local)}
        self.tokens = [self.session.token(market.symbol) for market in self.local.markets]
        self.pools = self.session.pools()
        router = self.local.contracts["router"].address
        alice = self.local.accounts["alice"]
        for market in self.local.markets:
            for asset in (market.token, market.anchored):
                asset.transact("approve", router, _UNLIMITED, sender=alice)
            lent = self.local.uniswap.weth if market.is_bear else self.local.dollar
            lent.transact("approve", market.pool.address, _UNLIMITED, sender=alice)
        for paid in (self.local.uniswap.weth, self.local.dollar):
            paid.transact("approve", router, _UNLIMITED, sender=alice)

    def play(self, count: int) -> None:
        """Plays until `count` trades were quoted and done; now and then time passes and the price moves."""
        done = 0
        while done < count:
            if self.random.random() < 0.15:
                self._pass()
            done += self._trade() if self.random.random() < 0.85 else self._lend()

    def _pass(self) -> None:
        self.local.anvil.wait(self.random.choice((1, 60, 3_600, 86_400)))
        self.local.move(PRICE * self.random.randrange(90, 111) // 100)
        self.played["moved"] += 1

    def _trade(self) -> bool:
        token, who = self.random.choice(self.tokens), self.random.choice(list(self.people))
        side = self.random.choice(("buy", "sell"))
        kind = f"{token.symbol} {side}"
        quote, how = self._buy(token) if side == "buy" else self._sell(token, self.people[who])
        if quote is None or quote.gets.units == 0:
            return False
        self.judge(token, quote, self.people[who])
        self.played.update([kind, how, f"by {who}", f"{side} {how}"])
        return True

    def _buy(self, token: Token) -> tuple[Quote | None, str]:
        terms = token.terms
        asset = self.random.choice((terms.quote, terms.coin, self.session.native))
        amount = _log_uniform(self.random, 10**3, 300_000 * 10**terms.quote.decimals)
        if asset != terms.quote:
            amount = _log_uniform(self.random, 10**6, 100 * _COIN)
        units, thrifty = self.random.random() < 0.3, self.random.random() < 0.5
        try:
            quote = token.quote_buy(asset.amount(amount), units=units, thrifty=thrifty)
        except Reverted as refusal:
            if thrifty:  # its hint is a little lower: for dust it may be nothing, which pools refuse
                self.refused["thrifty"] += 1
            else:
                self._check_refusal(token, asset, amount, units, refusal)
            return None, ""
        return quote, f"{asset.symbol}{' in units' if units else ''}{' thrifty' if thrifty else ''}"

    def _check_refusal(self, token: Token, asset: Asset, amount: int, units: bool, refusal: Reverted) -> None:
        """The chain refuses it too, along each of the routes, and along one of them for the reason that was given."""
        router, alice = self.local.contracts["router"], self.local.accounts["alice"]
        value = amount if asset == self.session.native else 0
        reasons = []
        for venue in self.session.network.venues:
            order = (
                token.address, units, asset.address, amount, [hop_of(venue)], 0, 0, alice, _FOREVER, NO_PERMIT,
            )  # fmt: skip
            with pytest.raises(Reverted) as refused:
                router.call("mint_exact", order, sender=alice, at_value=value)
            reasons.append(refused.value.reason)
        assert refusal.reason in reasons, (refusal.reason, reasons)
        self.refused[refusal.reason] += 1

    def _sell(self, token: Token, account: Account) -> tuple[Quote | None, str]:
        terms = token.terms
        asset = self.random.choice((terms.share, terms.unit))
        held = self._held(account, asset)
        if held == 0:
            return None, ""
        receive = self.random.choice((terms.quote, terms.coin, self.session.native))
        try:
            if self.random.random() < 0.3:
                quote = token.quote_sell("all", asset.address, receive=receive.address, account=account)
            else:
                amount = asset.amount(_log_uniform(self.random, 1, held))
                quote = token.quote_sell(amount, receive=receive.address)
        except Reverted as refusal:
            self.refused[f"sell: {refusal.reason}"] += 1
            return None, ""
        return quote, f"{receive.symbol}{' in units' if asset == terms.unit else ''}"

    def judge(self, token: Token, quote: Quote, account: Account) -> None:
        """The transaction comes at the second that the quote is for, and moves exactly what it says."""
        wrapped = self.session.network.wrapped_native
        assets = (token.terms.quote, token.terms.coin, self.session.native, token.terms.share, token.terms.unit)
        before = [self._held(account, asset) for asset in assets]
        allowances = self._permitted(token, quote, account)
        receipt = token.buy(quote, account) if quote.side == "buy" else token.sell(quote, account)
        assert self.local.client.web3.eth.get_block(receipt.block)["timestamp"] == quote.at
        assert (receipt.paid, receipt.received) == (quote.pays, quote.gets)
        expected: Counter[str] = Counter({self.session.native.address: -receipt.gas_cost.units})
        for sign, amount in ((-1, quote.pays), (1, quote.gets), *((1, one) for one in self._changed(quote))):
            expected[amount.asset.address] += sign * amount.units
        for asset, held in zip(assets, before, strict=True):
            moved = self._held(account, asset) - held
            slack = 1 if asset == token.terms.unit and quote.side == "buy" else 0  # of a unit that was there in parts
            assert expected[asset.address] <= moved <= expected[asset.address] + slack, (asset, moved, quote, wrapped)
        self.played["by permit"] += allowances

    def _changed(self, quote: Quote) -> list[Amount]:
        """What comes back beside the asset that is paid with: of that one, only what is used is taken."""
        return [one for one in quote.change if one.asset != quote.pays.asset]

    def _permitted(self, token: Token, quote: Quote, account: Account) -> int:
        """Whether the trade needs a permit: only dollars, shares and units can have one."""
        if account.signer is None or quote.pays.asset in (self.session.native, token.terms.coin):
            return 0
        return 1

    def _lend(self) -> bool:
        pool = self.random.choice(self.pools)
        account = self.people["node"]
        side = self.random.choice(("lend", "withdraw"))
        try:
            quote = self._pool_quote(pool, side, account)
        except Reverted as refusal:
            self.refused[refusal.reason] += 1
            return False
        before = [self._held(account, asset) for asset in (pool.lent, pool.share)]
        receipt = pool.lend(quote, account) if side == "lend" else pool.withdraw(quote, account)
        assert (receipt.paid, receipt.received) == (quote.pays, quote.gets)
        moved = [self._held(account, asset) - held for asset, held in zip((pool.lent, pool.share), before, strict=True)]
        units = (quote.pays.units, quote.gets.units)
        assert moved == ([-units[0], units[1]] if side == "lend" else [units[1], -units[0]])
        self.played.update([f"{pool.symbol} {side}"])
        return True

    def _pool_quote(self, pool: Pool, side: str, account: Account) -> PoolQuote:
        most = 3 * 10**5 * 10**pool.lent.decimals // (1 if pool.lent.decimals == 6 else 3_000)
        if side == "lend":
            return pool.quote_lend(pool.lent.amount(_log_uniform(self.random, 1, most)))
        if self.random.random() < 0.3:
            return pool.quote_withdraw("all", account)
        held = self._held(account, pool.share)
        if held == 0:
            raise Reverted("nothing to withdraw")
        asset = self.random.choice((pool.lent, pool.share))
        maximum = held if asset == pool.share else max(pool.position(account).withdrawable.units, 1)
        return pool.quote_withdraw(asset.amount(_log_uniform(self.random, 1, maximum)), account)

    def _held(self, account: Account, asset: Asset) -> int:
        amount: Any = self.session.balance(account, asset)
        return int(amount.units)


def _log_uniform(random: Random, low: int, high: int) -> int:
    """A number whose logarithm is uniform: as many small ones as large ones."""
    return min(high, max(low, int(Decimal(low) * (Decimal(high) / low) ** Decimal(random.random()))))
