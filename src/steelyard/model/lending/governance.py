# SPDX-License-Identifier: Apache-2.0
"""Who may change what in a pool, and how fast; mirrors PoolGovernance.vy."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from steelyard.model.atomic import atomic
from steelyard.model.clock import DAY
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.lending.setting_bounds import is_amount, is_reserve_factor, spare_reserve
from steelyard.model.libraries.errors import require

if TYPE_CHECKING:
    from steelyard.model.lending.lending_pool import LendingPool

PAUSE_REST = 14 * DAY


class Setting(IntEnum):
    """What `submit`, `accept` and `revoke` are about."""

    BORROW_LIMIT = 1
    RATE_MODEL = 2
    RESERVE_FACTOR = 3
    DEPOSIT_CAP = 4
    RESERVE_WITHDRAWAL = 5
    CURATOR = 6
    GUARDIAN = 7


@dataclass(frozen=True)
class Pending:
    """A setting that waits for its delay."""

    amount: int = 0
    valid_at: int = 0


class PoolGovernance:
    """The curator proposes, anyone applies after the delay, the guardian vetoes, lowers and pauses."""

    def __init__(self, pool: "LendingPool", curator: str, guardian: str, timelock: int) -> None:
        require(ZERO_ADDRESS not in (curator, guardian), "pool: role")
        self.pool = pool
        self.address = f"{pool.address}.governance"
        self.curator = curator
        self.guardian = guardian
        self.timelock = timelock
        self.pending: defaultdict[tuple[int, str], Pending] = defaultdict(Pending)

    @atomic
    def submit(self, setting: int, target: str, amount: int, *, sender: str) -> None:
        """Proposes a setting; what lowers a limit or the deposit cap takes effect at once."""
        require(sender == self.curator, "submit: not the curator")
        self._check_setting(setting, target, amount)
        delay = self.timelock
        if setting == Setting.BORROW_LIMIT:
            limit = self.pool.limit_of(target)
            if amount <= limit:
                self._apply(setting, target, amount)
                return
            if limit == 0:
                delay *= 2
        elif setting == Setting.DEPOSIT_CAP and amount <= self.pool.deposit_cap:
            self._apply(setting, target, amount)
            return
        self.pending[setting, target] = Pending(amount, self.pool.clock.now + delay)

    @atomic
    def accept(self, setting: int, target: str, *, sender: str) -> None:
        """Applies a setting whose delay is over."""
        pending = self.pending.get((setting, target), Pending())
        require(pending.valid_at != 0, "accept: nothing pending")
        require(self.pool.clock.now >= pending.valid_at, "accept: too early")
        self._check_setting(setting, target, pending.amount)
        self.pool.accrue(sender=self.address)
        self._apply(setting, target, pending.amount)

    def revoke(self, setting: int, target: str, *, sender: str) -> None:
        """Cancels what is pending."""
        require(sender in (self.curator, self.guardian), "revoke: no role")
        require((setting, target) in self.pending, "revoke: nothing pending")
        del self.pending[setting, target]

    @atomic
    def guard_limit(self, token: str, amount: int, *, sender: str) -> None:
        """Lowers a limit at once."""
        require(sender == self.guardian, "settings: not the guardian")
        require(amount < self.pool.limit_of(token), "guard: not lower")
        self._apply(Setting.BORROW_LIMIT, token, amount)

    @atomic
    def pause_borrowing(self, *, sender: str) -> None:
        """No new borrowing for 7 days, no new pause for 14 more."""
        require(sender == self.guardian, "settings: not the guardian")
        last = self.pool.paused_until
        require(last == 0 or self.pool.clock.now >= last + PAUSE_REST, "pause: too soon")
        self.pool.pause_borrowing(sender=self.address)

    def cancel_limit(self, token: str, *, sender: str) -> None:
        """From the pool, which has set the limit of a written-off token to 0: cancels its pending increase."""
        require(sender == self.pool.address, "governance: not the pool")
        self.pending.pop((Setting.BORROW_LIMIT, token), None)

    def _apply(self, setting: int, target: str, amount: int) -> None:
        self.pending.pop((setting, target), None)
        setters: dict[int, Callable[[], None]] = {
            Setting.BORROW_LIMIT: lambda: self.pool.set_limit(target, amount, sender=self.address),
            Setting.RATE_MODEL: lambda: self.pool.set_rate_model(target, sender=self.address),
            Setting.RESERVE_FACTOR: lambda: self.pool.set_reserve_factor(amount, sender=self.address),
            Setting.DEPOSIT_CAP: lambda: self.pool.set_deposit_cap(amount, sender=self.address),
            Setting.RESERVE_WITHDRAWAL: lambda: self.pool.withdraw_reserve(target, amount, sender=self.address),
        }
        if setting in setters:
            setters[setting]()
        elif setting == Setting.CURATOR:
            self.curator = target
        else:
            self.guardian = target

    def _check_setting(self, setting: int, target: str, amount: int) -> None:
        pool = self.pool
        if setting == Setting.BORROW_LIMIT:
            require(pool.factory.is_token(target), "limit: not a token")
            require(is_amount(amount), "limit: above maximum")
        elif setting == Setting.RATE_MODEL:
            require(amount == 0 and pool.factory.is_rate_model(target), "setting: not a rate model")
        elif setting == Setting.RESERVE_FACTOR:
            require(target == ZERO_ADDRESS and is_reserve_factor(amount), "setting: reserve factor")
        elif setting == Setting.DEPOSIT_CAP:
            require(target == ZERO_ADDRESS and is_amount(amount), "setting: deposit cap")
        elif setting == Setting.RESERVE_WITHDRAWAL:
            require(amount != 0 and target != ZERO_ADDRESS, "reserve: nothing or nobody")
            sheet = pool.pool_state()
            require(not sheet.stops, "reserve: a token winds down")
            require(amount <= sheet.free_cash, "reserve: no free cash")
            spare = spare_reserve(sheet.reserve, sheet.debt, pool.required_reserve)
            require(amount <= spare, "reserve: below requirement", spare=spare)
        else:
            require(setting in (Setting.CURATOR, Setting.GUARDIAN), "setting: unknown")
            require(amount == 0 and target != ZERO_ADDRESS, "setting: no account")
