# SPDX-License-Identifier: Apache-2.0
"""The leveraged token in integers: the twin of LeveragedToken.vy, equal to the last unit and in its refusals.

C collateral (counted), D debt now, S shares, p price (1e36), A = C*p, E = A - D, R = A/E.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from steelyard.model.atomic import atomic
from steelyard.model.clock import YEAR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.layout import BALANCE, COUNTERS, PRINCIPAL, SALE
from steelyard.model.lending import LendingPool
from steelyard.model.leverage import issuance, lifecycle
from steelyard.model.leverage import leverage_engine as engine
from steelyard.model.leverage.balance_sheet import BalanceSheet, Fees
from steelyard.model.leverage.leverage_engine import Fill, Step
from steelyard.model.leverage.lifecycle import Act, Ending, Position, Stage
from steelyard.model.leverage.rebalance_rule import E36, Rule, Tolerance, is_short_of, ratio_down, require_cost
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import WAD, div_toward_zero, mul_div_down, uint

__all__ = ["BalanceSheet", "Fees", "LeveragedToken", "Parameters", "PriceOracle", "Stage"]

DEAD = "0x000000000000000000000000000000000000dEaD"
FEE_UNIT = 10**9

Callback = Callable[[int, int], None]
"""Called with what was sent and what is owed, between the two sides of an operation."""


class PriceOracle(Protocol):
    """Debt asset units per collateral unit, scaled by 1e36; refuses where the contract would."""

    def price(self) -> int:
        """The strict price."""

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and the round of the main feed."""

    def alive_at(self) -> int:
        """When the oracle's sources were last alive, 0 where more than their age makes them unusable."""


