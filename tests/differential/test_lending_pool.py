# SPDX-License-Identifier: Apache-2.0
"""Contract and twin of the lending pool under the same random operations: every result, refusal and balance agrees.

STEELYARD_OPS sets the number of operations over all cases together.
"""

import os
import random
from typing import Any

import boa
import pytest

from steelyard.model.clock import DAY, HOUR, YEAR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool, Setting
from steelyard.model.lending.rate_models import AdaptiveRateModel, KinkedRateModel, RateModel
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from tests.support.contracts import deploy
from tests.support.pair import Agreement, amount_about
from tests.unit.lending_pool.world import REVERT, ZERO, Terms, World

OPERATIONS = int(os.environ.get("STEELYARD_OPS", 6000))
CASES = [(6, "kinked"), (8, "adaptive"), (18, "adaptive"), (18, "kinked")]
TERMS = Terms(hourly_part=WAD // 4, timelock=HOUR)


class BrokenModel:
    """Twin of MockRateModel in a failing mode."""

    def accrue(self, utilization: int, elapsed: int, *, sender: str) -> int:
        raise Reverted("rate model: told to revert")

    def mean_rate(self, account: str, utilization: int, elapsed: int) -> int:
        raise Reverted("rate model: told to revert")


class Pair:
    """The contract and its twin, driven together."""

    def __init__(self, decimals: int, model: str, seed: int, curator: str, guardian: str) -> None:
        self.random = random.Random(seed)
        self.kinked = deploy("KinkedRateModel", WAD // 100, 9 * WAD // 10, WAD // 10, 2 * WAD)
        self.adaptive = deploy("AdaptiveRateModel", 9 * WAD // 10, WAD // 25, WAD // 1000, WAD // 2, 4 * WAD, 50 * WAD)
        self.broken = deploy("MockRateModel")
        self.broken.set(0, REVERT)
        chosen = self.kinked if model == "kinked" else self.adaptive
        self.world = World(curator, guardian, TERMS, decimals, chosen)
        self.pool = self.world.pool
        self.clock = Clock(boa.env.timestamp)
        self.asset = Erc20(decimals)
        self.registry = Registry()
        self.models: dict[str, RateModel] = {
            str(self.kinked.address): KinkedRateModel(WAD // 100, 9 * WAD // 10, WAD // 10, 2 * WAD),
            str(self.adaptive.address): AdaptiveRateModel(
                9 * WAD // 10, WAD // 25, WAD // 1000, WAD // 2, 4 * WAD, 50 * WAD
            ),
            str(self.broken.address): BrokenModel(),
        }
        for address, twin_model in self.models.items():
            self.world.factory.register_rate_model(address)
            self.registry.add_rate_model(address, twin_model)
        self.twin = LendingPool(
            self.asset,
            curator,
            guardian,
            str(chosen.address),
            TERMS.deposit_cap,
            TERMS.reserve_factor,
            TERMS.required_reserve,
            TERMS.hourly_part,
            TERMS.timelock,
            address=str(self.pool.address),
            factory=self.registry,
            clock=self.clock,
        )
        self.lenders = [str(boa.env.generate_address(f"lender {i}")) for i in range(3)]
        self.tokens = [str(boa.env.generate_address(f"token {i}")) for i in range(3)]
        self.curator, self.guardian = curator, guardian
        self.agreement = Agreement()
        for account in self.lenders:
            self._asset("mint", account, 10**9 * self.world.unit)
            self._asset("approve", self.twin.address, MAX_UINT256, sender=account)
        for account in self.tokens[:2]:
            self.world.factory.register(account)
            self.registry.add_token(account)

    def _asset(self, name: str, *arguments: Any, **options: Any) -> None:
        getattr(self.world.asset, name)(*arguments, **options)
        getattr(self.asset, name)(*arguments, **options)

    def both(self, name: str, *arguments: Any, sender: str) -> None:
        """Calls pool and model; results or reasons must be equal."""
        self._both(self.pool, self.twin, name, *arguments, sender=sender)

    def both_governances(self, name: str, *arguments: Any, sender: str) -> None:
        """The same for the pool's governance."""
        self._both(self.world.governance, self.twin.governance, name, *arguments, sender=sender)

    def _both(self, contract: Any, model: Any, name: str, *arguments: Any, sender: str) -> None:
        self.agreement.same(
            f"{name}{arguments} by {sender}",
            lambda: getattr(contract, name)(*arguments, sender=sender),
            lambda: getattr(model, name)(*arguments, sender=sender),
        )

    def amount(self, about: int) -> int:
        """What to try where `about` is possible."""
        return amount_about(self.random, about)

    def step(self) -> None:
        actions = {
            self.enter: 12, self.leave: 14, self.borrow: 14, self.repay: 12, self.queue: 12,
            self.travel: 14, self.losses: 6, self.setting: 10, self.shares: 3, self.guard: 2,
        }  # fmt: skip
        self.random.choices(list(actions), list(actions.values()))[0]()
        self.compare()

    def enter(self) -> None:
        lender = self.random.choice(self.lenders)
        receiver = self.random.choice([*self.lenders, *self.lenders, ZERO, self.twin.address])
        assets = self.amount(self.random.choice([1000, 10**6]) * self.world.unit)
        if self.random.random() < 0.5:
            self.both("deposit", assets, receiver, sender=lender)
        else:
            self.both("mint", assets * 10**6 % 2**256, receiver, sender=lender)

    def leave(self) -> None:
        lender, owner = self.random.choice(self.lenders), self.random.choice(self.lenders)
        if self.random.random() < 0.7:
            owner = lender
        receiver = self.random.choice([*self.lenders, owner, ZERO, self.twin.address])
        if self.random.random() < 0.5:
            self.both("withdraw", self.amount(self.twin.max_withdraw(owner)), receiver, owner, sender=lender)
        else:
            self.both("redeem", self.amount(self.twin.max_redeem(owner)), receiver, owner, sender=lender)

    def borrow(self) -> None:
        token = self.random.choice(self.tokens)
        about = self.twin.loan_state(token).borrowable
        self.both("borrow", self.amount(about), self.lenders[0], self.random.random() < 0.5, sender=token)

    def repay(self) -> None:
        token = self.random.choice(self.tokens)
        amount = self.amount(self.twin.debt_of(token))
        missing = self.twin.cash() + amount - self.asset.balance_of(self.twin.address)
        if 0 < missing < 2**100 and self.random.random() < 0.95:
            self._asset("mint", self.twin.address, missing)
        self.both("repay", amount, sender=token)

    def queue(self) -> None:
        lender = self.random.choice(self.lenders)
        kind = self.random.random()
        if kind < 0.5:
            self.both("enqueue", self.amount(self.twin.shares.balance_of(lender)), sender=lender)
        elif kind < 0.8:
            self.both("process_queue", self.random.choice([0, 1, 2, 1000]), sender=lender)
        elif kind < 0.9:
            self.both("claim", self.random.choice([*self.lenders, ZERO, self.twin.address]), sender=lender)
        else:
            self.both("claim_for", self.random.choice([*self.lenders, ZERO]), sender=lender)

    def travel(self) -> None:
        seconds = self.random.choice([1, 12, 60, HOUR, DAY, 30 * DAY, self.random.randint(1, YEAR // 4)])
        boa.env.time_travel(seconds=seconds)
        self.clock.advance(seconds)
        if self.random.random() < 0.3:
            self.both("accrue", sender=self.random.choice(self.tokens))

    def losses(self) -> None:
        token = self.random.choice(self.tokens)
        kind = self.random.random()
        if kind < 0.3:
            self.both("begin_wind_down", sender=token)
        elif kind < 0.4:
            self.both("end_wind_down", sender=token)
        elif kind < 0.8:
            own = self.twin.loan_state(token)
            self.both("impair", self.amount(own.carried or own.debt), sender=token)
        else:
            self.both("write_off", sender=token)

    def setting(self) -> None:
        setting = self.random.choice([*Setting, Setting.BORROW_LIMIT, Setting.BORROW_LIMIT, 9])
        target, amount = self.proposal(setting)
        sender = self.random.choice([self.curator, self.curator, self.curator, self.lenders[0]])
        self.both_governances("submit", int(setting), target, amount, sender=sender)
        if self.random.random() < 0.1:
            self.both_governances(
                "revoke", int(setting), target, sender=self.random.choice([self.guardian, self.lenders[0]])
            )
        if self.random.random() < 0.8:
            seconds = self.random.choice([TERMS.timelock - 1, TERMS.timelock, 2 * TERMS.timelock])
            boa.env.time_travel(seconds=seconds)
            self.clock.advance(seconds)
            self.both_governances("accept", int(setting), target, sender=self.lenders[0])

    def proposal(self, setting: int) -> tuple[str, int]:
        unit = self.world.unit
        if setting == Setting.BORROW_LIMIT:
            return self.random.choice(self.tokens), self.amount(10**7 * unit)
        if setting == Setting.RATE_MODEL:
            return self.random.choice([*self.models, ZERO]), self.random.choice([0, 0, 0, 1])
        if setting == Setting.RESERVE_FACTOR:
            return ZERO, self.random.randint(0, 35) * WAD // 100 + self.random.choice([0, 0, 0, 1])
        if setting == Setting.DEPOSIT_CAP:
            return ZERO, self.random.choice([10**7 * unit, 10**7 * unit, 2 * 10**6 * unit, 2**95, 2**96])
        if setting == Setting.RESERVE_WITHDRAWAL:
            return self.random.choice([*self.lenders, ZERO]), self.amount(self.twin.pool_state().reserve // 2)
        if setting == Setting.CURATOR:
            return self.random.choice([self.curator, ZERO]), 0
        return self.random.choice([self.guardian, ZERO]), self.random.choice([0, 0, 1])

    def guard(self) -> None:
        sender = self.random.choice([self.guardian, self.guardian, self.lenders[0]])
        if self.random.random() < 0.3:
            self.both_governances("pause_borrowing", sender=sender)
        else:
            token = self.random.choice(self.tokens)
            self.both_governances("guard_limit", token, self.amount(self.twin.loan_state(token).limit), sender=sender)

    def shares(self) -> None:
        owner, receiver = self.random.choice(self.lenders), self.random.choice(self.lenders)
        amount = self.amount(self.twin.shares.balance_of(owner) // 4)
        assert self.pool.approve(receiver, amount, sender=owner) is True
        self.twin.shares.approve(receiver, amount, sender=owner)

    def compare(self) -> None:
        assert boa.env.timestamp == self.clock.now
        sheet = self.twin.pool_state()
        assert tuple(self.pool.pool_state()) == tuple(vars(sheet).values())
        account = self.random.choice([*self.lenders, *self.tokens, self.twin.address])
        assert self.pool.balanceOf(account) == self.twin.shares.balance_of(account)
        assert self.world.asset.balanceOf(account) == self.asset.balance_of(account)
        assert self.pool.claims(account) == self.twin.claims.get(account, 0)
        assert self.pool.maxWithdraw(account) == self.twin.max_withdraw(account)
        assert self.pool.maxRedeem(account) == self.twin.max_redeem(account)
        assert self.pool.maxDeposit(account) == self.twin.max_deposit(account)
        assert self.pool.maxMint(account) == self.twin.max_mint(account)
        assert self.pool.previewMint(WAD) == self.twin.preview_mint(WAD)
        assert self.pool.previewWithdraw(WAD) == self.twin.preview_withdraw(WAD)
        token = self.random.choice(self.tokens)
        assert tuple(self.pool.loan_state(token)) == tuple(vars(self.twin.loan_state(token)).values())
        # POOL-CASH-01, and the pool holds what it counts
        owned = sheet.total_assets + sheet.reserve + sheet.claimable
        assert sheet.cash + sheet.debt + sheet.carried == owned
        assert self.asset.balance_of(self.twin.address) >= sheet.cash >= sheet.claimable
        # POOL-DEBT-01
        debts = [self.twin.loan_state(token) for token in self.tokens]
        assert sheet.debt + sheet.nominal >= sum(max(0, own.debt - 1) for own in debts)
        assert sheet.nominal == sum(own.nominal for own in debts)
        assert sheet.carried == sum(own.carried for own in debts)
        owed = sum(own.debt for own in debts if own.winding)
        assert owed - len(debts) <= sheet.ending <= owed
        # POOL-LOSS-01: which losses may be open, without the twin's own sum
        booked = any(own.nominal for own in debts)
        assert sheet.stops == (booked or (sheet.ending > 0 and sheet.ending * 10_000 >= sheet.total_assets))


@pytest.mark.parametrize(("decimals", "model"), CASES)
def test_contract_and_twin_agree(decimals: int, model: str, curator: str, guardian: str) -> None:
    """POOL-CASH-01, POOL-DEBT-01 along the way."""
    pair = Pair(decimals, model, seed=decimals, curator=curator, guardian=guardian)
    for _ in range(OPERATIONS // len(CASES)):
        pair.step()
    assert pair.agreement.accepted > OPERATIONS // len(CASES) // 4
    if OPERATIONS >= 3000:
        assert len(pair.agreement.refusals) >= 20, sorted(pair.agreement.refusals)
