# SPDX-License-Identifier: Apache-2.0
"""The leveraged token in integers: the twin of LeveragedToken.vy, equal to the last unit and in its refusals.

C collateral (counted), D debt now, S shares, p price (1e36), A = C*p, E = A - D, R = A/E.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntFlag
from typing import Protocol

from steelyard.model.atomic import atomic
from steelyard.model.clock import DAY, YEAR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.errors import Refused, need
from steelyard.model.lending_pool import LendingPool
from steelyard.model.rebalance_rule import (
    E36,
    Fill,
    Rule,
    Tolerance,
    auction_cost,
    clearing_fill,
    deleverage_fill,
    lowest_tolerance,
    on_target,
    outside_band,
    ratio_down,
    releverage_fill,
)
from steelyard.model.rounding import WAD, div_toward_zero, mul_div_down, mul_div_up, uint

DEAD = "0x000000000000000000000000000000000000dEaD"
FIRST_NAV = 100
MIN_FIRST_EQUITY = 20
MIN_EQUITY = 10
SEED = 10
FIRST_SEED = SEED * WAD // FIRST_NAV
SEED_FLOOR = 1
WIND_DOWN_RATIO = 50
CONFIRM_DELAY = 600
ORACLE_DEATH = 7 * DAY
REPORT_LIFE = 8 * DAY
FALLING_TIME = 3 * DAY
CARRIED = 95
FEE_UNIT = 10**9
MOST_FEES_OWED = 2**72 - 1
MOST_COLLATERAL = 2**112 - 1
MOST_COUNTED = 2**128 - 1

Callback = Callable[[int, int], None]
"""Called with what was sent and what is owed, between the two sides of an operation."""


class PriceOracle(Protocol):
    """Debt asset units per collateral unit, scaled by 1e36; refuses where the contract would."""

    def price(self) -> int:
        """The strict price."""

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and the round of the main feed."""


class State(IntFlag):
    """Where a token stands; 0 is open for everything."""

    REBALANCING = 1
    STARTED = 2
    CONFIRMED = 4
    DEAD_ORACLE = 8


WINDING = State.STARTED | State.CONFIRMED


@dataclass(frozen=True)
class Fees:
    """Rates scaled by 1e18: of the shares minted, of the shares redeemed, of the supply per year."""

    mint: int
    redeem: int
    management: int
    recipient: str


@dataclass(frozen=True)
class Parameters:
    """What a token is made of; the quote asset is the collateral of a bear and the debt asset of a bull."""

    is_bear: bool
    quote_unit: int
    target: int
    upper: int
    lower: int
    interval: int
    tolerance: Tolerance
    fees: Fees

    def rule(self) -> Rule:
        """The rebalance rule with its break points."""
        return Rule.of(
            is_bear=self.is_bear,
            target=self.target,
            upper=self.upper,
            lower=self.lower,
            interval=self.interval,
            tolerance=self.tolerance,
        )


@dataclass(frozen=True)
class Sheet:
    """The balance sheet, state and counters with interest and fee up to now; units as in ILeveragedToken.Sheet."""

    collateral: int
    debt: int
    supply: int
    fees_owed: int
    state: State
    last_on_target: int
    since: int
    round: int
    dead_since: int
    last_price: int
    interest: int
    fee_shares: int
    rebalance_cost: int


@dataclass
class _Book:
    """What an operation works on; stored with the debt it was closed with, which is read anew at each opening."""

    collateral: int
    debt: int
    supply: int
    fees_owed: int
    fees_earned: int
    fee_time: int
    last_on_target: int
    state: State


