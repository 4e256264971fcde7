# SPDX-License-Identifier: Apache-2.0
"""The lending pool as integers: the executable specification of contracts/lending/LendingPool.vy.

Amounts are asset units, shares have six decimals more than the asset, debt shares are scaled by an index of 1e27,
ratios and rates by 1e18. Every conversion rounds against the caller. A refused call changes nothing.
"""

from dataclasses import dataclass

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.lending.accounting import MAX_CASH, Factory, PositionKeeper
from steelyard.model.lending.borrowers import HOUR, BorrowerState
from steelyard.model.lending.governance import PoolGovernance
from steelyard.model.lending.queue import Queue
from steelyard.model.lending.settings import Settings
from steelyard.model.lending.vault import Vault
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import RAY, mul_div_down, mul_div_up


@dataclass(frozen=True)
class PoolState:
    """The whole pool, as `ILendingPool.PoolState`."""

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
    ending: int
    covered: int
    stops: bool
    paused_until: int


@dataclass(frozen=True)
class LoanState:
    """One borrower, as `ILendingPool.LoanState`."""

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
        BorrowerState.__init__(self, hourly_part)
        self.address = address
        governance = PoolGovernance(self, curator, guardian, timelock)
        Settings.__init__(self, governance, deposit_cap, reserve_factor, required_reserve)
        Queue.__init__(self)
        PositionKeeper.__init__(
            self, asset, rate_model, deposit_cap, reserve_factor, address=address, factory=factory, clock=clock
        )

    def accrue(self, *, sender: str) -> int:
        """Books the interest; returns the debt of `sender`, rounded up."""
        accounting = self._current()
        self._save(accounting)
        return self._debt_of(sender, accounting)

    def borrow(self, amount: int, receiver: str, partial: bool, *, sender: str) -> tuple[int, int]:
        """Lends to a token with a limit; returns the amount lent and its debt afterwards."""
        require(amount != 0, "borrow: zero")
        require(self.clock.now >= self.paused_until, "pool: borrowing paused")
        accounting = self._current()
        own = self._borrower(sender)
        require(not own.winding, "borrow: winding down")
        lent = amount
        if partial:
            lent = min(amount, self._borrowable(own, accounting))
            require(lent != 0, "borrow: nothing to lend")
        else:
            require(amount <= self._limit_room(own, accounting), "borrow: limit")
            require(amount <= self._allowance(own), "borrow: hourly allowance")
            require(amount <= self._free_cash(accounting), "borrow: no free cash")

        self._send(receiver, lent)
        shares = mul_div_up(lent, RAY, accounting.index)
        own.shares += shares
        own.drained_at = max(own.drained_at, self.clock.now << 15) + mul_div_up(lent, HOUR, self._hourly(own))
        self._borrowers[sender] = own
        accounting.debt_shares += shares
        accounting.cash -= lent
        self._save(accounting.sampled())
        return lent, self._debt_of(sender, accounting)

    def repay(self, amount: int, *, sender: str) -> int:
        """Books `amount` that was sent here before; returns the debt afterwards."""
        accounting = self._current()
        debt = self._debt_of(sender, accounting)
        require(amount <= debt, "repay: above debt")
        own = self._borrower(sender)
        if own.nominal:
            recovery = amount - min(own.carried, amount)
            self._set_impairment(own, accounting, own.nominal - amount, own.carried - (amount - recovery))
            accounting.absorb(-recovery)
        else:
            shares = own.shares if amount == debt else mul_div_down(amount, RAY, accounting.index)
            own.shares -= shares
            accounting.debt_shares -= shares
            accounting.ending_shares -= shares if own.winding else 0
        own.winding = own.winding and amount != debt
        hourly = self._hourly(own)
        if hourly:
            own.drained_at -= min(own.drained_at, mul_div_down(amount, HOUR, hourly))
        accounting.cash = min(accounting.cash + amount, MAX_CASH)
        self._check_received(accounting)
        self._borrowers[sender] = own
        self._save(accounting.sampled() if amount else accounting)
        return self._debt_of(sender, accounting)

    def begin_wind_down(self, *, sender: str) -> None:
        """The debt of `sender` counts as one whose loss may be open; nothing happens without debt."""
        accounting = self._current()
        own = self._borrower(sender)
        if self._debt_of(sender, accounting) and not own.winding:
            own.winding = True
            accounting.ending_shares += own.shares
            self._borrowers[sender] = own
        self._save(accounting)

    def end_wind_down(self, *, sender: str) -> None:
        """The debt of `sender` is one like others again, if no loss is booked; nothing happens outside a wind-down."""
        accounting = self._current()
        own = self._borrower(sender)
        require(own.nominal == 0, "borrower: loss booked")
        if own.winding:
            own.winding = False
            accounting.ending_shares -= own.shares
            self._borrowers[sender] = own
        self._save(accounting)

    def impair(self, carried: int, *, sender: str) -> None:
        """The debt of `sender` stops earning; lenders count it at `carried`. Nothing happens while nothing stops."""
        accounting = self._current()
        own = self._borrower(sender)
        require(own.winding, "borrower: not winding down")
        if not accounting.stops:
            self._save(accounting)
            return
        self._stop_earning(own, accounting)
        require(carried <= own.nominal, "impair: above nominal")
        loss = own.carried - carried
        self._set_impairment(own, accounting, own.nominal, carried)
        accounting.absorb(loss)
        self._borrowers[sender] = own
        self._save(accounting.sampled())

    def write_off(self, *, sender: str) -> None:
        """The debt of `sender` is gone, the reserve covers first, its limit becomes 0."""
        accounting = self._current()
        own = self._borrower(sender)
        require(own.winding, "borrower: not winding down")
        self._stop_earning(own, accounting)
        loss = own.carried
        self._set_impairment(own, accounting, 0, 0)
        accounting.absorb(loss)
        own.winding = False
        self._borrowers[sender] = own
        self._borrowers[sender].limit = 0
        self.governance.cancel_limit(sender, sender=self.address)
        self._save(accounting.sampled())

    def debt_of(self, borrower: str) -> int:
        """Debt now, impaired debt as owed, rounded up."""
        return self._debt_of(borrower, self._current())

    def pool_state(self) -> PoolState:
        """The whole pool, with interest up to now."""
        accounting = self._current()
        return PoolState(
            cash=accounting.cash,
            debt=accounting.debt,
            reserve=accounting.reserve,
            claimable=accounting.claimable,
            carried=accounting.carried,
            nominal=accounting.nominal,
            index=accounting.index,
            rate=accounting.rate,
            utilization=accounting.utilization,
            free_cash=self._free_cash(accounting),
            total_assets=accounting.total_assets,
            supply=self.shares.total_supply,
            queued=accounting.queued,
            ending=accounting.ending,
            covered=accounting.covered,
            stops=accounting.stops,
            paused_until=self.paused_until,
        )

    def loan_state(self, account: str) -> LoanState:
        """One borrower's side, with interest up to now."""
        accounting = self._current()
        own = self._borrower(account)
        is_open = not own.winding and self.clock.now >= self.paused_until
        return LoanState(
            debt=self._debt_of(account, accounting),
            limit=own.limit,
            borrowable=self._borrowable(own, accounting) if is_open else 0,
            nominal=own.nominal,
            carried=own.carried,
            winding=own.winding,
        )
