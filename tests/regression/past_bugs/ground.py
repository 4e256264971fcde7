# SPDX-License-Identifier: Apache-2.0
"""What the tests of past bugs stand on: the real markets, with accounts that can pay."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from steelyard.artifacts import artifact
from tests.support.engine import wait
from tests.support.market import WAD, Market
from tests.support.pairing import FOREVER, LP, PairingMarket

HOUR = 3_600
DAY = 24 * HOUR
YEAR = 365 * DAY
USD = 10**6  # units of the quote asset
ETH = 10**18  # units of the underlying
SHARE = WAD
ALL = 2**100  # more than there is of anything
PUSH = b"push"  # any data asks for the callback
DEAD = "0x000000000000000000000000000000000000dEaD"
UNLIMITED = 2**256 - 1


@dataclass(frozen=True)
class Trading:
    """A leveraged token whose users bring what they need. Amounts are units; prices are whole dollars."""

    market: Market

    @property
    def token(self) -> Any:
        """The leveraged token."""
        return self.market.token

    @property
    def pool(self) -> Any:
        """The pool that it owes."""
        return self.market.pool

    @property
    def address(self) -> str:
        """Of the token."""
        return str(self.market.token.address)

    def fund(self, *accounts: Any) -> None:
        """Makes accounts rich in both assets, and lets token and pool take them."""
        for account in accounts:
            for asset in (self.market.collateral, self.market.debt_asset):
                asset.mint(account, 10**30)
                asset.approve(self.address, UNLIMITED, sender=account)
                asset.approve(self.pool.address, UNLIMITED, sender=account)

    def mint(self, account: str, shares: int, receiver: str | None = None) -> tuple[int, int, int]:
        """Funds and mints: collateral in, debt asset out, shares."""
        self.fund(account)
        return tuple(self.token.mint(shares, receiver or account, account, b"", sender=account))

    def redeem(self, account: str, shares: int) -> tuple[int, int]:
        """Redeems for itself: collateral out, debt asset in."""
        return tuple(self.token.redeem(shares, account, account, b"", sender=account))

    def deleverage(self, account: str, maximum: int = ALL, cost: int = 0) -> tuple[int, int]:
        """Funds and fills: collateral out, debt asset in."""
        self.fund(account)
        return tuple(self.token.deleverage(maximum, cost, account, b"", sender=account))

    def balance_sheet(self) -> tuple[int, int, int]:
        """Collateral, debt and shares."""
        sheet = self.token.balance_sheet()
        return sheet.collateral, sheet.debt, sheet.supply

    def per_share(self) -> tuple[Fraction, Fraction]:
        """Collateral and debt of a share, exact."""
        collateral, debt, supply = self.balance_sheet()
        return Fraction(collateral, supply), Fraction(debt, supply)

    def nav(self, dollars: int) -> Fraction:
        """Equity of a whole share in debt units, exact."""
        collateral, debt = self.per_share()
        return (collateral * self.market.oracle_price(dollars) / 10**36 - debt) * SHARE

    def ratio(self, dollars: int) -> Fraction:
        """R = A/E at a price, exact."""
        collateral, debt, _ = self.balance_sheet()
        assets = Fraction(collateral * self.market.oracle_price(dollars), 10**36)
        return assets / (assets - debt)

    def wind_down(self, dollars: int, account: str) -> None:
        """Starts and confirms at this price."""
        self.market.set_price(dollars)
        self.token.start_wind_down(sender=account)
        wait(600)
        self.market.set_price(dollars)
        self.token.confirm_wind_down(sender=account)


@dataclass(frozen=True)
class Pairing:
    """A paired market whose users act for themselves. Amounts are units of U."""

    market: PairingMarket

    @property
    def pool(self) -> Any:
        """The market's contract."""
        return self.market.pool

    def mint(self, side: int, dollars: int, account: str, receiver: str | None = None) -> int:
        """Brings so many dollars of U; LP by a deposit. Returns shares."""
        amount, receiver = self.market.worth(dollars), receiver or account
        if side == LP:
            return int(self.pool.deposit(amount, 0, receiver, FOREVER, sender=account))
        return int(self.pool.mint(side, amount, 0, receiver, FOREVER, sender=account))

    def redeem(self, side: int, shares: int, account: str) -> int:
        """All or nothing; returns units of U."""
        return int(self.pool.redeem(side, shares, 0, account, False, FOREVER, sender=account)[1])

    def value_per_share(self, side: int, dollars: int) -> Fraction:
        """Quote units, scaled by 1e36, of a raw share as stored, at a price of the coin."""
        position, terms = self.pool.position(), self.pool.terms()
        engine = self.market.environment.at("PairingEngine", self.pool.ENGINE())
        worth = engine.value_of(position, terms, side, self.price(dollars))
        return Fraction(int(worth), int(self.market.share(side).raw_supply()))

    def price(self, dollars: int) -> int:
        """Dollar units per coin unit, scaled by 1e36."""
        return dollars * 10**6 * 10**36 // 10**self.market.coin_decimals

    def wait(self, seconds: int, dollars: int) -> None:
        """Lets time pass, whole ten minutes, with the feed at `dollars`."""
        self.market.quiet(dollars, seconds // 60)


def functions(name: str) -> list[dict[str, Any]]:
    """The ABI's functions of one of them."""
    return [entry for entry in artifact(name).abi if entry["type"] == "function"]


def mutating(name: str) -> set[str]:
    """Names of the functions that may change something."""
    return {entry["name"] for entry in functions(name) if entry["stateMutability"] in ("nonpayable", "payable")}
