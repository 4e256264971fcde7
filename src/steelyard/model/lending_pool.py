# SPDX-License-Identifier: Apache-2.0
"""The lending pool as integers: the executable specification of contracts/lending/LendingPool.vy.

Amounts are asset units, shares have six decimals more than the asset, debt shares are scaled by an index of 1e27,
ratios and rates by 1e18. Every conversion rounds against the caller. A refused call changes nothing.
"""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Protocol

from steelyard.model.clock import DAY, YEAR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.errors import Refused, need
from steelyard.model.interest import RateModel
from steelyard.model.rounding import MAX_UINT256, RAY, WAD, mul_div_down, mul_div_up, wad_exp

BILLION = 10**9
FIRST_INDEX = RAY // 1000
VIRTUAL_SHARES = 10**6
MAX_RATE = 3 * WAD // YEAR
MAX_EXPONENT = 2 * WAD
MAX_RESERVE_FACTOR = 3 * 10**17
BASIS_POINT = 10**14
MAX_DEPOSIT_CAP = 2**95
MAX_SUPPLY = 2**120 - 1
MAX_CASH = 2**96 - 1
MAX_RESERVE = MAX_CLAIMABLE = 2**80 - 1
MAX_INDEX = 2**112 - 1
QUEUE_PART = 10_000
MAX_TICKETS = 100
PAUSE_TIME = 7 * DAY
PAUSE_REST = 14 * DAY
HOUR = 3600 << 15


class Setting(IntEnum):
    """What `submit`, `accept` and `revoke` are about."""

    BORROW_LIMIT = 1
    RATE_MODEL = 2
    RESERVE_FACTOR = 3
    DEPOSIT_CAP = 4
    RESERVE_WITHDRAWAL = 5
    CURATOR = 6
    GUARDIAN = 7


class Factory(Protocol):
    """Whose tokens may borrow, and whose rate models may be set."""

    def is_token(self, account: str) -> bool: ...
    def is_rate_model(self, account: str) -> bool: ...
    def rate_model(self, account: str) -> RateModel: ...