class LeveragedToken:
    """One balance sheet and its shares. The caller of an operation is `sender`."""

    def __init__(
        self,
        address: str,
        parameters: Parameters,
        pool: LendingPool,
        collateral: Erc20,
        oracle: PriceOracle,
        clock: Clock,
    ) -> None:
        self.address = address
        self.rule = parameters.rule()
        self.fees = parameters.fees
        self.is_bear = parameters.is_bear
        self.quote_unit = parameters.quote_unit
        self.pool = pool
        self.collateral_asset = collateral
        self.oracle = oracle
        self.clock = clock
        self.shares = Erc20()
        self._stored = _Book(0, 0, 0, 0, 0, clock.now, clock.now, State(0))
        self._principal = 0
        self._fee_shares = 0
        self._rebalance_cost = 0
        self._last_price = 0
        self._since = 0
        self._round = 0
        self._dead_since = 0

    # ------------------------------------------------------------------ mint and redeem

    @atomic
    def mint(
        self, shares: int, receiver: str, debt_receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int, int]:
        """Takes ceil(C*s/S) collateral, hands out floor(D*s/S) debt asset and s shares less the fee.

        Returns collateral in, debt asset out, shares to the receiver.
        """
        self._need_receiver(debt_receiver)
        book = self._accrue()
        need(not book.state & WINDING, "mint: winding down")
        price = self.oracle.price()
        fee = lock = 0
        if book.supply == 0:
            collateral, debt = self._first_amounts(shares, price)
            lock = FIRST_SEED
            book.last_on_target = self.clock.now
            self._last_price = price
        else:
            assets = mul_div_down(book.collateral, price, E36)
            ratio = ratio_down(assets, book.debt)
            need(ratio <= self.rule.emergency, "mint: leverage too high", ratio=ratio, most=self.rule.emergency)
            collateral = mul_div_up(book.collateral, shares, book.supply)
            debt = mul_div_down(book.debt, shares, book.supply)
            fee = self._fee(book.supply, shares, self.fees.mint)
        book.fees_earned += fee
        minted = uint(shares - fee)
        book.supply += minted
        if debt:
            _, book.debt = self.pool.borrow(debt, debt_receiver, False, sender=self.address)
        self._take_collateral(book, collateral, debt, callback, sender)
        book.collateral += collateral
        lock += self._seed_to_lock(book, price, lock)
        need(lock < minted, "mint: too few shares", lock=lock, minted=minted)
        if lock:
            self.shares.mint(DEAD, lock)
        self.shares.mint(receiver, minted - lock)
        self._close(book, borrowed=debt)
        return collateral, debt, minted - lock

    @atomic
    def redeem(
        self, shares: int, owner: str, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Burns shares, hands out floor(C*s/S) collateral, takes ceil(D*s/S) debt asset; knows no price."""
        need(shares != 0, "redeem: zero shares")
        self._need_receiver(receiver)
        book = self._accrue()
        if owner == sender:
            self.shares.burn(owner, shares)
        else:
            self.shares.burn_from(owner, shares, sender=sender)
        collateral, debt, fee = self._part(book, shares)
        book.fees_earned += fee
        book.collateral -= collateral
        book.supply -= shares
        self._send_collateral(receiver, collateral)
        book.debt = self._repay(book.debt, debt, collateral, callback, sender)
        self._close(book, repaid=debt)
        return collateral, debt

    def _first_amounts(self, shares: int, price: int) -> tuple[int, int]:
        """Collateral rounded up and debt rounded down, at target leverage and $100 a share."""
        equity = mul_div_up(shares, FIRST_NAV * self.quote_unit, WAD)
        need(equity >= MIN_FIRST_EQUITY * self.quote_unit, "mint: first below 20 quote", equity=equity)
        if self.is_bear:
            equity = mul_div_down(equity, price, E36)
        assets = mul_div_up(equity, self.rule.target, WAD)
        return mul_div_up(assets, E36, price), mul_div_down(equity, self.rule.target - WAD, WAD)

    def _seed_to_lock(self, book: _Book, price: int, locking: int) -> int:
        """Shares that fill the locked seed up to $10 again once it has decayed below $1."""
        assets = mul_div_down(book.collateral, price, E36)
        equity = self._in_quote(max(assets - book.debt, 0), price)
        need(equity >= MIN_EQUITY * self.quote_unit, "mint: equity below 10 quote", equity=equity)
        if uint(equity * FIRST_SEED) >= uint(SEED_FLOOR * self.quote_unit * book.supply):
            return 0
        seed = self.shares.balance_of(DEAD) + locking
        if uint(equity * seed) >= uint(SEED_FLOOR * self.quote_unit * book.supply):
            return 0
        return uint(mul_div_up(SEED * self.quote_unit, book.supply, equity) - seed)

    def _part(self, book: _Book, shares: int) -> tuple[int, int, int]:
        """What leaves with `shares`: collateral rounded down, debt rounded up; and the fee in shares."""
        others = uint(book.supply - shares)
        fee = 0 if book.state & WINDING else self._fee(others, shares, self.fees.redeem)
        moved = shares - fee
        return mul_div_down(book.collateral, moved, book.supply), mul_div_up(book.debt, moved, book.supply), fee

    def _fee(self, others: int, shares: int, rate: int) -> int:
        """Fee in shares, rounded up; it stays with the other holders, so none where only the seed is left."""
        if rate == 0 or others <= self.shares.balance_of(DEAD):
            return 0
        return mul_div_up(shares, rate, WAD)

    # ------------------------------------------------------------------ rebalance

    @atomic
    def deleverage(
        self, max_collateral_out: int, cost: int, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Sells collateral for debt asset at the rescue price less `cost`; returns collateral out, debt asset in."""
        self._need_receiver(receiver)
        book = self._accrue()
        price = self._sale_price(book)
        assets, debt = mul_div_down(book.collateral, price, E36), book.debt
        fill = self._deleverage_fill(book, price, max_collateral_out, cost)
        _judge(fill, cost)
        book.collateral -= fill.out
        self._send_collateral(receiver, fill.out)
        book.debt = self._repay(debt, fill.payment, fill.out, callback, sender)
        left = mul_div_down(book.collateral, price, E36)
        if assets > debt:
            need(left > book.debt, "fill: no equity left", assets=left, debt=book.debt)
            if not book.state & State.CONFIRMED:
                need(left + self._slack() >= self._wanted(left, book.debt), "fill: past the target")
                _need_lower(left, book.debt, assets, debt)
        self._close_fill(book, fill, cost, price, left)
        self._close(book, repaid=fill.payment)
        return fill.out, fill.payment

    def _deleverage_fill(self, book: _Book, price: int, most: int, cost: int) -> Fill:
        assets = mul_div_down(book.collateral, price, E36)
        if book.state & State.CONFIRMED:
            allowed = 0
            if not book.state & State.DEAD_ORACLE:
                allowed = auction_cost(assets, book.debt, self.clock.now - self._since)
            _need_cost(cost, allowed)
            return clearing_fill(book.collateral, book.debt, price, most, cost, allowed)
        _need_cost(cost, self.rule.tolerance.emergency)
        self._need_open(book, assets)
        lowest = self._lowest_tolerance(book)
        return deleverage_fill(self.rule, book.collateral, book.debt, price, most, cost, lowest)

    @atomic
    def releverage(
        self, max_debt_out: int, cost: int, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Buys collateral with newly borrowed debt asset at the strict price less `cost`.

        Fills partly when the pool has less. Returns debt asset out, collateral in.
        """
        self._need_receiver(receiver)
        _need_cost(cost, self.rule.tolerance.emergency)
        book = self._accrue()
        need(not book.state & WINDING, "releverage: winding down")
        price = self.oracle.price()
        assets, debt = mul_div_down(book.collateral, price, E36), book.debt
        self._need_open(book, assets)
        lowest = self._lowest_tolerance(book)
        fill = releverage_fill(self.rule, book.collateral, debt, price, max_debt_out, cost, lowest)
        lent, book.debt = self.pool.borrow(fill.out, receiver, True, sender=self.address)
        if lent != fill.out:
            fill = releverage_fill(self.rule, book.collateral, debt, price, lent, cost, lowest)
        _judge(fill, cost)
        self._take_collateral(book, fill.payment, lent, callback, sender)
        book.collateral += fill.payment
        left = mul_div_down(book.collateral, price, E36)
        need(left <= self._wanted(left, book.debt) + self._slack(), "fill: past the target")
        _need_lower(assets, debt, left, book.debt)
        self._close_fill(book, fill, cost, price, left)
        self._close(book, borrowed=lent)
        return lent, fill.payment

    def _need_open(self, book: _Book, assets: int) -> None:
        need(
            bool(book.state & State.REBALANCING)
            or self.clock.now > book.last_on_target + self.rule.interval
            or outside_band(self.rule, assets, book.debt),
            "rebalance: not due",
            assets=assets,
            debt=book.debt,
        )

    def _lowest_tolerance(self, book: _Book) -> int:
        return lowest_tolerance(self.rule, max(0, self.clock.now - book.last_on_target - self.rule.interval))

    def _wanted(self, assets: int, debt: int) -> int:
        return mul_div_down(self.rule.target, uint(assets - debt), WAD)

    def _slack(self) -> int:
        """Two units that payment and debt may round by, seen in assets at the target."""
        return 2 * self.rule.target // WAD

    def _close_fill(self, book: _Book, fill: Fill, cost: int, price: int, assets: int) -> None:
        if not book.state & State.CONFIRMED:
            if on_target(self.rule, assets, book.debt):
                book.last_on_target = self.clock.now
                book.state &= ~State.REBALANCING
            else:
                book.state |= State.REBALANCING
        if not book.state & State.DEAD_ORACLE:
            self._last_price = price
        spent = div_toward_zero(fill.moved * cost, WAD)
        self._rebalance_cost = min(max(self._rebalance_cost + spent, -(2**95)), 2**95 - 1)

    # ------------------------------------------------------------------ wind-down

    @atomic
    def start_wind_down(self, *, sender: str) -> None:
        """Starts the end at R >= 50 or E <= 0."""
        book = self._accrue()
        need(not book.state & WINDING, "wind-down: already started")
        dying, oracle_round = self._dying(book)
        need(dying, "wind-down: no reason")
        book.state |= State.STARTED
        self._since, self._round = self.clock.now, oracle_round
        self._close(book)

    @atomic
    def confirm_wind_down(self, *, sender: str) -> None:
        """Ten minutes and a round later makes it final if the reason still holds, else cancels it."""
        book = self._accrue()
        need(book.state & WINDING == State.STARTED, "wind-down: not started")
        dying, oracle_round = self._dying(book)
        book.state &= ~State.STARTED
        if dying:
            need(self.clock.now >= self._since + CONFIRM_DELAY, "wind-down: wait 10 minutes")
            need(oracle_round > self._round, "wind-down: wait for a round")
            self._confirm(book)
            book.state |= State.CONFIRMED
        self._close(book)

    @atomic
    def poke_oracle(self, *, sender: str) -> None:
        """Reports a dead oracle, shows a living one, or ends the token in the eighth day after the report."""
        book = self._accrue()
        need(not book.state & State.DEAD_ORACLE, "oracle: known to be dead")
        price = self._try_rescue_price()
        if price:
            self._dead_since, self._last_price = 0, price
        elif self._dead_since < book.last_on_target or self.clock.now > self._dead_since + REPORT_LIFE:
            self._dead_since = self.clock.now
        else:
            need(self.clock.now >= self._dead_since + ORACLE_DEATH, "oracle: wait 7 days")
            self._confirm(book)
            book.state = State.CONFIRMED | State.DEAD_ORACLE
        self._close(book)

    @atomic
    def impair(self, *, sender: str) -> None:
        """In a confirmed wind-down without equity: lenders count the debt at 95% of the collateral's value."""
        book = self._accrue()
        flags = State.CONFIRMED | State.DEAD_ORACLE
        need(book.state & flags == State.CONFIRMED, "impair: not winding down")
        assets = mul_div_down(book.collateral, self._sale_price(book), E36)
        need(assets < book.debt, "impair: no loss", assets=assets, debt=book.debt)
        self.pool.impair(assets * CARRIED // 100, sender=self.address)
        self._close(book)

    @atomic
    def write_off(self, *, sender: str) -> None:
        """In a confirmed wind-down with no collateral worth selling: the rest of the debt is lost."""
        book = self._accrue()
        need(bool(book.state & State.CONFIRMED), "write-off: not winding down")
        if book.collateral:
            price = self._last_price if book.state & State.DEAD_ORACLE else self._sale_price(book)
            worth = self._in_quote(mul_div_up(book.collateral, price, E36), price)
            need(worth < self.quote_unit, "write-off: collateral left", worth=worth)
        lost, book.debt = book.debt, 0
        self.pool.write_off(sender=self.address)
        self._close(book, repaid=lost)

    def _confirm(self, book: _Book) -> None:
        self._since, self._round = self.clock.now, 0
        if book.debt and not book.state & State.CONFIRMED:
            self.pool.begin_wind_down(sender=self.address)

    def _dying(self, book: _Book) -> tuple[bool, int]:
        """Whether R >= 50 or E <= 0 with at least one quote unit at stake, and the round it was seen at."""
        price, oracle_round = self.oracle.rescue_price()
        assets = mul_div_down(book.collateral, price, E36)
        at_stake = self._in_quote(max(assets, book.debt), price) >= self.quote_unit
        over = assets <= book.debt or assets >= WIND_DOWN_RATIO * (assets - book.debt)
        return at_stake and over, oracle_round

    def _sale_price(self, book: _Book) -> int:
        """The rescue price; after the oracle's death what the falling price has come to."""
        if not book.state & State.DEAD_ORACLE:
            return self.oracle.rescue_price()[0]
        elapsed = min(self.clock.now - self._since, FALLING_TIME)
        return self._last_price * 110 * (FALLING_TIME - elapsed) // (100 * FALLING_TIME)

    def _try_rescue_price(self) -> int:
        try:
            return self.oracle.rescue_price()[0]
        except Refused:
            return 0

    # ------------------------------------------------------------------ fees

    @atomic
    def collect_fees(self, *, sender: str) -> int:
        """Mints the management fee owed to its recipient; returns the shares minted."""
        book = self._accrue()
        minted = book.fees_owed * FEE_UNIT
        book.fees_owed = 0
        if minted:
            self.shares.mint(self.fees.recipient, minted)
        self._close(book)
        return minted

    @atomic
    def set_fee_recipient(self, recipient: str, *, sender: str) -> None:
        """The fee recipient passes its role on."""
        need(sender == self.fees.recipient, "fees: not the recipient", sender=sender)
        need(recipient != ZERO_ADDRESS, "fees: zero recipient")
        self.fees = replace(self.fees, recipient=recipient)

    # ------------------------------------------------------------------ views

    def total_supply(self) -> int:
        """Shares, the management fee owed up to now included."""
        return self._opened(0).supply

    def preview_redeem(self, shares: int) -> int:
        """Collateral that `redeem` would hand out now, rounded down."""
        return self._part(self._opened(0), shares)[0]

    def sheet(self) -> Sheet:
        """The balance sheet, the state and the counters, interest and fee up to now."""
        book = self._opened(self.pool.debt_of(self.address))
        return Sheet(
            collateral=book.collateral,
            debt=book.debt,
            supply=book.supply,
            fees_owed=book.fees_owed * FEE_UNIT,
            state=book.state,
            last_on_target=book.last_on_target,
            since=self._since,
            round=self._round,
            dead_since=self._dead_since,
            last_price=self._last_price,
            interest=max(book.debt - self._principal, 0),
            fee_shares=self._fee_shares,
            rebalance_cost=self._rebalance_cost,
        )

    # ------------------------------------------------------------------ the book

    def _opened(self, debt: int) -> _Book:
        """The stored book with the management fee up to now, in whole FEE_UNITs rounded down."""
        book = replace(self._stored, debt=debt, fees_earned=0)
        book.supply = self.shares.total_supply + book.fees_owed * FEE_UNIT
        if self.fees.management == 0 or book.supply == 0 or book.state & WINDING:
            book.fee_time = self.clock.now
            return book
        elapsed = self.clock.now - book.fee_time
        fee = mul_div_down(book.supply, self.fees.management * elapsed, YEAR * WAD) // FEE_UNIT
        fee = min(fee, MOST_FEES_OWED - book.fees_owed)
        if fee:
            book.fees_owed += fee
            book.fees_earned = fee * FEE_UNIT
            book.supply += book.fees_earned
            book.fee_time = self.clock.now
        return book

    def _accrue(self) -> _Book:
        return self._opened(self.pool.accrue(sender=self.address))

    def _close(self, book: _Book, *, borrowed: int = 0, repaid: int = 0) -> None:
        need(book.collateral <= MOST_COLLATERAL, "token: too much collateral")
        self._stored = book
        self._principal = min(self._principal + borrowed, 2**127 - 1)
        self._principal = max(self._principal - repaid, -(2**127))
        self._fee_shares = min(self._fee_shares + book.fees_earned, MOST_COUNTED)

    # ------------------------------------------------------------------ transfers

    def _need_receiver(self, receiver: str) -> None:
        need(receiver not in (ZERO_ADDRESS, self.address), "token: bad receiver", receiver=receiver)

    def _send_collateral(self, receiver: str, amount: int) -> None:
        if amount:
            self.collateral_asset.transfer(receiver, amount, sender=self.address)

    def _take(
        self, asset: Erc20, place: str, counted: Callable[[], int], owed: int, sent: int,
        callback: Callback | None, sender: str,
    ) -> None:  # fmt: skip
        """What the callback pushed is what `place` then holds above what is counted there; the rest is pulled."""
        missing = owed
        if callback is not None:
            callback(sent, owed)
            missing -= min(owed, max(asset.balance_of(place) - counted(), 0))
        if missing:
            asset.transfer_from(sender, place, missing, sender=self.address)

    def _take_collateral(self, book: _Book, owed: int, sent: int, callback: Callback | None, sender: str) -> None:
        asset = self.collateral_asset
        self._take(asset, self.address, lambda: book.collateral, owed, sent, callback, sender)
        held = asset.balance_of(self.address)
        need(held >= book.collateral + owed, "token: collateral short", held=held)

    def _repay(self, debt: int, owed: int, sent: int, callback: Callback | None, sender: str) -> int:
        """Debt afterwards."""
        self._take(self.pool.asset, self.pool.address, self.pool.cash, owed, sent, callback, sender)
        return self.pool.repay(owed, sender=self.address) if owed else debt

    def _in_quote(self, amount: int, price: int) -> int:
        """Debt asset units as quote units, rounded down."""
        return mul_div_down(amount, E36, max(price, 1)) if self.is_bear else amount


def _need_cost(cost: int, most: int) -> None:
    need(-WAD < cost <= most, "cost: above tolerance", cost=cost, allowed=most)


def _judge(fill: Fill, cost: int) -> None:
    need(fill.out != 0, "fill: nothing to do")
    _need_cost(cost, fill.allowed)


def _need_lower(low_assets: int, low_debt: int, high_assets: int, high_debt: int) -> None:
    """The lower ratio must be strictly the lower one: A_low*E_high < A_high*E_low."""
    low = uint(low_assets * (high_assets - high_debt))
    need(low < uint(high_assets * uint(low_assets - low_debt)), "fill: too small")