@dataclass(frozen=True)
class Parameters:
    """What a token is made of; the quote asset is the collateral of a bear and the debt asset of a bull.

    `dollar` are the quote asset's units of a dollar, `landing` is the part of the way from the target to the edge of
    the band that a fill leaves, scaled by 1e18.
    """

    is_bear: bool
    quote_unit: int
    dollar: int
    target: int
    upper: int
    lower: int
    landing: int
    tolerance: Tolerance
    fees: Fees

    def rule(self) -> Rule:
        """The rebalance rule with its break points."""
        return Rule.of(
            is_bear=self.is_bear,
            target=self.target,
            upper=self.upper,
            lower=self.lower,
            landing=self.landing,
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
    ending: Ending


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
        self.dollar = parameters.dollar
        self.pool = pool
        self.collateral_asset = collateral
        self.oracle = oracle
        self.clock = clock
        self.shares = Erc20(own=address)
        self._stored = _Account(0, 0, 0, 0, 0, clock.now, Ending())
        self._principal = 0
        self._fee_shares = 0
        self._rebalance_cost = 0

    # ------------------------------------------------------------------ mint and redeem

    @atomic
    def mint(
        self, shares: int, receiver: str, debt_receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int, int]:
        """Takes ceil(C*s/S) collateral, hands out floor(D*s/S) debt asset and s shares less the fee.

        Returns collateral in, debt asset out, shares to the receiver.
        """
        self._require_receiver(debt_receiver)
        require(receiver != self.address, "token: bad receiver", receiver=receiver)
        account = self._accrue()
        require(lifecycle.may(account.ending.stage, Act.MINT), "mint: winding down")
        price = self._strict_price(account)
        fee = lock = 0
        if account.supply == 0:
            collateral, debt = engine.first_mint(self.rule.target, self.is_bear, self.dollar, shares, price)
            lock = issuance.FIRST_SEED
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
        self._settle(account)
        self._close(account, repaid=debt)
        return collateral, debt

    def _seed_to_lock(self, account: _Account, price: int, locking: int) -> int:
        """Shares that fill the locked seed up to $10 again once it has decayed below $1."""
        assets = mul_div_down(account.collateral, price, E36)
        equity = issuance.in_quote(max(assets - account.debt, 0), price, self.is_bear)
        require(equity >= issuance.MIN_EQUITY * self.dollar, "mint: equity below 10 dollars", equity=equity)
        if issuance.seed_suffices(equity, account.supply, issuance.FIRST_SEED, self.dollar):
            return 0
        return issuance.seed_to_lock(equity, account.supply, self.shares.balance_of(DEAD) + locking, self.dollar)

    def _part(self, account: _Account, shares: int) -> tuple[int, int, int]:
        """What leaves with `shares`: collateral rounded down, debt rounded up; and the fee in shares."""
        others = uint(account.supply - shares)
        fee = self._fee(others, shares, self.fees.redeem) if lifecycle.may(account.ending.stage, Act.FEES) else 0
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
        before, debt = account.ending, account.debt
        position = self._position(account, *self._rescue_price(account))
        ending, fill = engine.deleverage_fill(self.rule, before, position, max_collateral_out, cost, self.clock.now)
        _judge(fill, cost)
        self._move(account, ending)
        assets = mul_div_down(account.collateral, fill.price, E36)
        account.collateral -= fill.out
        self._send_collateral(receiver, fill.out)
        account.debt = self._repay(debt, fill.payment, fill.out, callback, sender)
        if lifecycle.may(before.stage, Act.REBALANCE):
            left = mul_div_down(account.collateral, fill.price, E36)
            require(is_short_of(self.rule.upper_landing, True, left, account.debt), "fill: past the landing")
            _require_lower(left, account.debt, assets, debt)
        self._settle(account)
        self._mark(account)
        self._close_fill(account, fill, cost, repaid=fill.payment)
        return fill.out, fill.payment

    @atomic
    def releverage(
        self, max_debt_out: int, cost: int, receiver: str, callback: Callback | None = None, *, sender: str
    ) -> tuple[int, int]:
        """Buys collateral with newly borrowed debt asset at the strict price less `cost`.

        Fills partly when the pool has less. Returns debt asset out, collateral in.
        """
        self._require_receiver(receiver)
        account = self._accrue()
        require(lifecycle.may(account.ending.stage, Act.MINT), "releverage: winding down")
        price = self._strict_price(account)
        collateral, debt = account.collateral, account.debt
        fill = engine.releverage_fill(self.rule, collateral, debt, price, max_debt_out, cost)
        lent, account.debt = self.pool.borrow(fill.out, receiver, True, sender=self.address)
        if lent != fill.out:
            fill = engine.releverage_fill(self.rule, collateral, debt, price, lent, cost)
        _judge(fill, cost)
        self._take_collateral(account, fill.payment, lent, callback, sender)
        account.collateral += fill.payment
        left = mul_div_down(account.collateral, price, E36)
        require(is_short_of(self.rule.lower_landing, False, left, account.debt), "fill: past the landing")
        _require_lower(mul_div_down(collateral, price, E36), debt, left, account.debt)
        self._close_fill(account, fill, cost, borrowed=lent)
        return lent, fill.payment

    @atomic
    def repay_debt(self, amount: int, *, sender: str) -> int:
        """In a sale: repays at most `amount` of the debt, a gift of `sender`; returns what was taken."""
        account = self._accrue()
        require(lifecycle.may(account.ending.stage, Act.GIFT), "gift: no sale")
        given = min(amount, account.debt)
        account.debt = self._repay(account.debt, given, 0, None, sender)
        self._settle(account)
        self._mark(account)
        self._close(account, repaid=given)
        return given

    def _position(self, account: _Account, price: int, oracle_round: int, alive_at: int = 0) -> Position:
        return Position(account.collateral, account.debt, price, oracle_round, alive_at)

    def _close_fill(self, account: _Account, fill: Fill, cost: int, *, borrowed: int = 0, repaid: int = 0) -> None:
        spent = div_toward_zero(fill.moved * cost, WAD)
        self._rebalance_cost = min(max(self._rebalance_cost + spent, -(2**95)), 2**95 - 1)
        self._close(account, borrowed=borrowed, repaid=repaid)

    # ------------------------------------------------------------------ the end

    @atomic
    def start_wind_down(self, *, sender: str) -> None:
        """Starts the end at R >= 50 or E <= 0, shows that reason in a start by report, or takes a start back."""
        account = self._accrue()
        self._step(Step.START_WIND_DOWN, account, *self._rescue_price(account))

    @atomic
    def confirm_wind_down(self, *, sender: str) -> None:
        """Ten minutes and a round later makes it final if the reason still holds, else takes it back."""
        account = self._accrue()
        self._step(Step.CONFIRM_WIND_DOWN, account, *self._rescue_price(account))

    @atomic
    def report_oracle(self, *, sender: str) -> None:
        """Reports a dead oracle or shows a living one; a report starts the end in two hours, ends it in 7 days."""
        account = self._accrue()
        price, oracle_round, alive_at = 0, 0, 0
        with suppress(Reverted):
            price, oracle_round = self.oracle.rescue_price()
        if not lifecycle.is_price(price):
            with suppress(Reverted):
                alive_at = self.oracle.alive_at()
        self._step(Step.REPORT_ORACLE, account, price, oracle_round, alive_at)

    @atomic
    def impair(self, *, sender: str) -> None:
        """In a sale without equity, or of a debt that is booked, and in a dead sale: what lenders count of it."""
        account = self._accrue()
        price, oracle_round = self._rescue_price(account) if lifecycle.may(account.ending.stage, Act.MARK) else (0, 0)
        self._step(Step.IMPAIR, account, price, oracle_round)

    @atomic
    def write_off(self, *, sender: str) -> None:
        """In a sale with no collateral left: the rest of the debt is lost."""
        account = self._accrue()
        ending = lifecycle.write_off(account.ending, account.collateral)
        lost, account.debt = account.debt, 0
        self.pool.write_off(sender=self.address)
        self._move(account, ending)
        self._close(account, repaid=lost)

    def _step(self, step: Step, account: _Account, price: int, oracle_round: int, alive_at: int = 0) -> None:
        ending, carried = engine.step(
            step, account.ending, self._position(account, price, oracle_round, alive_at), self.is_bear, self.dollar,
            self._is_booked(), self.clock.now,
        )  # fmt: skip
        self._move(account, ending)
        if carried is not None:
            self.pool.impair(carried, sender=self.address)
        self._close(account)

    def _is_booked(self) -> bool:
        """Whether lenders count the debt by a mark already."""
        return self.pool.loan_state(self.address).nominal != 0

    def _move(self, account: _Account, ending: Ending) -> None:
        """The next ending; the pool hears of a start and of one taken back."""
        before = account.ending.stage
        account.ending = replace(ending, round=min(ending.round, SALE.max("round")))
        if before == Stage.OPEN and ending.stage == Stage.STARTED:
            self.pool.begin_wind_down(sender=self.address)
        if before == Stage.STARTED and ending.stage == Stage.OPEN:
            self.pool.end_wind_down(sender=self.address)

    def _settle(self, account: _Account) -> None:
        """What a change of the debt leaves behind; the pool knows of a debt that is repaid."""
        account.ending = lifecycle.settle(account.ending, account.debt)

    def _mark(self, account: _Account) -> None:
        """In a dead sale lenders count at most the offer last refused."""
        if account.ending.stage == Stage.DEAD_SALE:
            carried = engine.marked(account.ending, account.collateral, account.debt)
            self.pool.impair(carried, sender=self.address)

    def _rescue_price(self, account: _Account) -> tuple[int, int]:
        """The rescue price and its round; none once no oracle is asked any more."""
        return self.oracle.rescue_price() if lifecycle.may(account.ending.stage, Act.REPORT) else (0, 0)

    def _strict_price(self, account: _Account) -> int:
        """The strict price, remembered."""
        price = self.oracle.price()
        account.ending = lifecycle.observe(account.ending, self._position(account, price, 0), self.clock.now)
        return price

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
            state=account.ending.stage,
            last_price=account.ending.last_price,
            last_read=account.ending.last_read,
            reported=account.ending.reported,
            since=account.ending.since,
            round=account.ending.round,
            clock=account.ending.clock,
            ramp=account.ending.ramp,
            under=account.ending.under,
            bound=account.ending.bound,
            refused=account.ending.refused,
            interest=max(account.debt - self._principal, 0),
            fee_shares=self._fee_shares,
            rebalance_cost=self._rebalance_cost,
        )

    # ------------------------------------------------------------------ the book

    def _opened(self, debt: int) -> _Account:
        """The stored book with the management fee up to now, in whole FEE_UNITs rounded down."""
        account = replace(self._stored, debt=debt, fees_earned=0)
        account.supply = self.shares.total_supply + account.fees_owed * FEE_UNIT
        if self.fees.management == 0 or account.supply == 0 or not lifecycle.may(account.ending.stage, Act.FEES):
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
        half = (PRINCIPAL.max("principal") + 1) // 2
        self._principal = max(min(self._principal + borrowed, half - 1) - repaid, -half)
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


def _judge(fill: Fill, cost: int) -> None:
    """A fill moves a unit or more of both assets, at a cost that is allowed for it."""
    require(fill.out != 0 and fill.payment != 0, "fill: nothing to do")
    require_cost(cost, fill.allowed)


def _require_lower(low_assets: int, low_debt: int, high_assets: int, high_debt: int) -> None:
    """The lower ratio must be strictly the lower one: A_low*E_high < A_high*E_low."""
    low = uint(low_assets * (high_assets - high_debt))
    require(low < uint(high_assets * uint(low_assets - low_debt)), "fill: too small")
