# SPDX-License-Identifier: Apache-2.0
"""Trades before and after a user's order on the exchange that the order uses."""

from abc import abstractmethod
from typing import Any

from tests.attackers.leverage.hand import DOLLAR, Hand, market_of
from tests.attackers.search import Amount, Attacker, Choice, Plan
from tests.support.market import WAD, Market
from tests.support.periphery import PRICE, USDC, MintOrder, RedeemOrder, build_periphery

_DOLLARS = 300_000  # of equity that the user mints or redeems
_SHARES = 3_000 * WAD  # the same at $100 each
_SLACK = 5 * 10**15  # what the user's limit lets go of what they were quoted, and their hint of the best hint


class _Sandwich(Attacker):
    """The user takes a quote and limits their order; the attacker trades there and back around it, and more."""

    venue: str
    unit = DOLLAR
    evaluations = 500
    bound_means = "what the user's limit lets go: the cost they were quoted and half a percent; the user pays"
    weakness = "the user sets no limit"

    def __init__(self, weakened: bool = False) -> None:
        self.periphery = build_periphery()
        self.quotes = self.periphery.environment.deploy("QuoteLens")
        self.hand, self.user = Hand(self.periphery, "attacker"), Hand(self.periphery, "holder")
        self.is_limited = not weakened
        for side in ("bull", "bear"):
            self.user.mint(market_of(self.periphery, side), _SHARES)
        sizes = Amount(USDC, 10**8 * USDC)
        self.space = {"side": Choice("bull", "bear"), "buys": Choice(True, False), "before": sizes, "more": sizes}
        dearest = max(self.quote(market_of(self.periphery, side)).cost for side in ("bull", "bear"))
        self.bound = _DOLLARS * (dearest + _SLACK) * DOLLAR // WAD

    def play(self, plan: Plan) -> int:
        market, before = market_of(self.periphery, plan["side"]), self.hand.wealth(PRICE)
        quote = self.quote(market)
        self.hand.trade(self.venue, plan["buys"], plan["before"], PRICE)
        self.order(market, quote)
        self.hand.trade(self.venue, not plan["buys"], plan["before"] + plan["more"], PRICE)
        return self.hand.wealth(PRICE) - before

    @abstractmethod
    def quote(self, market: Market) -> Any:
        """Returns what the lens quotes for the user's order."""

    @abstractmethod
    def order(self, market: Market, quote: Any) -> None:
        """Sends it, limited by the quote."""

    def _ask(self, function: str, market: Market, sold: Any, amount: int) -> Any:
        terms = (
            market.token.address,
            self.periphery.usdc.address,
            self.periphery.path(self.venue, sold),
            amount,
        )
        return self.periphery.environment.call(self.quotes, function, *terms)

    def _order(self, kind: type[MintOrder | RedeemOrder], market: Market, sold: Any, amount: int, **limits: Any) -> Any:
        path, usdc = self.periphery.path(self.venue, sold), self.periphery.usdc.address
        return kind(market.token, usdc, amount, path, self.user.address, **limits).encoded()

    def _least(self, quoted: int) -> int:
        return quoted * (WAD - _SLACK) // WAD if self.is_limited else 0


class _ShareSandwich(_Sandwich):
    story = "trades before and after a mint of exactly 3,000 shares"

    def quote(self, market: Market) -> Any:
        return self._ask("mint_shares", market, market.debt_asset, _SHARES)

    def order(self, market: Market, quote: Any) -> None:
        maximum = quote.paid * (WAD + _SLACK) // WAD if self.is_limited else 2 * _DOLLARS * USDC
        order = self._order(MintOrder, market, market.debt_asset, maximum)
        self.periphery.router.mint_shares(order, _SHARES, sender=self.user.address)


class _AmountSandwich(_Sandwich):
    story = "trades before and after a mint for exactly $300,000"
    weakness = "the user sets no limit and pays ten times as much"

    def quote(self, market: Market) -> Any:
        return self._ask("mint_amount", market, market.debt_asset, _DOLLARS * USDC)

    def order(self, market: Market, quote: Any) -> None:
        minimum, hint = self._least(quote.received), self._least(quote.hint)
        amount = _DOLLARS * USDC if self.is_limited else 10 * _DOLLARS * USDC
        order = self._order(MintOrder, market, market.debt_asset, amount, min_out=minimum)
        self.periphery.router.mint_amount(order, hint, sender=self.user.address)


class _RedeemSandwich(_Sandwich):
    story = "trades before and after a redemption of 3,000 shares"

    def quote(self, market: Market) -> Any:
        return self._ask("redeem", market, market.collateral, _SHARES)

    def order(self, market: Market, quote: Any) -> None:
        minimum = self._least(quote.received)
        order = self._order(RedeemOrder, market, market.collateral, _SHARES, min_out=minimum)
        self.periphery.router.redeem(order, sender=self.user.address)


class SharesOnV3(_ShareSandwich):
    name = "sandwich of mint_shares, V3"
    venue = "v3"


class SharesOnV2(_ShareSandwich):
    name = "sandwich of mint_shares, V2"
    venue = "v2"


class AmountOnV3(_AmountSandwich):
    name = "sandwich of mint_amount, V3"
    venue = "v3"


class AmountOnV2(_AmountSandwich):
    name = "sandwich of mint_amount, V2"
    venue = "v2"


class RedeemOnV3(_RedeemSandwich):
    name = "sandwich of redeem, V3"
    venue = "v3"


class RedeemOnV2(_RedeemSandwich):
    name = "sandwich of redeem, V2"
    venue = "v2"