@dataclass
class Books:
    """What the contract keeps in its packed words."""

    cash: int
    reserve: int
    claimable: int
    index: int
    utilization: int
    rate: int
    time: int
    reserve_factor: int
    debt_shares: int
    queued: int
    winding: int
    nominal: int
    carried: int

    @property
    def debt(self) -> int:
        """Performing debt, rounded up."""
        return mul_div_up(self.debt_shares, self.index, RAY)

    @property
    def total_assets(self) -> int:
        """Lenders' assets (POOL-CASH-01)."""
        return self.cash + self.debt + self.carried - self.reserve - self.claimable

    def sampled(self) -> "Books":
        """With utilization as of now, rounded down to a billionth: for operations that moved cash or principal."""
        capital = self.debt + self.cash - self.claimable
        billionths = mul_div_down(self.debt, BILLION, capital) if capital else 0
        return replace(self, utilization=billionths * (WAD // BILLION))

    def absorb(self, loss: int) -> None:
        """The reserve covers what it can; the rest falls on the share price."""
        self.reserve -= min(self.reserve, loss)


@dataclass
class Borrower:
    """One token's side: debt shares, limit, the bucket's tick, impaired debt as owed and as counted."""

    shares: int = 0
    limit: int = 0
    drained_at: int = 0
    winding: bool = False
    nominal: int = 0
    carried: int = 0


@dataclass
class Ticket:
    """One place in the queue."""

    owner: str
    shares: int


@dataclass(frozen=True)
class Pending:
    """A setting that waits for its delay."""

    amount: int = 0
    valid_at: int = 0


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


class LendingPool:
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
        need(hourly_part <= WAD, "pool: hourly part")
        need(ZERO_ADDRESS not in (curator, guardian), "pool: role")
        need(deposit_cap <= MAX_DEPOSIT_CAP, "pool: deposit cap")
        need(_is_factor(reserve_factor), "pool: reserve factor")
        need(required_reserve <= WAD, "pool: required reserve")
        self.asset = asset
        self.address = address
        self.factory = factory
        self.clock = clock
        self.shares = Erc20(asset.decimals + 6)
        self.required_reserve = required_reserve
        self.hourly_part = hourly_part
        self.timelock = timelock
        self.curator = curator
        self.guardian = guardian
        self.rate_model = rate_model
        self.deposit_cap = deposit_cap
        self.paused_until = 0
        self.pending: defaultdict[tuple[int, str], Pending] = defaultdict(Pending)
        self.tickets: list[Ticket] = []
        self.head = 0
        self.claims: defaultdict[str, int] = defaultdict(int)
        self._borrowers: defaultdict[str, Borrower] = defaultdict(Borrower)
        self._books = Books(0, 0, 0, FIRST_INDEX, 0, 0, clock.now, reserve_factor // BASIS_POINT, 0, 0, 0, 0, 0)

    # ---------------------------------------------------------------- ERC-4626

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

    # ---------------------------------------------------------------- borrowers

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

    # ---------------------------------------------------------------- queue

    def enqueue(self, shares: int, *, sender: str) -> int:
        """Queues shares that the free cash cannot pay; returns the ticket's number."""
        books = self._current()
        need(shares * QUEUE_PART <= MAX_UINT256, "arithmetic")
        need(shares != 0 and shares * QUEUE_PART >= self.shares.total_supply, "queue: too few shares")
        worth = self._to_assets(books, shares, mul_div_down)
        need(worth > self._free_cash(books), "queue: free cash suffices")
        self.shares.transfer(self.address, shares, sender=sender)
        books.queued += shares
        self.tickets.append(Ticket(sender, shares))
        self._save(books)
        return len(self.tickets) - 1

    def process_queue(self, count: int, *, sender: str) -> int:
        """Serves at most `count` tickets at the price of this moment; returns assets made claimable."""
        books = self._current()
        total = burned = 0
        for _ in range(min(count, MAX_TICKETS)):
            if self.head == len(self.tickets):
                break
            ticket = self.tickets[self.head]
            available = min(books.cash, MAX_CLAIMABLE) - books.claimable
            shares = ticket.shares
            assets = self._to_assets(books, shares, mul_div_down)
            if assets > available:
                assets = available
                shares = self._to_shares(books, available, mul_div_up)
            if shares == 0:
                break
            self.shares.burn(self.address, shares)
            books.queued -= shares
            books.claimable += assets
            self.claims[ticket.owner] += assets
            ticket.shares -= shares
            total += assets
            burned += shares
            if ticket.shares:
                break
            self.head += 1
        need(burned != 0, "queue: nothing to serve")
        self._save(books.sampled())
        return total

    def claim(self, receiver: str, *, sender: str) -> int:
        """Pays what the queue has served to `sender`."""
        assets = self.claims.get(sender, 0)
        need(assets != 0, "claim: nothing")
        books = self._current()
        self.asset.transfer(receiver, assets, sender=self.address)
        self.claims[sender] = 0
        books.claimable -= assets
        books.cash -= assets
        self._save(books)
        return assets

    # ---------------------------------------------------------------- roles

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

    # ---------------------------------------------------------------- views

    def debt_of(self, borrower: str) -> int:
        """Debt now, impaired debt as owed, rounded up."""
        return self._debt_of(borrower, self._current())

    def cash(self) -> int:
        """Asset units counted as held."""
        return self._books.cash

    def reserve_factor(self) -> int:
        """Share of the interest that goes to the reserve, scaled by 1e18."""
        return self._books.reserve_factor * BASIS_POINT

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

    # ---------------------------------------------------------------- inside

    def _current(self) -> Books:
        """A copy of the books with interest up to now; a rate model that fails leaves the last rate in force."""
        books = replace(self._books)
        elapsed = self.clock.now - books.time
        if elapsed == 0:
            return books
        try:
            rate = self.factory.rate_model(self.rate_model).mean_rate(self.address, books.utilization, elapsed)
        except Refused:
            rate = books.rate
        if rate <= MAX_RATE:
            books.rate = rate
        before = books.debt
        growth = wad_exp(min(books.rate * elapsed, MAX_EXPONENT))
        books.index = min(mul_div_up(books.index, growth, WAD), MAX_INDEX)
        reserved = mul_div_down(books.debt - before, books.reserve_factor, 10_000)
        books.reserve = min(books.reserve + reserved, MAX_RESERVE)
        books.time = self.clock.now
        return books

    def _save(self, books: Books) -> None:
        """Writes the books back; only now does the rate model's state move on."""
        elapsed = self.clock.now - self._books.time
        if elapsed:
            with suppress(Refused):
                self.factory.rate_model(self.rate_model).accrue(self._books.utilization, elapsed, sender=self.address)
        self._books = books

    def _to_shares(self, books: Books, assets: int, mul_div: "_MulDiv") -> int:
        return mul_div(assets, self.shares.total_supply + VIRTUAL_SHARES, books.total_assets + 1)

    def _to_assets(self, books: Books, shares: int, mul_div: "_MulDiv") -> int:
        return mul_div(shares, books.total_assets + 1, self.shares.total_supply + VIRTUAL_SHARES)

    def _free_cash(self, books: Books) -> int:
        return max(0, books.cash - books.claimable - self._to_assets(books, books.queued, mul_div_up))

    def _room(self, books: Books) -> int:
        return max(0, self.deposit_cap - books.total_assets)

    def _share_room(self) -> int:
        return MAX_SUPPLY - self.shares.total_supply

    def _enter(self, books: Books, assets: int, shares: int, receiver: str, sender: str) -> None:
        need(assets != 0 and shares != 0, "deposit: zero")
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

    def _check_received(self, books: Books) -> None:
        need(self.asset.balance_of(self.address) >= books.cash, "pool: not received")

    def _borrower(self, account: str) -> Borrower:
        return replace(self._borrowers.get(account, Borrower()))

    def _debt_of(self, account: str, books: Books) -> int:
        own = self._borrowers.get(account, Borrower())
        return mul_div_up(own.shares, books.index, RAY) + own.nominal

    def _borrowable(self, own: Borrower, books: Books) -> int:
        return min(self._limit_room(own, books), self._allowance(own), self._free_cash(books))

    def _limit_room(self, own: Borrower, books: Books) -> int:
        most = mul_div_down(own.limit, RAY, books.index)
        return mul_div_down(max(0, most - own.shares), books.index, RAY)

    def _hourly(self, own: Borrower) -> int:
        return mul_div_down(own.limit, self.hourly_part, WAD)

    def _allowance(self, own: Borrower) -> int:
        used = max(0, own.drained_at - (self.clock.now << 15))
        return mul_div_down(self._hourly(own), max(0, HOUR - used), HOUR)

    def _set_impairment(self, own: Borrower, books: Books, nominal: int, carried: int) -> None:
        books.nominal += nominal - own.nominal
        books.carried += carried - own.carried
        own.nominal, own.carried = nominal, carried

    def _stop_earning(self, own: Borrower, books: Books) -> None:
        need(own.winding, "borrower: not winding down")
        if own.nominal == 0:
            before = books.debt
            nominal = mul_div_up(own.shares, books.index, RAY)
            books.debt_shares -= own.shares
            own.shares = 0
            self._set_impairment(own, books, nominal, before - books.debt)

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


class _MulDiv(Protocol):
    def __call__(self, a: int, b: int, divisor: int) -> int: ...


def _is_factor(amount: int) -> bool:
    return amount <= MAX_RESERVE_FACTOR and amount % BASIS_POINT == 0
