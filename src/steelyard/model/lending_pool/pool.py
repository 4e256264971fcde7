# SPDX-License-Identifier: Apache-2.0
"""The lending pool as integers: the executable specification of contracts/lending/LendingPool.vy.

Amounts are asset units, shares have six decimals more than the asset, debt shares are scaled by an index of 1e27,
ratios and rates by 1e18. Every conversion rounds against the caller. A refused call changes nothing.
"""

from dataclasses import dataclass

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.errors import need
from steelyard.model.lending_pool.books import MAX_CASH, BookKeeper, Factory
from steelyard.model.lending_pool.borrowers import HOUR, BorrowerLedger
from steelyard.model.lending_pool.queue import Queue
from steelyard.model.lending_pool.settings import Settings
from steelyard.model.lending_pool.vault import Vault
from steelyard.model.rounding import RAY, mul_div_down, mul_div_up


@dataclass(frozen=True)
class PoolSheet:
    """The whole pool, as `ILendingPool.PoolSheet`."""

    cash: int
    debt: int
    reserve: int
    claimable: int
    carried: int
    nominal: int
    index: int
    rate: int
    utilization: int
    free_cash: int
    total_assets: int
    supply: int
    queued: int
    winding: int
    paused_until: int


@dataclass(frozen=True)
class BorrowerSheet:
    """One borrower, as `ILendingPool.BorrowerSheet`."""

    debt: int
    limit: int
    borrowable: int
    nominal: int
    carried: int
    winding: bool


class LendingPool(Vault, Queue, Settings):
    """Twin of LendingPool.vy; the constructor's arguments follow the contract's, with its address and surroundings."""

    def __init__(
        self,
        asset: Erc20,
        curator: str,
        guardian: str,
        rate_model: str,
        deposit_cap: int,
        reserve_factor: int,
        required_reserve: int,
        hourly_part: int,
        timelock: int,
        *,
        address: str,
        factory: Factory,
        clock: Clock,
    ) -> None:
        BorrowerLedger.__init__(self, hourly_part)
        Settings.__init__(self, curator, guardian, deposit_cap, reserve_factor, required_reserve, timelock)
        Queue.__init__(self)
        BookKeeper.__init__(
            self, asset, rate_model, deposit_cap, reserve_factor, address=address, factory=factory, clock=clock
        )

    def accrue(self, *, sender: str) -> int:
        """Books the interest; returns the debt of `sender`, rounded up."""
        books = self._current()
        self._save(books)
        return self._debt_of(sender, books)

    def borrow(self, amount: int, receiver: str, partial: bool, *, sender: str) -> tuple[int, int]:
        """Lends to a token with a limit; returns the amount lent and its debt afterwards."""
        need(amount != 0, "borrow: zero")
        need(self.clock.now >= self.paused_until, "pool: borrowing paused")
        books = self._current()
        own = self._borrower(sender)
        need(not own.winding, "borrow: winding down")
        lent = amount
        if partial:
            lent = min(amount, self._borrowable(own, books))
            need(lent != 0, "borrow: nothing to lend")
        else:
            need(amount <= self._limit_room(own, books), "borrow: limit")
            need(amount <= self._allowance(own), "borrow: hourly allowance")
            need(amount <= self._free_cash(books), "borrow: no free cash")

        self.asset.transfer(receiver, lent, sender=self.address)
        shares = mul_div_up(lent, RAY, books.index)
        own.shares += shares
        own.drained_at = max(own.drained_at, self.clock.now << 15) + mul_div_up(lent, HOUR, self._hourly(own))
        self._borrowers[sender] = own
        books.debt_shares += shares
        books.cash -= lent
        self._save(books.sampled())
        return lent, self._debt_of(sender, books)

    def repay(self, amount: int, *, sender: str) -> int:
        """Books `amount` that was sent here before; returns the debt afterwards."""
        books = self._current()
        debt = self._debt_of(sender, books)
        need(amount <= debt, "repay: above debt")
        own = self._borrower(sender)
        if own.nominal:
            self._set_impairment(own, books, own.nominal - amount, own.carried - min(own.carried, amount))
        else:
            shares = own.shares if amount == debt else mul_div_down(amount, RAY, books.index)
            own.shares -= shares
            books.debt_shares -= shares
        if own.winding and amount == debt:
            own.winding = False
            books.winding -= 1
        hourly = self._hourly(own)
        if hourly:
            own.drained_at -= min(own.drained_at, mul_div_down(amount, HOUR, hourly))
        books.cash = min(books.cash + amount, MAX_CASH)
        self._check_received(books)
        self._borrowers[sender] = own
        self._save(books.sampled() if amount else books)
        return self._debt_of(sender, books)

    def begin_wind_down(self, *, sender: str) -> None:
        """No reserve may leave until the debt of `sender` is gone; nothing happens without debt."""
        books = self._current()
        own = self._borrower(sender)
        if self._debt_of(sender, books) and not own.winding:
            own.winding = True
            books.winding += 1
            self._borrowers[sender] = own
        self._save(books)

    def impair(self, carried: int, *, sender: str) -> None:
        """The debt of `sender` stops earning; lenders count it at `carried`, never higher than now."""
        books = self._current()
        own = self._borrower(sender)
        self._stop_earning(own, books)
        need(carried <= own.carried, "impair: above counted")
        books.absorb(own.carried - carried)
        self._set_impairment(own, books, own.nominal, carried)
        self._borrowers[sender] = own
        self._save(books.sampled())

    def write_off(self, *, sender: str) -> None:
        """The debt of `sender` is gone, the reserve covers first, its limit becomes 0."""
        books = self._current()
        own = self._borrower(sender)
        self._stop_earning(own, books)
        books.absorb(own.carried)
        self._set_impairment(own, books, 0, 0)
        own.winding = False
        books.winding -= 1
        self._borrowers[sender] = own
        self._set_limit(sender, 0)
        self._save(books.sampled())

    def debt_of(self, borrower: str) -> int:
        """Debt now, impaired debt as owed, rounded up."""
        return self._debt_of(borrower, self._current())

    def sheet(self) -> PoolSheet:
        """The whole pool, with interest up to now."""
        books = self._current()
        return PoolSheet(
            cash=books.cash,
            debt=books.debt,
            reserve=books.reserve,
            claimable=books.claimable,
            carried=books.carried,
            nominal=books.nominal,
            index=books.index,
            rate=books.rate,
            utilization=books.utilization,
            free_cash=self._free_cash(books),
            total_assets=books.total_assets,
            supply=self.shares.total_supply,
            queued=books.queued,
            winding=books.winding,
            paused_until=self.paused_until,
        )

    def borrower(self, account: str) -> BorrowerSheet:
        """One borrower's side, with interest up to now."""
        books = self._current()
        own = self._borrower(account)
        is_open = not own.winding and self.clock.now >= self.paused_until
        return BorrowerSheet(
            debt=self._debt_of(account, books),
            limit=own.limit,
            borrowable=self._borrowable(own, books) if is_open else 0,
            nominal=own.nominal,
            carried=own.carried,
            winding=own.winding,
        )
