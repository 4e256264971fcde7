# SPDX-License-Identifier: Apache-2.0
"""The pool's books: what is counted, the interest on it, and what a share is worth; as in accounting.vy."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from steelyard.model.clock import YEAR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.layout import FUNDS, LOANS, WAITING
from steelyard.model.lending.rate_models import RateModel
from steelyard.model.lending.setting_bounds import BASIS_POINT
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import RAY, WAD, mul_div_down, mul_div_up, wad_exp

BILLION = 10**9
FIRST_INDEX = RAY // 1000
VIRTUAL_SHARES = 10**6
MAX_RATE = 3 * WAD // YEAR
MAX_EXPONENT = 2 * WAD
LINE = 10_000  # debts in wind-down under one part in so many of the lenders' assets stop nothing
MAX_CASH = FUNDS.max("cash")
MAX_RESERVE = FUNDS.max("reserve")
MAX_INDEX = LOANS.max("index")
MAX_SUPPLY = WAITING.max("queued")
DEAD_SHARES = 10**36  # for a unit, times ten to the decimals of a share


class Factory(Protocol):
    """Whose tokens may borrow, and whose rate models may be set."""

    def is_token(self, account: str) -> bool: ...
    def is_rate_model(self, account: str) -> bool: ...
    def rate_model(self, account: str) -> RateModel: ...


class MulDiv(Protocol):
    """`mul_div_down` or `mul_div_up`."""

    def __call__(self, a: int, b: int, divisor: int) -> int: ...


@dataclass
class State:
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
    nominal: int
    carried: int
    ending_shares: int
    covered: int

    @property
    def debt(self) -> int:
        """Performing debt, rounded up."""
        return mul_div_up(self.debt_shares, self.index, RAY)

    @property
    def total_assets(self) -> int:
        """Lenders' assets (POOL-CASH-01)."""
        return self.cash + self.debt + self.carried - self.reserve - self.claimable

    @property
    def ending(self) -> int:
        """What borrowers in wind-down owe together, rounded up, booked losses at their nominal."""
        return mul_div_up(self.ending_shares, self.index, RAY) + self.nominal

    @property
    def stops(self) -> bool:
        """Whether a loss may be open, so that nobody's share may be converted by somebody else (POOL-LOSS-01).

        A booked loss stops to its last unit; what is not booked, from 0.01% of the lenders' assets on.
        """
        return self.nominal != 0 or (self.ending_shares != 0 and self.ending * LINE >= self.total_assets)

    def sampled(self) -> "State":
        """With utilization as of now, rounded down to a billionth: for operations that moved cash or principal."""
        capital = self.debt + self.cash - self.claimable
        billionths = mul_div_down(self.debt, BILLION, capital) if capital else 0
        return replace(self, utilization=billionths * (WAD // BILLION))

    def cover(self, loss: int) -> None:
        """The reserve pays what it can; the rest falls on the share price."""
        paid = min(self.reserve, loss)
        self.reserve -= paid
        self.covered += paid

    def release(self, *, returns: bool) -> None:
        """The reserve never pays for more than the losses that are open: what it paid beyond returns to it, or is gone.

        It is gone with a loss that is final.
        """
        before, self.covered = self.covered, min(self.covered, self.nominal - self.carried)
        if returns:
            self.reserve = min(self.reserve + before - self.covered, MAX_RESERVE)


class PositionKeeper:
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
        self._books = State(0, 0, 0, FIRST_INDEX, 0, 0, clock.now, reserve_factor // BASIS_POINT, 0, 0, 0, 0, 0, 0)

    def cash(self) -> int:
        """Asset units counted as held."""
        return self._books.cash

    def reserve_factor(self) -> int:
        """Share of the interest that goes to the reserve, scaled by 1e18."""
        return self._books.reserve_factor * BASIS_POINT

    def _current(self) -> State:
        """A copy of the books with interest up to now; a rate model that fails leaves the last rate in force."""
        accounting = replace(self._books)
        elapsed = self.clock.now - accounting.time
        if elapsed == 0:
            return accounting
        try:
            rate = self.factory.rate_model(self.rate_model).mean_rate(self.address, accounting.utilization, elapsed)
        except Reverted:
            rate = accounting.rate
        if rate <= MAX_RATE:
            accounting.rate = rate
        before = accounting.debt
        growth = wad_exp(min(accounting.rate * elapsed, MAX_EXPONENT))
        accounting.index = min(mul_div_up(accounting.index, growth, WAD), MAX_INDEX)
        reserved = mul_div_down(accounting.debt - before, accounting.reserve_factor, 10_000)
        accounting.reserve = min(accounting.reserve + reserved, MAX_RESERVE)
        accounting.time = self.clock.now
        return accounting

    def _save(self, accounting: State) -> None:
        """Writes the books back; only now does the rate model's state move on."""
        elapsed = self.clock.now - self._books.time
        if elapsed:
            with suppress(Reverted):
                self.factory.rate_model(self.rate_model).accrue(self._books.utilization, elapsed, sender=self.address)
        self._books = accounting

    def _to_shares(self, accounting: State, assets: int, mul_div: MulDiv) -> int:
        return mul_div(assets, self.shares.total_supply + VIRTUAL_SHARES, accounting.total_assets + 1)

    def _to_assets(self, accounting: State, shares: int, mul_div: MulDiv) -> int:
        return mul_div(shares, accounting.total_assets + 1, self.shares.total_supply + VIRTUAL_SHARES)

    def _free_cash(self, accounting: State) -> int:
        return max(
            0, accounting.cash - accounting.claimable - self._to_assets(accounting, accounting.queued, mul_div_up)
        )

    def _is_dead(self, accounting: State) -> bool:
        """Whether losses, all of them settled, left so little for each share that new ones would hardly fit."""
        shares = (self.shares.total_supply + VIRTUAL_SHARES) * 10**self.shares.decimals
        return not accounting.stops and shares > (accounting.total_assets + 1) * DEAD_SHARES

    def _check_receiver(self, receiver: str) -> None:
        require(receiver != self.address, "pool: own address")

    def _send(self, receiver: str, amount: int) -> None:
        self._check_receiver(receiver)
        self.asset.transfer(receiver, amount, sender=self.address)

    def _check_received(self, accounting: State) -> None:
        require(self.asset.balance_of(self.address) >= accounting.cash, "pool: not received")
