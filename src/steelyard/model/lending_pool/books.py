# SPDX-License-Identifier: Apache-2.0
"""The pool's books: what is counted, the interest on it, and what a share is worth; the twin of books.vy."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from steelyard.model.clock import YEAR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.errors import Refused, need
from steelyard.model.interest import RateModel
from steelyard.model.rounding import RAY, WAD, mul_div_down, mul_div_up, wad_exp

BILLION = 10**9
FIRST_INDEX = RAY // 1000
VIRTUAL_SHARES = 10**6
MAX_RATE = 3 * WAD // YEAR
MAX_EXPONENT = 2 * WAD
BASIS_POINT = 10**14
MAX_CASH = 2**96 - 1
MAX_RESERVE = MAX_CLAIMABLE = 2**80 - 1
MAX_INDEX = 2**112 - 1


class Factory(Protocol):
    """Whose tokens may borrow, and whose rate models may be set."""

    def is_token(self, account: str) -> bool: ...
    def is_rate_model(self, account: str) -> bool: ...
    def rate_model(self, account: str) -> RateModel: ...


class MulDiv(Protocol):
    """`mul_div_down` or `mul_div_up`."""

    def __call__(self, a: int, b: int, divisor: int) -> int: ...


@dataclass
class Books:
    """What the contract keeps in its packed words."""

    cash: int
    reserve: int
    claimable: int
    index: int
    utilization: int
    rate: int
    time: int
    reserve_factor: int
    debt_shares: int
    queued: int
    winding: int
    nominal: int
    carried: int

    @property
    def debt(self) -> int:
        """Performing debt, rounded up."""
        return mul_div_up(self.debt_shares, self.index, RAY)

    @property
    def total_assets(self) -> int:
        """Lenders' assets (POOL-CASH-01)."""
        return self.cash + self.debt + self.carried - self.reserve - self.claimable

    def sampled(self) -> "Books":
        """With utilization as of now, rounded down to a billionth: for operations that moved cash or principal."""
        capital = self.debt + self.cash - self.claimable
        billionths = mul_div_down(self.debt, BILLION, capital) if capital else 0
        return replace(self, utilization=billionths * (WAD // BILLION))

    def absorb(self, loss: int) -> None:
        """The reserve covers what it can; the rest falls on the share price."""
        self.reserve -= min(self.reserve, loss)


class BookKeeper:
    """Cash, debt, reserve and shares of one pool; everything else builds on it."""

    def __init__(
        self,
        asset: Erc20,
        rate_model: str,
        deposit_cap: int,
        reserve_factor: int,
        *,
        address: str,
        factory: Factory,
        clock: Clock,
    ) -> None:
        self.asset = asset
        self.address = address
        self.factory = factory
        self.clock = clock
        self.shares = Erc20(asset.decimals + 6)
        self.rate_model = rate_model
        self.deposit_cap = deposit_cap
        self._books = Books(0, 0, 0, FIRST_INDEX, 0, 0, clock.now, reserve_factor // BASIS_POINT, 0, 0, 0, 0, 0)

    def cash(self) -> int:
        """Asset units counted as held."""
        return self._books.cash

    def reserve_factor(self) -> int:
        """Share of the interest that goes to the reserve, scaled by 1e18."""
        return self._books.reserve_factor * BASIS_POINT

    def _current(self) -> Books:
        """A copy of the books with interest up to now; a rate model that fails leaves the last rate in force."""
        books = replace(self._books)
        elapsed = self.clock.now - books.time
        if elapsed == 0:
            return books
        try:
            rate = self.factory.rate_model(self.rate_model).mean_rate(self.address, books.utilization, elapsed)
        except Refused:
            rate = books.rate
        if rate <= MAX_RATE:
            books.rate = rate
        before = books.debt
        growth = wad_exp(min(books.rate * elapsed, MAX_EXPONENT))
        books.index = min(mul_div_up(books.index, growth, WAD), MAX_INDEX)
        reserved = mul_div_down(books.debt - before, books.reserve_factor, 10_000)
        books.reserve = min(books.reserve + reserved, MAX_RESERVE)
        books.time = self.clock.now
        return books

    def _save(self, books: Books) -> None:
        """Writes the books back; only now does the rate model's state move on."""
        elapsed = self.clock.now - self._books.time
        if elapsed:
            with suppress(Refused):
                self.factory.rate_model(self.rate_model).accrue(self._books.utilization, elapsed, sender=self.address)
        self._books = books

    def _to_shares(self, books: Books, assets: int, mul_div: MulDiv) -> int:
        return mul_div(assets, self.shares.total_supply + VIRTUAL_SHARES, books.total_assets + 1)

    def _to_assets(self, books: Books, shares: int, mul_div: MulDiv) -> int:
        return mul_div(shares, books.total_assets + 1, self.shares.total_supply + VIRTUAL_SHARES)

    def _free_cash(self, books: Books) -> int:
        return max(0, books.cash - books.claimable - self._to_assets(books, books.queued, mul_div_up))

    def _check_received(self, books: Books) -> None:
        need(self.asset.balance_of(self.address) >= books.cash, "pool: not received")
