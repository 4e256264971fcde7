# SPDX-License-Identifier: Apache-2.0
"""Traders who enter and leave through the Router (one leaves in kind), and what came of it."""

from dataclasses import dataclass, field
from typing import Any

from steelyard.chain.errors import Reverted
from steelyard.demo.environment import Environment
from steelyard.demo.leverage.lens import read_quote
from steelyard.demo.leverage.markets import Market
from steelyard.demo.units import FOREVER, NOBODY, USDC, worth
from steelyard.model.libraries.rounding import WAD

_NO_PERMIT = (0, 0, bytes(32), bytes(32))
_SLACK = 998  # thousandths of a quote that a trader insists on
_PURSE = 2_000_000 * USDC


@dataclass(frozen=True)
class Plan:
    """Who does what and when: hours from the start; `leaves` None is at the very end."""

    name: str
    symbol: str
    pays: str  # "USDC", "WETH" or "ETH", and is paid out in it
    amount: int  # whole dollars or whole ETH; of `shares`, whole shares
    enters: int
    leaves: int | None
    by: str = "amount"  # or "shares": exactly so many
    units: bool = False  # anchored units instead of shares
    in_kind: bool = False  # leaves by the token's own redeem


PLANS = [
    Plan("early bull", "ETHBULL3X", "USDC", 150_000, 1, None),
    Plan("unit holder", "ETHBULL3X", "USDC", 60_000, 6, None, units=True),
    Plan("early bear", "ETHBEAR3X", "USDC", 800, 10, 60, by="shares"),
    Plan("ETH hedger", "ETHBEAR3X", "WETH", 30, 20, None, units=True),
    Plan("weekly bull", "ETHBULL3X", "ETH", 20, 30, 120),
    Plan("late bear", "ETHBEAR3X", "USDC", 50_000, 55, 150),
    Plan("dip buyer", "ETHBULL3X", "USDC", 100_000, 62, 110),
    Plan("in-kind bull", "ETHBULL3X", "WETH", 15, 80, None, in_kind=True),
    Plan("weekend bear", "ETHBEAR3X", "ETH", 25, 125, None),
]


