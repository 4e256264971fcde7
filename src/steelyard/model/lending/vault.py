# SPDX-License-Identifier: Apache-2.0
"""The lenders' side: ERC-4626 over the books. Every conversion rounds against the caller."""

from steelyard.model.lending.accounting import MAX_CASH, MAX_SUPPLY, PositionKeeper, State
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import mul_div_down, mul_div_up


class Vault(PositionKeeper):
    """Deposits and withdrawals, what they would give, and how much is possible now."""

    def deposit(self, assets: int, receiver: str, *, sender: str) -> int:
        """Takes exactly `assets`; returns shares, rounded down."""
        accounting = self._current()
        shares = self._to_shares(accounting, assets, mul_div_down)
        self._enter(accounting, assets, shares, receiver, sender)
        return shares

    def mint(self, shares: int, receiver: str, *, sender: str) -> int:
        """Gives exactly `shares`; returns assets taken, rounded up."""
        accounting = self._current()
        assets = self._to_assets(accounting, shares, mul_div_up)
        self._enter(accounting, assets, shares, receiver, sender)
        return assets

    def withdraw(self, assets: int, receiver: str, owner: str, *, sender: str) -> int:
        """Pays exactly `assets`; returns shares burned, rounded up."""
        accounting = self._current()
        shares = self._to_shares(accounting, assets, mul_div_up)
        self._leave(accounting, assets, shares, receiver, owner, sender)
        return shares

    def redeem(self, shares: int, receiver: str, owner: str, *, sender: str) -> int:
        """Burns exactly `shares`; returns assets paid, rounded down."""
        accounting = self._current()
        assets = self._to_assets(accounting, shares, mul_div_down)
        self._leave(accounting, assets, shares, receiver, owner, sender)
        return assets

    def total_assets(self) -> int:
        """Lenders' assets with interest up to now."""
        return self._current().total_assets

    def convert_to_shares(self, assets: int) -> int:
        """Shares for `assets`, rounded down."""
        return self._to_shares(self._current(), assets, mul_div_down)

    def convert_to_assets(self, shares: int) -> int:
        """Assets for `shares`, rounded down."""
        return self._to_assets(self._current(), shares, mul_div_down)

    preview_deposit = convert_to_shares
    preview_redeem = convert_to_assets

    def preview_mint(self, shares: int) -> int:
        """Assets that `mint` takes."""
        return self._to_assets(self._current(), shares, mul_div_up)

    def preview_withdraw(self, assets: int) -> int:
        """Shares that `withdraw` burns."""
        return self._to_shares(self._current(), assets, mul_div_up)

    def max_deposit(self, receiver: str) -> int:
        """Most assets that `deposit` accepts now."""
        accounting = self._current()
        room = min(self._room(accounting), self._to_assets(accounting, self._share_room(accounting), mul_div_down))
        return room if self._to_shares(accounting, room, mul_div_down) else 0

    def max_mint(self, receiver: str) -> int:
        """Most shares that `mint` accepts now."""
        accounting = self._current()
        return min(self._to_shares(accounting, self._room(accounting), mul_div_down), self._share_room(accounting))

    def max_withdraw(self, owner: str) -> int:
        """Most assets that `withdraw` pays `owner` now."""
        accounting = self._current()
        owned = self._to_assets(accounting, self.shares.balance_of(owner), mul_div_down)
        return min(owned, self._free_cash(accounting))

    def max_redeem(self, owner: str) -> int:
        """Most shares that `redeem` burns of `owner` now."""
        accounting = self._current()
        shares = self.shares.balance_of(owner)
        free_cash = self._free_cash(accounting)
        if self._to_assets(accounting, shares, mul_div_down) > free_cash:
            shares = self._to_shares(accounting, free_cash, mul_div_down)
        return shares if self._to_assets(accounting, shares, mul_div_down) else 0

    def _room(self, accounting: State) -> int:
        if accounting.stops:
            return 0
        return min(max(0, self.deposit_cap - accounting.total_assets), MAX_CASH - accounting.cash)

    def _share_room(self, accounting: State) -> int:
        return 0 if self._is_dead(accounting) else MAX_SUPPLY - self.shares.total_supply

    def _enter(self, accounting: State, assets: int, shares: int, receiver: str, sender: str) -> None:
        require(assets != 0 and shares != 0, "deposit: zero")
        require(not accounting.stops, "deposit: loss not settled")
        require(assets <= self._room(accounting), "deposit: above cap")
        require(shares <= self._share_room(accounting), "deposit: too many shares")
        self._check_receiver(receiver)
        self.asset.check_allowance(sender, self.address, assets)
        self.asset.check_transfer(sender, self.address, assets)
        self.shares.mint(receiver, shares)
        self.asset.transfer_from(sender, self.address, assets, sender=self.address)
        accounting.cash += assets
        self._save(accounting.sampled())

    def _leave(self, accounting: State, assets: int, shares: int, receiver: str, owner: str, sender: str) -> None:
        is_dead = self._is_dead(accounting)
        require(assets != 0 or is_dead, "withdraw: zero")
        require(assets <= self._free_cash(accounting), "withdraw: no free cash")
        on_allowance = owner != sender and not (is_dead and receiver == owner)
        if on_allowance:
            self.shares.check_allowance(owner, sender, shares)
        self.shares.check_burn(owner, shares)
        self._send(receiver, assets)
        if on_allowance:
            self.shares.burn_from(owner, shares, sender=sender)
        else:
            self.shares.burn(owner, shares)
        accounting.cash -= assets
        self._save(accounting.sampled())
