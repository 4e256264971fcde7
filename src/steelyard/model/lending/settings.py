# SPDX-License-Identifier: Apache-2.0
"""Who may change what in the pool, and how fast; the twin of settings.vy."""

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum

from steelyard.model.clock import DAY
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.lending.accounting import BASIS_POINT, State
from steelyard.model.lending.borrowers import BorrowerState
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, mul_div_up

MAX_RESERVE_FACTOR = 3 * 10**17
MAX_DEPOSIT_CAP = 2**95
PAUSE_TIME = 7 * DAY
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


class Settings(BorrowerState):
    """The curator proposes, anyone applies after the delay, the guardian vetoes, lowers and pauses."""

    def __init__(
        self,
        curator: str,
        guardian: str,
        deposit_cap: int,
        reserve_factor: int,
        required_reserve: int,
        timelock: int,
    ) -> None:
        require(ZERO_ADDRESS not in (curator, guardian), "pool: role")
        require(deposit_cap <= MAX_DEPOSIT_CAP, "pool: deposit cap")
        require(_is_factor(reserve_factor), "pool: reserve factor")
        require(required_reserve <= WAD, "pool: required reserve")
        self.curator = curator
        self.guardian = guardian
        self.required_reserve = required_reserve
        self.timelock = timelock
        self.paused_until = 0
        self.pending: defaultdict[tuple[int, str], Pending] = defaultdict(Pending)

    def submit(self, setting: int, target: str, amount: int, *, sender: str) -> None:
        """Proposes a setting; what lowers a limit or the deposit cap takes effect at once."""
        require(sender == self.curator, "submit: not the curator")
        self._check_setting(self._current(), setting, target, amount)
        delay = self.timelock
        if setting == Setting.BORROW_LIMIT:
            limit = self._borrower(target).limit
            if amount <= limit:
                self._set_limit(target, amount)
                return
            if limit == 0:
                delay *= 2
        elif setting == Setting.DEPOSIT_CAP and amount <= self.deposit_cap:
            self._apply(setting, target, amount)
            return
        self.pending[setting, target] = Pending(amount, self.clock.now + delay)

    def accept(self, setting: int, target: str, *, sender: str) -> None:
        """Applies a setting whose delay is over."""
        pending = self.pending.get((setting, target), Pending())
        require(pending.valid_at != 0, "accept: nothing pending")
        require(self.clock.now >= pending.valid_at, "accept: too early")
        accounting = self._current()
        self._check_setting(accounting, setting, target, pending.amount)
        if setting == Setting.RESERVE_WITHDRAWAL:
            self.asset.transfer(target, pending.amount, sender=self.address)
            accounting.cash -= pending.amount
            accounting.reserve -= pending.amount
            accounting = accounting.sampled()
        elif setting == Setting.RESERVE_FACTOR:
            accounting.reserve_factor = pending.amount // BASIS_POINT
        self._save(accounting)
        self._apply(setting, target, pending.amount)

    def revoke(self, setting: int, target: str, *, sender: str) -> None:
        """Cancels what is pending."""
        require(sender in (self.curator, self.guardian), "revoke: no role")
        require((setting, target) in self.pending, "revoke: nothing pending")
        del self.pending[setting, target]

    def guard_limit(self, token: str, amount: int, *, sender: str) -> None:
        """Lowers a limit at once."""
        require(sender == self.guardian, "settings: not the guardian")
        require(amount < self._borrower(token).limit, "guard: not lower")
        self._set_limit(token, amount)

    def pause_borrowing(self, *, sender: str) -> None:
        """No new borrowing for 7 days, no new pause for 14 more."""
        require(sender == self.guardian, "settings: not the guardian")
        rested = self.paused_until == 0 or self.clock.now >= self.paused_until + PAUSE_REST
        require(rested, "pause: too soon")
        self._save(self._current())
        self.paused_until = self.clock.now + PAUSE_TIME

    def _check_setting(self, accounting: State, setting: int, target: str, amount: int) -> None:
        if setting == Setting.BORROW_LIMIT:
            require(self.factory.is_token(target), "limit: not a token")
            require(amount <= MAX_DEPOSIT_CAP, "limit: above maximum")
        elif setting == Setting.RATE_MODEL:
            require(amount == 0 and self.factory.is_rate_model(target), "setting: not a rate model")
        elif setting == Setting.RESERVE_FACTOR:
            require(target == ZERO_ADDRESS and _is_factor(amount), "setting: reserve factor")
        elif setting == Setting.DEPOSIT_CAP:
            require(target == ZERO_ADDRESS and amount <= MAX_DEPOSIT_CAP, "setting: deposit cap")
        elif setting == Setting.RESERVE_WITHDRAWAL:
            require(amount != 0 and target != ZERO_ADDRESS, "reserve: nothing or nobody")
            require(accounting.winding == 0, "reserve: a token winds down")
            require(amount <= self._free_cash(accounting), "reserve: no free cash")
            required = mul_div_up(accounting.debt, self.required_reserve, WAD)
            require(amount <= accounting.reserve - required, "reserve: below requirement")
        else:
            require(setting in (Setting.CURATOR, Setting.GUARDIAN), "setting: unknown")
            require(amount == 0 and target != ZERO_ADDRESS, "setting: no account")

    def _apply(self, setting: int, target: str, amount: int) -> None:
        if setting == Setting.BORROW_LIMIT:
            self._borrowers[target].limit = amount
        elif setting == Setting.RATE_MODEL:
            self.rate_model = target
        elif setting == Setting.DEPOSIT_CAP:
            self.deposit_cap = amount
        elif setting == Setting.CURATOR:
            self.curator = target
        elif setting == Setting.GUARDIAN:
            self.guardian = target
        self.pending.pop((setting, target), None)

    def _set_limit(self, token: str, amount: int) -> None:
        self._apply(Setting.BORROW_LIMIT, token, amount)


def _is_factor(amount: int) -> bool:
    return amount <= MAX_RESERVE_FACTOR and amount % BASIS_POINT == 0
