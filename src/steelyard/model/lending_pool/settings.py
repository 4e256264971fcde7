# SPDX-License-Identifier: Apache-2.0
"""Who may change what in the pool, and how fast; the twin of settings.vy."""

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum

from steelyard.model.clock import DAY
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.errors import need
from steelyard.model.lending_pool.books import BASIS_POINT, Books
from steelyard.model.lending_pool.borrowers import BorrowerLedger
from steelyard.model.rounding import WAD, mul_div_up

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


class Settings(BorrowerLedger):
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
        need(ZERO_ADDRESS not in (curator, guardian), "pool: role")
        need(deposit_cap <= MAX_DEPOSIT_CAP, "pool: deposit cap")
        need(_is_factor(reserve_factor), "pool: reserve factor")
        need(required_reserve <= WAD, "pool: required reserve")
        self.curator = curator
        self.guardian = guardian
        self.required_reserve = required_reserve
        self.timelock = timelock
        self.paused_until = 0
        self.pending: defaultdict[tuple[int, str], Pending] = defaultdict(Pending)

    def submit(self, setting: int, target: str, amount: int, *, sender: str) -> None:
        """Proposes a setting; what lowers a limit or the deposit cap takes effect at once."""
        need(sender == self.curator, "submit: not the curator")
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
        need(pending.valid_at != 0, "accept: nothing pending")
        need(self.clock.now >= pending.valid_at, "accept: too early")
        books = self._current()
        self._check_setting(books, setting, target, pending.amount)
        if setting == Setting.RESERVE_WITHDRAWAL:
            self.asset.transfer(target, pending.amount, sender=self.address)
            books.cash -= pending.amount
            books.reserve -= pending.amount
            books = books.sampled()
        elif setting == Setting.RESERVE_FACTOR:
            books.reserve_factor = pending.amount // BASIS_POINT
        self._save(books)
        self._apply(setting, target, pending.amount)

    def revoke(self, setting: int, target: str, *, sender: str) -> None:
        """Cancels what is pending."""
        need(sender in (self.curator, self.guardian), "revoke: no role")
        need((setting, target) in self.pending, "revoke: nothing pending")
        del self.pending[setting, target]

    def guard_limit(self, token: str, amount: int, *, sender: str) -> None:
        """Lowers a limit at once."""
        need(sender == self.guardian, "settings: not the guardian")
        need(amount < self._borrower(token).limit, "guard: not lower")
        self._set_limit(token, amount)

    def pause_borrowing(self, *, sender: str) -> None:
        """No new borrowing for 7 days, no new pause for 14 more."""
        need(sender == self.guardian, "settings: not the guardian")
        rested = self.paused_until == 0 or self.clock.now >= self.paused_until + PAUSE_REST
        need(rested, "pause: too soon")
        self._save(self._current())
        self.paused_until = self.clock.now + PAUSE_TIME

    def _check_setting(self, books: Books, setting: int, target: str, amount: int) -> None:
        if setting == Setting.BORROW_LIMIT:
            need(self.factory.is_token(target), "limit: not a token")
            need(amount <= MAX_DEPOSIT_CAP, "limit: above maximum")
        elif setting == Setting.RATE_MODEL:
            need(amount == 0 and self.factory.is_rate_model(target), "setting: not a rate model")
        elif setting == Setting.RESERVE_FACTOR:
            need(target == ZERO_ADDRESS and _is_factor(amount), "setting: reserve factor")
        elif setting == Setting.DEPOSIT_CAP:
            need(target == ZERO_ADDRESS and amount <= MAX_DEPOSIT_CAP, "setting: deposit cap")
        elif setting == Setting.RESERVE_WITHDRAWAL:
            need(amount != 0 and target != ZERO_ADDRESS, "reserve: nothing or nobody")
            need(books.winding == 0, "reserve: a token winds down")
            need(amount <= self._free_cash(books), "reserve: no free cash")
            required = mul_div_up(books.debt, self.required_reserve, WAD)
            need(amount <= books.reserve - required, "reserve: below requirement")
        else:
            need(setting in (Setting.CURATOR, Setting.GUARDIAN), "setting: unknown")
            need(amount == 0 and target != ZERO_ADDRESS, "setting: no account")

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