@dataclass
class Trader:
    """One plan carried out. Money in dollars at the price of the moment."""

    plan: Plan
    environment: Environment
    market: Market
    account: str
    entered: tuple[int, int] | None = None  # time, price
    left: tuple[int, int] | None = None
    paid: float = 0.0
    received: float = 0.0
    refusals: list[str] = field(default_factory=list)

    @property
    def inside(self) -> bool:
        """Whether they hold something."""
        return self.entered is not None and self.left is None

    def wants_in(self, hour: int) -> bool:
        """Whether it is time to enter."""
        return self.entered is None and hour >= self.plan.enters

    def wants_out(self, hour: int) -> bool:
        """Whether it is time to leave before the end."""
        return self.inside and self.plan.leaves is not None and hour >= self.plan.leaves

    def enter(self, time: int, price: int) -> bool:
        """Mints through the Router; a refusal is noted and they come back at the next price."""
        before = self._purse()
        try:
            if self.plan.by == "shares":
                self._mint_shares()
            else:
                self._mint_amount()
        except Reverted as refusal:
            self.refusals.append(refusal.reason)
            return False
        self.paid = -worth(*self._change(before), price)
        self.entered = (time, price)
        return True

    def leave(self, time: int, price: int) -> bool:
        """Redeems everything."""
        before = self._purse()
        try:
            if self.plan.in_kind:
                self._redeem_in_kind()
            else:
                self._redeem()
        except Reverted as refusal:
            self.refusals.append(refusal.reason)
            return False
        self.received = worth(*self._change(before), price)
        self.left = (time, price)
        return True

    # ------------------------------------------------------------------ orders

    def _mint_amount(self) -> None:
        amount = self.plan.amount * (USDC if self.plan.pays == "USDC" else WAD)
        quote = read_quote(self.environment, "mint_amount", *self._quoted, amount)
        order = self._mint_order(amount, quote["received"] * _SLACK // 1_000)
        # a little low: the debt of a share grows by the second, and what is not borrowed comes back
        hint = quote["hint"] * (10**9 - 10) // 10**9
        value = amount if self.plan.pays == "ETH" else 0
        self.environment.router.transact("mint_amount", order, hint, sender=self.account, value=value)

    def _mint_shares(self) -> None:
        shares = self.plan.amount * WAD
        quote = read_quote(self.environment, "mint_shares", *self._quoted, shares)
        order = self._mint_order(quote["paid"] * 1_000 // _SLACK, quote["received"] * _SLACK // 1_000)
        value = order[3] if self.plan.pays == "ETH" else 0
        self.environment.router.transact("mint_shares", order, shares, sender=self.account, value=value)

    def _redeem(self) -> None:
        held = self._held.call("balanceOf", self.account)
        shares = self.market.anchored.call("shares_of", self.account) if self.plan.units else held
        quote = read_quote(self.environment, "redeem", *self._quoted, shares)
        minimum = quote["received"] * _SLACK // 1_000
        token, asset, path = self._trade
        order = (token, self.plan.units, asset, held, path, minimum, self.account, FOREVER, _NO_PERMIT)
        self.environment.router.transact("redeem", order, sender=self.account)
        if self.plan.units and self.market.anchored.call("shares_of", self.account):
            self._redeem_last_share()

    def _redeem_last_share(self) -> None:
        """Units round down: the last billionths of a share leave by the wrapper's own exit, and then in kind."""
        shares = self.market.anchored.call("shares_of", self.account)
        self.market.anchored.transact("unwrap_shares", shares, self.account, sender=self.account)
        self._redeem_in_kind()

    def _redeem_in_kind(self) -> None:
        shares = self.market.token.call("balanceOf", self.account)
        self.market.token.transact("redeem", shares, self.account, self.account, b"", sender=self.account)

    def _mint_order(self, amount: int, minimum: int) -> tuple[Any, ...]:
        token, asset, path = self._trade
        return (token, self.plan.units, asset, amount, path, minimum, 0, self.account, FOREVER, _NO_PERMIT)

    @property
    def _trade(self) -> tuple[str, str, list[int]]:
        """Token, asset and path, as the Router wants them."""
        token, asset, path = self._quoted
        return token, NOBODY if self.plan.pays == "ETH" else asset, path

    @property
    def _quoted(self) -> tuple[str, str, list[int]]:
        """The same for the QuoteLens, to which a coin is wrapped already."""
        asset = self.environment.usdc.address if self.plan.pays == "USDC" else self.environment.weth.address
        return self.market.token.address, asset, self.environment.path

    @property
    def _held(self) -> Any:
        return self.market.anchored if self.plan.units else self.market.token

    # ------------------------------------------------------------------ money

    def _purse(self) -> tuple[int, int]:
        """USDC units, and wei of WETH and native coin together."""
        coins = self.environment.client.balance(self.account) + self.environment.weth.call("balanceOf", self.account)
        return self.environment.usdc.call("balanceOf", self.account), coins

    def _change(self, before: tuple[int, int]) -> tuple[int, int]:
        after = self._purse()
        return after[0] - before[0], after[1] - before[1]


def hire(environment: Environment, markets: list[Market], hours: int) -> list[Trader]:
    """Gives every trader who comes within `hours` an account, money and the allowances they need."""
    by_symbol = {market.symbol: market for market in markets}
    traders = []
    for plan in (plan for plan in PLANS if plan.enters < hours):
        market = by_symbol[plan.symbol]
        account = environment.fund(plan.name, _PURSE, 200 * WAD)
        environment.allow(
            account, environment.router.address, environment.usdc, environment.weth, market.token, market.anchored
        )
        environment.allow(account, market.token.address, market.debt_asset)
        traders.append(Trader(plan, environment, market, account))
    return traders
