# SPDX-License-Identifier: Apache-2.0
"""The leveraged token in integers: the twin of LeveragedToken.vy, equal to the last unit and in its refusals.

C collateral (counted), D debt now, S shares, p price (1e36), A = C*p, E = A - D, R = A/E.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from steelyard.model.atomic import atomic
from steelyard.model.clock import DAY, YEAR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.layout import BALANCE, COUNTERS
from steelyard.model.lending import LendingPool
from steelyard.model.leverage import issuance
from steelyard.model.leverage import leverage_engine as engine
from steelyard.model.leverage.balance_sheet import WINDING, BalanceSheet, Fees, State
from steelyard.model.leverage.leverage_engine import Fill, require_cost
from steelyard.model.leverage.rebalance_rule import E36, Rule, Tolerance, on_target, ratio_down
from steelyard.model.leverage.wind_down import Health, Position
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import WAD, div_toward_zero, mul_div_down, uint

__all__ = ["WINDING", "Fees", "LeveragedToken", "Parameters", "PriceOracle", "BalanceSheet", "State"]

DEAD = "0x000000000000000000000000000000000000dEaD"
CONFIRM_DELAY = 600
ORACLE_DEATH = 7 * DAY
REPORT_LIFE = 8 * DAY
FEE_UNIT = 10**9

Callback = Callable[[int, int], None]
"""Called with what was sent and what is owed, between the two sides of an operation."""


class PriceOracle(Protocol):
    """Debt asset units per collateral unit, scaled by 1e36; refuses where the contract would."""

    def price(self) -> int:
        """The strict price."""

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and the round of the main feed."""


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


