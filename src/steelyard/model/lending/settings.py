# SPDX-License-Identifier: Apache-2.0
"""The setters that a pool opens to its governance; mirrors settings.vy."""

from steelyard.model.clock import DAY
from steelyard.model.lending.borrowers import BorrowerState
from steelyard.model.lending.governance import PoolGovernance
from steelyard.model.lending.setting_bounds import BASIS_POINT, is_amount, is_reserve_factor, spare_reserve
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD

PAUSE_TIME = 7 * DAY


class Settings(BorrowerState):
    """Each value is held against its hard bound once more, whoever sends it."""

    def __init__(
        self, governance: PoolGovernance, deposit_cap: int, reserve_factor: int, required_reserve: int
    ) -> None:
        require(is_amount(deposit_cap), "pool: deposit cap")
        require(is_reserve_factor(reserve_factor), "pool: reserve factor")
        require(required_reserve <= WAD, "pool: required reserve")
        self.governance = governance
        self.required_reserve = required_reserve
        self.paused_until = 0

    def set_limit(self, token: str, amount: int, *, sender: str) -> None:
        """The most that `token` may owe after a borrow."""
        self._admit(self.factory.is_token(token) and is_amount(amount), sender)
        self._borrowers[token].limit = amount

    def set_rate_model(self, model: str, *, sender: str) -> None:
        """Who sets the borrow rate from now on."""
        self._admit(self.factory.is_rate_model(model), sender)
        self._save(self._current())
        self.rate_model = model

    def set_reserve_factor(self, amount: int, *, sender: str) -> None:
        """What the reserve gets of the interest from now on."""
        self._admit(is_reserve_factor(amount), sender)
        accounting = self._current()
        accounting.reserve_factor = amount // BASIS_POINT
        self._save(accounting)

    def set_deposit_cap(self, amount: int, *, sender: str) -> None:
        """What deposits may bring the pool to."""
        self._admit(is_amount(amount), sender)
        self.deposit_cap = amount

    def withdraw_reserve(self, receiver: str, amount: int, *, sender: str) -> None:
        """Pays out of the reserve what it may spare."""
        accounting = self._current()
        spare = spare_reserve(accounting.reserve, accounting.debt, self.required_reserve)
        self._admit(not accounting.stops and amount <= min(spare, self._free_cash(accounting)), sender)
        self._send(receiver, amount)
        accounting.cash -= amount
        accounting.reserve -= amount
        self._save(accounting.sampled())

    def pause_borrowing(self, *, sender: str) -> None:
        """No new borrowing for 7 days."""
        self._admit(True, sender)
        self._save(self._current())
        self.paused_until = self.clock.now + PAUSE_TIME

    def limit_of(self, borrower: str) -> int:
        """The most that `borrower` may owe after a borrow."""
        return self._borrower(borrower).limit

    def _admit(self, is_within: bool, sender: str) -> None:
        require(sender == self.governance.address, "settings: not the governance")
        require(is_within, "settings: out of bounds")
