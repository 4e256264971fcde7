# SPDX-License-Identifier: Apache-2.0
"""The integer twin of `AnchoredToken`: shares of a leveraged token in units that stay near an anchor."""

from collections import defaultdict
from dataclasses import dataclass

from steelyard.model.atomic import atomic
from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256, RAY, WAD, mul_div_down, mul_div_up, uint

ATOMS_PER_SHARE = 10**9
WAIT = 600
RECORD_LIFE = 86_400
MAX_STEP = 10**6


@dataclass(frozen=True)
class Pending:
    """A rebase that was due in oracle round `round` at time `since`."""

    round: int
    since: int
    below_floor: bool


class AnchoredToken:
    """Atoms are billionths of the smallest share unit; `factor` is shares per unit, scaled by 1e27.

    The share's balance sheet stays outside: `rebase` takes the net asset value of one share and the oracle's round.
    """

    def __init__(self, share: Erc20, clock: Clock, address: str, anchor: int, floor: int, ceiling: int) -> None:
        require(0 < floor < anchor, "floor: not below the anchor")
        require(ceiling == 0 or ceiling > anchor, "ceiling: not above the anchor")
        self.share = share
        self.clock = clock
        self.address = address
        self.anchor, self.floor, self.ceiling = anchor, floor, ceiling
        self.factor = RAY
        self.pending: Pending | None = None
        self.total_atoms = 0
        self._atoms: defaultdict[str, int] = defaultdict(int)
        self._allowances: defaultdict[tuple[str, str], int] = defaultdict(int)

    @atomic
    def wrap(self, shares: int, receiver: str, *, sender: str) -> int:
        """Pulls shares from `sender`; returns their units, rounded down."""
        require(receiver != ZERO_ADDRESS, "wrap: to the zero address")
        atoms = uint(shares * ATOMS_PER_SHARE)
        units = self._units_down(atoms)
        self._atoms[receiver] = uint(self._atoms[receiver] + atoms)
        self.total_atoms = uint(self.total_atoms + atoms)
        self.share.transfer_from(sender, self.address, shares, sender=self.address)
        return units

    @atomic
    def unwrap(self, units: int, receiver: str, *, sender: str) -> int:
        """Burns units of `sender`; returns the shares sent, rounded down."""
        require(units <= self.balance_of(sender), "unwrap: over balance")
        shares = self.to_shares_down(units)
        self._unwrap(shares, receiver, sender)
        return shares

    @atomic
    def unwrap_shares(self, shares: int, receiver: str, *, sender: str) -> int:
        """Sends exactly `shares`; returns the units burned, rounded down."""
        require(shares <= self.shares_of(sender), "unwrap: over shares held")
        units = self._units_down(shares * ATOMS_PER_SHARE)
        self._unwrap(shares, receiver, sender)
        return units

    def rebase(self, nav: int, round_id: int) -> bool:
        """Records, executes or clears a rebase; `nav` is the quote value of one share, scaled by 1e18.

        A record is replaced if the unit is at the other edge now, or the record is older than a day.
        """
        require(nav != 0, "rebase: no value")
        unit_nav = mul_div_down(nav, self.factor, RAY)
        below_floor = unit_nav <= self.floor
        if not (below_floor or (self.ceiling != 0 and unit_nav >= self.ceiling)):
            require(self.pending is not None, "rebase: not due")
            self.pending = None
            return False
        if not self._has_record_of(below_floor):
            self.pending = Pending(round_id, self.clock.now, below_floor)
            return False
        assert self.pending is not None  # _has_record_of saw to it
        require(self.clock.now >= self.pending.since + WAIT, "rebase: too soon")
        require(round_id > self.pending.round, "rebase: no newer round")
        after = min(mul_div_up(self.anchor, RAY, nav), self.factor * MAX_STEP)
        self.factor = max(after, mul_div_up(self.factor, 1, MAX_STEP))
        self.pending = None
        return True

    def approve(self, spender: str, amount: int, *, sender: str) -> None:
        """An allowance in units, which does not rebase."""
        require(spender != ZERO_ADDRESS, "approve: to the zero address")
        self._allowances[sender, spender] = amount

    def transfer(self, receiver: str, amount: int, *, sender: str) -> None:
        """Moves the atoms of `amount` units, rounded up."""
        self._transfer(sender, receiver, amount)

    @atomic
    def transfer_from(self, owner: str, receiver: str, amount: int, *, sender: str) -> None:
        """Moves units of `owner` on the allowance of `sender`."""
        allowed = self.allowance(owner, sender)
        if allowed != MAX_UINT256:
            require(allowed >= amount, "allowance: too small")
            self._allowances[owner, sender] = allowed - amount
        self._transfer(owner, receiver, amount)

    def allowance(self, owner: str, spender: str) -> int:
        """Units of `owner` that `spender` may still move."""
        return self._allowances.get((owner, spender), 0)

    def balance_of(self, account: str) -> int:
        """Units, rounded down."""
        return self._units_down(self.atoms_of(account))

    def atoms_of(self, account: str) -> int:
        """The claim itself."""
        return self._atoms.get(account, 0)

    def shares_of(self, account: str) -> int:
        """Whole shares that the account can unwrap."""
        return self.atoms_of(account) // ATOMS_PER_SHARE

    def total_supply(self) -> int:
        """Units, rounded down."""
        return self._units_down(self.total_atoms)

    def to_units_down(self, shares: int) -> int:
        """Units of `shares`, rounded down."""
        return self._units_down(uint(shares * ATOMS_PER_SHARE))

    def to_shares_down(self, units: int) -> int:
        """Shares of `units`, rounded down."""
        return self._atoms_up(units) // ATOMS_PER_SHARE

    def _has_record_of(self, below_floor: bool) -> bool:
        pending = self.pending
        if pending is None or self.clock.now > pending.since + RECORD_LIFE:
            return False
        return pending.below_floor == below_floor

    def _units_down(self, atoms: int) -> int:
        return mul_div_down(atoms, WAD, self.factor)

    def _atoms_up(self, units: int) -> int:
        return mul_div_up(units, self.factor, WAD)

    def _unwrap(self, shares: int, receiver: str, owner: str) -> None:
        require(shares != 0, "unwrap: no share")
        self._atoms[owner] -= shares * ATOMS_PER_SHARE
        self.total_atoms -= shares * ATOMS_PER_SHARE
        self.share.transfer(receiver, shares, sender=self.address)

    def _transfer(self, owner: str, receiver: str, amount: int) -> None:
        require(receiver != ZERO_ADDRESS, "transfer: to the zero address")
        require(amount <= self.balance_of(owner), "transfer: over balance")
        atoms = self._atoms_up(amount)
        self._atoms[owner] -= atoms
        self._atoms[receiver] += atoms


def nav_down(collateral: int, debt: int, supply: int, price: int, quote_unit: int, is_bear: bool) -> int:
    """Quote value of one share, scaled by 1e18, rounded down; `price` scaled by 1e36."""
    worth = mul_div_down(collateral, price, 10**36)
    require(worth > debt and supply != 0, "rebase: no equity")
    equity = worth - debt
    if is_bear:
        equity = mul_div_down(equity, 10**36, price)
    return mul_div_down(equity, 10**36, uint(quote_unit * supply))