@dataclass
class _Account:
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
        self._stored = _Account(0, 0, 0, 0, 0, clock.now, clock.now, State(0))
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
        self._require_receiver(debt_receiver)
        account = self._accrue()
        require(not account.state & WINDING, "mint: winding down")
        price = self.oracle.price()
        fee = lock = 0
        if account.supply == 0:
            collateral, debt = engine.first_mint(self.rule.target, self.is_bear, self.quote_unit, shares, price)
            lock = issuance.FIRST_SEED
            account.last_on_target = self.clock.now
            self._last_price = price
        else:
            assets = mul_div_down(account.collateral, price, E36)
            ratio = ratio_down(assets, account.debt)
            require(ratio <= self.rule.emergency, "mint: leverage too high", ratio=ratio, maximum=self.rule.emergency)
            collateral, debt = issuance.mint_amounts(account.collateral, account.debt, account.supply, shares)
            fee = self._fee(account.supply, shares, self.fees.mint)
        account.fees_earned += fee
        minted = uint(shares - fee)
        account.supply += minted
        if debt:
            _, account.debt = self.pool.borrow(debt, debt_receiver, False, sender=self.address)
        self._take_collateral(account, collateral, debt, callback, sender)
        account.collateral += collateral
        lock += self._seed_to_lock(account, price, lock)
        require(lock < minted, "mint: too few shares", lock=lock, minted=minted)
        if lock:
            self.shares.mint(DEAD, lock)
        self.shares.mint(receiver, minted - lock)
        self._close(account, borrowed=debt)
        return collateral, debt, minted - lock

    @atomic
    def redeem(
        self, shares: int, owner: str, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Burns shares, hands out floor(C*s/S) collateral, takes ceil(D*s/S) debt asset; knows no price."""
        require(shares != 0, "redeem: zero shares")
        self._require_receiver(receiver)
        account = self._accrue()
        if owner == sender:
            self.shares.burn(owner, shares)
        else:
            self.shares.burn_from(owner, shares, sender=sender)
        collateral, debt, fee = self._part(account, shares)
        account.fees_earned += fee
        account.collateral -= collateral
        account.supply -= shares
        self._send_collateral(receiver, collateral)
        account.debt = self._repay(account.debt, debt, collateral, callback, sender)
        self._close(account, repaid=debt)
        return collateral, debt

    def _seed_to_lock(self, account: _Account, price: int, locking: int) -> int:
        """Shares that fill the locked seed up to $10 again once it has decayed below $1."""
        assets = mul_div_down(account.collateral, price, E36)
        equity = issuance.in_quote(max(assets - account.debt, 0), price, self.is_bear)
        require(equity >= issuance.MIN_EQUITY * self.quote_unit, "mint: equity below 10 quote", equity=equity)
        if issuance.seed_suffices(equity, account.supply, issuance.FIRST_SEED, self.quote_unit):
            return 0
        return issuance.seed_to_lock(equity, account.supply, self.shares.balance_of(DEAD) + locking, self.quote_unit)

    def _part(self, account: _Account, shares: int) -> tuple[int, int, int]:
        """What leaves with `shares`: collateral rounded down, debt rounded up; and the fee in shares."""
        others = uint(account.supply - shares)
        fee = 0 if account.state & WINDING else self._fee(others, shares, self.fees.redeem)
        return *issuance.redeem_amounts(account.collateral, account.debt, account.supply, shares - fee), fee

    def _fee(self, others: int, shares: int, rate: int) -> int:
        """Fee in shares, rounded up."""
        return issuance.fee(shares, rate, others, self.shares.balance_of(DEAD))

    # ------------------------------------------------------------------ rebalance

    @atomic
    def deleverage(
        self, max_collateral_out: int, cost: int, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Sells collateral for debt asset at the rescue price less `cost`; returns collateral out, debt asset in."""
        self._require_receiver(receiver)
        account = self._accrue()
        debt = account.debt
        position = self._position(account, self._rescue_price(account))
        fill = engine.deleverage_fill(self.rule, position, max_collateral_out, cost)
        price = fill.price
        assets = mul_div_down(account.collateral, price, E36)
        _require_due(fill)
        if account.state & State.CONFIRMED:
            require_cost(cost, fill.allowed)
        _judge(fill, cost)
        account.collateral -= fill.out
        self._send_collateral(receiver, fill.out)
        account.debt = self._repay(debt, fill.payment, fill.out, callback, sender)
        left = mul_div_down(account.collateral, price, E36)
        if assets > debt:
            require(left > account.debt, "fill: no equity left", assets=left, debt=account.debt)
            if not account.state & State.CONFIRMED:
                require(left + self._slack() >= self._wanted(left, account.debt), "fill: past the target")
                _require_lower(left, account.debt, assets, debt)
        self._close_fill(account, fill, cost, price, left)
        self._close(account, repaid=fill.payment)
        return fill.out, fill.payment

    @atomic
    def releverage(
        self, max_debt_out: int, cost: int, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Buys collateral with newly borrowed debt asset at the strict price less `cost`.

        Fills partly when the pool has less. Returns debt asset out, collateral in.
        """
        self._require_receiver(receiver)
        require_cost(cost, self.rule.tolerance.emergency)
        account = self._accrue()
        require(not account.state & WINDING, "releverage: winding down")
        price = self.oracle.price()
        assets, debt = mul_div_down(account.collateral, price, E36), account.debt
        position = self._position(account, price)
        fill = engine.releverage_fill(self.rule, position, max_debt_out, cost)
        _require_due(fill)
        lent, account.debt = self.pool.borrow(fill.out, receiver, True, sender=self.address)
        if lent != fill.out:
            fill = engine.releverage_fill(self.rule, position, lent, cost)
        _judge(fill, cost)
        self._take_collateral(account, fill.payment, lent, callback, sender)
        account.collateral += fill.payment
        left = mul_div_down(account.collateral, price, E36)
        require(left <= self._wanted(left, account.debt) + self._slack(), "fill: past the target")
        _require_lower(assets, debt, left, account.debt)
        self._close_fill(account, fill, cost, price, left)
        self._close(account, borrowed=lent)
        return lent, fill.payment

    def _position(self, account: _Account, price: int) -> Position:
        return Position(
            collateral=account.collateral,
            debt=account.debt,
            price=price,
            state=account.state,
            overdue=max(0, self.clock.now - account.last_on_target - self.rule.interval),
            elapsed=self.clock.now - self._since if account.state & State.CONFIRMED else 0,
        )

    def _wanted(self, assets: int, debt: int) -> int:
        return mul_div_down(self.rule.target, uint(assets - debt), WAD)

    def _slack(self) -> int:
        """Two units that payment and debt may round by, seen in assets at the target."""
        return 2 * self.rule.target // WAD

    def _close_fill(self, account: _Account, fill: Fill, cost: int, price: int, assets: int) -> None:
        if not account.state & State.CONFIRMED:
            if on_target(self.rule, assets, account.debt):
                account.last_on_target = self.clock.now
                account.state &= ~State.REBALANCING
            else:
                account.state |= State.REBALANCING
        if not account.state & State.DEAD_ORACLE:
            self._last_price = price
        spent = div_toward_zero(fill.moved * cost, WAD)
        self._rebalance_cost = min(max(self._rebalance_cost + spent, -(2**95)), 2**95 - 1)

    # ------------------------------------------------------------------ wind-down

    @atomic
    def start_wind_down(self, *, sender: str) -> None:
        """Starts the end at R >= 50 or E <= 0."""
        account = self._accrue()
        require(not account.state & WINDING, "wind-down: already started")
        price, oracle_round = self.oracle.rescue_price()
        require(self._health(account, price).is_dying, "wind-down: no reason")
        account.state |= State.STARTED
        self._since, self._round = self.clock.now, oracle_round
        self._close(account)

    @atomic
    def confirm_wind_down(self, *, sender: str) -> None:
        """Ten minutes and a round later makes it final if the reason still holds, else cancels it."""
        account = self._accrue()
        require(account.state & WINDING == State.STARTED, "wind-down: not started")
        price, oracle_round = self.oracle.rescue_price()
        account.state &= ~State.STARTED
        if self._health(account, price).is_dying:
            require(self.clock.now >= self._since + CONFIRM_DELAY, "wind-down: wait 10 minutes")
            require(oracle_round > self._round, "wind-down: wait for a round")
            self._confirm(account)
            account.state |= State.CONFIRMED
        self._close(account)

    @atomic
    def report_oracle(self, *, sender: str) -> None:
        """Reports a dead oracle, shows a living one, or ends the token in the eighth day after the report."""
        account = self._accrue()
        require(not account.state & State.DEAD_ORACLE, "oracle: known to be dead")
        price = self._try_rescue_price()
        if price:
            self._dead_since, self._last_price = 0, price
        elif self._dead_since < account.last_on_target or self.clock.now > self._dead_since + REPORT_LIFE:
            self._dead_since = self.clock.now
        else:
            require(self.clock.now >= self._dead_since + ORACLE_DEATH, "oracle: wait 7 days")
            self._confirm(account)
            account.state = State.CONFIRMED | State.DEAD_ORACLE
        self._close(account)

    @atomic
    def impair(self, *, sender: str) -> None:
        """In a confirmed wind-down without equity: lenders count the debt at 95% of the collateral's value."""
        account = self._accrue()
        flags = State.CONFIRMED | State.DEAD_ORACLE
        require(account.state & flags == State.CONFIRMED, "impair: not winding down")
        found = self._health(account, self._rescue_price(account))
        require(found.has_loss, "impair: no loss", debt=account.debt)
        self.pool.impair(found.carried, sender=self.address)
        self._close(account)

    @atomic
    def write_off(self, *, sender: str) -> None:
        """In a confirmed wind-down with no collateral worth selling: the rest of the debt is lost."""
        account = self._accrue()
        require(bool(account.state & State.CONFIRMED), "write-off: not winding down")
        if account.collateral:
            found = self._health(account, self._rescue_price(account))
            require(found.is_worthless, "write-off: collateral left", collateral=account.collateral)
        lost, account.debt = account.debt, 0
        self.pool.write_off(sender=self.address)
        self._close(account, repaid=lost)

    def _confirm(self, account: _Account) -> None:
        self._since, self._round = self.clock.now, 0
        if account.debt and not account.state & State.CONFIRMED:
            self.pool.begin_wind_down(sender=self.address)

    def _health(self, account: _Account, price: int) -> Health:
        return engine.health(self._position(account, price), self.is_bear, self.quote_unit)

    def _rescue_price(self, account: _Account) -> int:
        """The rescue price; after the oracle's death the last good one."""
        return self._last_price if account.state & State.DEAD_ORACLE else self.oracle.rescue_price()[0]

    def _try_rescue_price(self) -> int:
        try:
            return self.oracle.rescue_price()[0]
        except Reverted:
            return 0

    # ------------------------------------------------------------------ fees

    @atomic
    def collect_fees(self, *, sender: str) -> int:
        """Mints the management fee owed to its recipient; returns the shares minted."""
        account = self._accrue()
        minted = account.fees_owed * FEE_UNIT
        account.fees_owed = 0
        if minted:
            self.shares.mint(self.fees.recipient, minted)
        self._close(account)
        return minted

    @atomic
    def set_fee_recipient(self, recipient: str, *, sender: str) -> None:
        """The fee recipient passes its role on."""
        require(sender == self.fees.recipient, "fees: not the recipient", sender=sender)
        require(recipient != ZERO_ADDRESS, "fees: zero recipient")
        self.fees = replace(self.fees, recipient=recipient)

    # ------------------------------------------------------------------ views

    def total_supply(self) -> int:
        """Shares, the management fee owed up to now included."""
        return self._opened(0).supply

    def preview_redeem(self, shares: int) -> int:
        """Collateral that `redeem` would hand out now, rounded down."""
        return self._part(self._opened(0), shares)[0]

    def balance_sheet(self) -> BalanceSheet:
        """The balance sheet, the state and the counters, interest and fee up to now."""
        account = self._opened(self.pool.debt_of(self.address))
        return BalanceSheet(
            collateral=account.collateral,
            debt=account.debt,
            supply=account.supply,
            fees_owed=account.fees_owed * FEE_UNIT,
            state=account.state,
            last_on_target=account.last_on_target,
            since=self._since,
            round=self._round,
            dead_since=self._dead_since,
            last_price=self._last_price,
            interest=max(account.debt - self._principal, 0),
            fee_shares=self._fee_shares,
            rebalance_cost=self._rebalance_cost,
        )

    # ------------------------------------------------------------------ the book

    def _opened(self, debt: int) -> _Account:
        """The stored book with the management fee up to now, in whole FEE_UNITs rounded down."""
        account = replace(self._stored, debt=debt, fees_earned=0)
        account.supply = self.shares.total_supply + account.fees_owed * FEE_UNIT
        if self.fees.management == 0 or account.supply == 0 or account.state & WINDING:
            account.fee_time = self.clock.now
            return account
        elapsed = self.clock.now - account.fee_time
        fee = mul_div_down(account.supply, self.fees.management * elapsed, YEAR * WAD) // FEE_UNIT
        fee = min(fee, BALANCE.max("fees_owed") - account.fees_owed)
        if fee:
            account.fees_owed += fee
            account.fees_earned = fee * FEE_UNIT
            account.supply += account.fees_earned
            account.fee_time = self.clock.now
        return account

    def _accrue(self) -> _Account:
        return self._opened(self.pool.accrue(sender=self.address))

    def _close(self, account: _Account, *, borrowed: int = 0, repaid: int = 0) -> None:
        require(account.collateral <= BALANCE.max("collateral"), "token: too much collateral")
        self._stored = account
        self._principal = min(self._principal + borrowed, 2**127 - 1)
        self._principal = max(self._principal - repaid, -(2**127))
        self._fee_shares = min(self._fee_shares + account.fees_earned, COUNTERS.max("fee_shares"))

    # ------------------------------------------------------------------ transfers

    def _require_receiver(self, receiver: str) -> None:
        require(receiver not in (ZERO_ADDRESS, self.address), "token: bad receiver", receiver=receiver)

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

    def _take_collateral(self, account: _Account, owed: int, sent: int, callback: Callback | None, sender: str) -> None:
        asset = self.collateral_asset
        self._take(asset, self.address, lambda: account.collateral, owed, sent, callback, sender)
        held = asset.balance_of(self.address)
        require(held >= account.collateral + owed, "token: collateral short", held=held)

    def _repay(self, debt: int, owed: int, sent: int, callback: Callback | None, sender: str) -> int:
        """Debt afterwards."""
        self._take(self.pool.asset, self.pool.address, self.pool.cash, owed, sent, callback, sender)
        return self.pool.repay(owed, sender=self.address) if owed else debt


def _require_due(fill: Fill) -> None:
    require(fill.reasons != 0, "rebalance: not due")


def _judge(fill: Fill, cost: int) -> None:
    require(fill.out != 0, "fill: nothing to do")
    require_cost(cost, fill.allowed)


def _require_lower(low_assets: int, low_debt: int, high_assets: int, high_debt: int) -> None:
    """The lower ratio must be strictly the lower one: A_low*E_high < A_high*E_low."""
    low = uint(low_assets * (high_assets - high_debt))
    require(low < uint(high_assets * uint(low_assets - low_debt)), "fill: too small")
