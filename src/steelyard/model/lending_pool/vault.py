# SPDX-License-Identifier: Apache-2.0
"""The lenders' side: ERC-4626 over the books. Every conversion rounds against the caller."""

from steelyard.model.errors import need
from steelyard.model.lending_pool.books import BookKeeper, Books
from steelyard.model.rounding import mul_div_down, mul_div_up

MAX_SUPPLY = 2**120 - 1


class Vault(BookKeeper):
    """Deposits and withdrawals, what they would give, and how much is possible now."""

    def deposit(self, assets: int, receiver: str, *, sender: str) -> int:
        """Takes exactly `assets`; returns shares, rounded down."""
        books = self._current()
        shares = self._to_shares(books, assets, mul_div_down)
        self._enter(books, assets, shares, receiver, sender)
        return shares

    def mint(self, shares: int, receiver: str, *, sender: str) -> int:
        """Gives exactly `shares`; returns assets taken, rounded up."""
        books = self._current()
        assets = self._to_assets(books, shares, mul_div_up)
        self._enter(books, assets, shares, receiver, sender)
        return assets

    def withdraw(self, assets: int, receiver: str, owner: str, *, sender: str) -> int:
        """Pays exactly `assets`; returns shares burned, rounded up."""
        books = self._current()
        shares = self._to_shares(books, assets, mul_div_up)
        self._leave(books, assets, shares, receiver, owner, sender)
        return shares

    def redeem(self, shares: int, receiver: str, owner: str, *, sender: str) -> int:
        """Burns exactly `shares`; returns assets paid, rounded down."""
        books = self._current()
        assets = self._to_assets(books, shares, mul_div_down)
        self._leave(books, assets, shares, receiver, owner, sender)
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
        books = self._current()
        room = min(self._room(books), self._to_assets(books, self._share_room(), mul_div_down))
        return room if self._to_shares(books, room, mul_div_down) else 0

    def max_mint(self, receiver: str) -> int:
        """Most shares that `mint` accepts now."""
        books = self._current()
        return min(self._to_shares(books, self._room(books), mul_div_down), self._share_room())

    def max_withdraw(self, owner: str) -> int:
        """Most assets that `withdraw` pays `owner` now."""
        books = self._current()
        owned = self._to_assets(books, self.shares.balance_of(owner), mul_div_down)
        return min(owned, self._free_cash(books))

    def max_redeem(self, owner: str) -> int:
        """Most shares that `redeem` burns of `owner` now."""
        books = self._current()
        shares = self.shares.balance_of(owner)
        free_cash = self._free_cash(books)
        if self._to_assets(books, shares, mul_div_down) > free_cash:
            shares = self._to_shares(books, free_cash, mul_div_down)
        return shares if self._to_assets(books, shares, mul_div_down) else 0

    def _room(self, books: Books) -> int:
        return 0 if books.nominal else max(0, self.deposit_cap - books.total_assets)

    def _share_room(self) -> int:
        return MAX_SUPPLY - self.shares.total_supply

    def _enter(self, books: Books, assets: int, shares: int, receiver: str, sender: str) -> None:
        need(assets != 0 and shares != 0, "deposit: zero")
        need(not books.nominal, "deposit: loss not settled")
        need(assets <= self._room(books), "deposit: above cap")
        need(shares <= self._share_room(), "deposit: too many shares")
        self.asset.check_allowance(sender, self.address, assets)
        self.asset.check_transfer(sender, self.address, assets)
        self.shares.mint(receiver, shares)
        self.asset.transfer_from(sender, self.address, assets, sender=self.address)
        books.cash += assets
        self._save(books.sampled())

    def _leave(self, books: Books, assets: int, shares: int, receiver: str, owner: str, sender: str) -> None:
        need(assets != 0 and shares != 0, "withdraw: zero")
        need(assets <= self._free_cash(books), "withdraw: no free cash")
        if owner != sender:
            self.shares.check_allowance(owner, sender, shares)
        self.shares.check_burn(owner, shares)
        self.asset.transfer(receiver, assets, sender=self.address)
        if owner != sender:
            self.shares.burn_from(owner, shares, sender=sender)
        else:
            self.shares.burn(owner, shares)
        books.cash -= assets
        self._save(books.sampled())
