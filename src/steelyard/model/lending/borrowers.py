# SPDX-License-Identifier: Apache-2.0
"""What each borrower owes and may still borrow; the twin of borrowers.vy."""

from collections import defaultdict
from dataclasses import dataclass, replace

from steelyard.model.lending.accounting import PositionKeeper, State
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import RAY, WAD, mul_div_down, mul_div_up

HOUR = 3600 << 15  # the hourly bucket counts in parts of a second


@dataclass
class Borrower:
    """One token's side: debt shares, limit, the bucket's tick, impaired debt as owed and as counted."""

    shares: int = 0
    limit: int = 0
    drained_at: int = 0
    winding: bool = False
    nominal: int = 0
    carried: int = 0


class BorrowerState(PositionKeeper):
    """The borrowers' side of the books."""

    def __init__(self, hourly_part: int) -> None:
        require(hourly_part <= WAD, "pool: hourly part")
        self.hourly_part = hourly_part
        self._borrowers: defaultdict[str, Borrower] = defaultdict(Borrower)

    def _borrower(self, account: str) -> Borrower:
        return replace(self._borrowers.get(account, Borrower()))

    def _debt_of(self, account: str, accounting: State) -> int:
        own = self._borrowers.get(account, Borrower())
        return mul_div_up(own.shares, accounting.index, RAY) + own.nominal

    def _borrowable(self, own: Borrower, accounting: State) -> int:
        return min(self._limit_room(own, accounting), self._allowance(own), self._free_cash(accounting))

    def _limit_room(self, own: Borrower, accounting: State) -> int:
        maximum = mul_div_down(own.limit, RAY, accounting.index)
        return mul_div_down(max(0, maximum - own.shares), accounting.index, RAY)

    def _hourly(self, own: Borrower) -> int:
        return mul_div_down(own.limit, self.hourly_part, WAD)

    def _allowance(self, own: Borrower) -> int:
        used = max(0, own.drained_at - (self.clock.now << 15))
        return mul_div_down(self._hourly(own), max(0, HOUR - used), HOUR)

    def _set_impairment(self, own: Borrower, accounting: State, nominal: int, carried: int) -> None:
        accounting.nominal += nominal - own.nominal
        accounting.carried += carried - own.carried
        own.nominal, own.carried = nominal, carried

    def _stop_earning(self, own: Borrower, accounting: State) -> None:
        if own.nominal == 0:
            before = accounting.debt
            nominal = mul_div_up(own.shares, accounting.index, RAY)
            accounting.debt_shares -= own.shares
            accounting.ending_shares -= own.shares
            own.shares = 0
            self._set_impairment(own, accounting, nominal, before - accounting.debt)
