# SPDX-License-Identifier: Apache-2.0
"""Contract and twin of the leveraged token under the same random operations: every result, refusal and balance agrees.

STEELYARD_OPS sets the number of operations over all cases together.
"""

import os
import random
from collections import Counter
from dataclasses import astuple, replace
from typing import Any

import boa
import pytest

from steelyard.model.clock import DAY, HOUR, YEAR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool, Setting
from steelyard.model.lending.rate_models import KinkedRateModel
from steelyard.model.leverage.leveraged_token import DEAD, Fees, LeveragedToken, Parameters, Stage
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from steelyard.model.presets import leverage as presets
from tests.support.contracts import deploy, deploy_token
from tests.support.pair import Agreement, amount_about
from tests.unit.lending_pool.world import Terms, World

OPERATIONS = int(os.environ.get("STEELYARD_OPS", 8000))
RATES = (WAD // 50, 8 * WAD // 10, WAD // 10, WAD)
TERMS = Terms(hourly_part=WAD // 2, timelock=HOUR)
RECIPIENT = "0x" + "fe" * 20


def parameters(exposure: int, is_bear: bool, quote_decimals: int, fees: bool) -> Parameters:
    """A token of `exposure` (whole number) with the usual tolerances; a 2x lands on its target, in dear dollars."""
    taken = Fees(WAD // 1000, WAD // 500, WAD // 50, RECIPIENT) if fees else Fees(0, 0, 0, RECIPIENT)
    usual = presets.parameters(exposure * WAD, is_bear, 10**quote_decimals, taken)
    return replace(usual, landing=0, dollar=usual.quote_unit // 2) if exposure == 2 else usual


# exposure, bear, quote decimals, underlying decimals, fees
CASES = [(3, False, 6, 18, True), (2, False, 8, 6, False), (3, True, 6, 18, False), (1, True, 18, 8, True)]


class PriceTwin:
    """Twin of MockOracle: whole quote units per underlying, moved by the test; 0 stands for a revert."""

    def __init__(self, strict: int) -> None:
        self.strict = self.rescue = strict
        self.round, self.alive = 1, 0

    def price(self) -> int:
        return self._answer(self.strict)

    def rescue_price(self) -> tuple[int, int]:
        return self._answer(self.rescue), self.round

    def alive_at(self) -> int:
        return self.alive

    @staticmethod
    def _answer(price: int) -> int:
        if price == 0:
            raise Reverted("arithmetic")
        return price


class Pair:
    """The contract and its twin, driven together."""

    def __init__(self, case: tuple[int, bool, int, int, bool], seed: int, curator: str, guardian: str) -> None:
        exposure, is_bear, quote_decimals, underlying_decimals, fees = case
        self.random = random.Random(seed)
        self.parameters = parameters(exposure, is_bear, quote_decimals, fees)
        self.scales = (quote_decimals, underlying_decimals)
        debt_decimals = underlying_decimals if is_bear else quote_decimals
        self.world = World(curator, guardian, TERMS, debt_decimals, deploy("KinkedRateModel", *RATES))
        self.pool, self.debt_asset = self.world.pool, self.world.asset
        self.collateral = deploy("MockAsset", quote_decimals if is_bear else underlying_decimals)
        self.dollars = 2_000.0
        self.oracle = deploy("MockOracle", self._price())
        self.token = deploy_token(self._arguments())
        self.caller = deploy("PushingCaller")
        self.curator, self.guardian = curator, guardian
        self.lender, *self.holders = [str(boa.env.generate_address(f"holder {i}")) for i in range(4)]
        self._build_twin()
        self.agreement = Agreement()
        self.edges: Counter[tuple[Stage, Stage]] = Counter()
        self._fund(debt_decimals)

    def _arguments(self) -> tuple[Any, ...]:
        p = self.parameters
        return (
            "Steelyard token",
            "LEVERAGED",
            self.pool.address,
            self.collateral.address,
            self.oracle.address,
            p.is_bear,
            p.quote_unit,
            p.dollar,
            p.target,
            p.upper,
            p.lower,
            p.landing,
            astuple(p.tolerance),
            astuple(p.fees),
        )

    def _build_twin(self) -> None:
        self.clock = Clock(boa.env.timestamp)
        registry = Registry()
        registry.add_rate_model(str(self.world.model.address), KinkedRateModel(*RATES))
        self.twin_debt_asset = Erc20(self.debt_asset.decimals())
        self.twin_collateral = Erc20(self.collateral.decimals())
        self.twin_pool = LendingPool(
            self.twin_debt_asset, self.curator, self.guardian, str(self.world.model.address),
            TERMS.deposit_cap, TERMS.reserve_factor, TERMS.required_reserve, TERMS.hourly_part, TERMS.timelock,
            address=str(self.pool.address), factory=registry, clock=self.clock,
        )  # fmt: skip
        self.price_twin = PriceTwin(self._price())
        address = str(self.token.address)
        self.twin = LeveragedToken(
            address, self.parameters, self.twin_pool, self.twin_collateral, self.price_twin, self.clock
        )
        registry.add_token(address)
        self.world.factory.register(address)

    def _fund(self, debt_decimals: int) -> None:
        """Lends two million dollars, gives the limit, and makes everybody rich."""
        accounts = [self.lender, *self.holders, str(self.caller.address)]
        for account in accounts:
            for name in ("debt_asset", "collateral"):
                self.both_assets(name, "mint", account, 10**9 * 10**18)
                for spender in (self.twin.address, self.twin_pool.address):
                    if account == str(self.caller.address):
                        self.caller.approve(getattr(self, name).address, spender)
                        getattr(self, f"twin_{name}").approve(spender, MAX_UINT256, sender=account)
                    else:
                        self.both_assets(name, "approve", spender, MAX_UINT256, sender=account)
        amount = 2_000_000 * 10**debt_decimals // (2_000 if self.parameters.is_bear else 1)
        self.both_pools("deposit", amount, self.lender, sender=self.lender)
        limit = (int(Setting.BORROW_LIMIT), self.twin.address)
        self.both_governances("submit", *limit, amount, sender=self.curator)
        self.travel(2 * TERMS.timelock)
        self.both_governances("accept", *limit, sender=self.curator)

    def both_assets(self, name: str, method: str, *arguments: Any, **options: Any) -> None:
        """The same call on an asset and its twin."""
        getattr(getattr(self, name), method)(*arguments, **options)
        getattr(getattr(self, f"twin_{name}"), method)(*arguments, **options)

    def _price(self) -> int:
        quote, underlying = self.scales
        bull = int(self.dollars * 10**6) * 10**quote * E36 // 10**underlying // 10**6
        return E36 * E36 // bull if self.parameters.is_bear else bull

    # ------------------------------------------------------------------ one call on both sides

    def both(self, name: str, *arguments: Any, sender: str) -> Any:
        """Calls the token and its twin; results or reasons must be equal. Returns the answer or the reason."""
        suffix = (b"",) if name in ("mint", "redeem", "deleverage", "releverage") else ()
        return self.agreement.same(
            f"{name}{arguments} by {sender}",
            lambda: getattr(self.token, name)(*arguments, *suffix, sender=sender),
            lambda: getattr(self.twin, name)(*arguments, sender=sender),
        )

    def both_pools(self, name: str, *arguments: Any, sender: str) -> None:
        """Calls the pool and its twin; results or reasons must be equal."""
        self.agreement.same(
            f"{name}{arguments} by {sender}",
            lambda: getattr(self.pool, name)(*arguments, sender=sender),
            lambda: getattr(self.twin_pool, name)(*arguments, sender=sender),
        )

    def both_governances(self, name: str, *arguments: Any, sender: str) -> None:
        """Calls the pool's governance and its model; results or reasons must be equal."""
        self.agreement.same(
            f"{name}{arguments} by {sender}",
            lambda: getattr(self.world.governance, name)(*arguments, sender=sender),
            lambda: getattr(self.twin_pool.governance, name)(*arguments, sender=sender),
        )

    # ------------------------------------------------------------------ random operations

    def amount(self, about: int) -> int:
        """What to try where `about` is possible."""
        return amount_about(self.random, about)

    def step(self) -> None:
        """One random operation, then everything is compared."""
        actions = {
            self.mint: 16, self.redeem: 12, self.fill: 14, self.keep: 14, self.fill_with_callback: 8,
            self.move_price: 16, self.let_pass: 8, self.wind_down: 8, self.sell: 4, self.break_oracle: 1,
            self.mend_oracle: 2, self.shares: 3, self.fees: 3, self.lend: 6, self.guard: 0.1,
        }  # fmt: skip
        if self.twin.total_supply() == 0:
            actions = {self.mint: 2, self.let_pass: 1, self.lend: 1}
        sheet = self.twin.balance_sheet()
        if sheet.collateral * self.price_twin.rescue // E36 <= sheet.debt or sheet.state == Stage.STARTED:
            actions |= {self.wind_down: 40}
        if self._is_sold():
            actions |= {self.sell: 30, self.move_price: 8, self.break_oracle: 2}
        before = self.twin.balance_sheet().state
        self.random.choices(list(actions), list(actions.values()))[0]()
        self.compare()
        self.edges[before, self.twin.balance_sheet().state] += 1

    def _is_sold(self) -> bool:
        return self.twin.balance_sheet().state in (Stage.SALE, Stage.DEAD_SALE)

    def mint(self) -> None:
        account = self.random.choice(self.holders)
        shares = self.amount(self.random.choice([WAD, 100 * WAD, 3_000 * WAD]))
        receiver = self.random.choice([*self.holders * 5, ZERO_ADDRESS, self.twin.address])
        debt_receiver = self.random.choice([*self.holders * 5, self.twin.address])
        self.both("mint", shares, receiver, debt_receiver, sender=account)

    def redeem(self) -> None:
        owner = max(self.random.sample(self.holders, 2), key=self.twin.shares.balance_of)
        sender = owner if self.random.random() < 0.8 else self.random.choice(self.holders)
        shares = self.amount(self.twin.shares.balance_of(owner))
        receiver = self.random.choice([*self.holders * 5, ZERO_ADDRESS])
        self.both("redeem", shares, owner, receiver, sender=sender)

    def cost(self) -> int:
        """From a gift to more than is allowed; mostly what a keeper would ask for."""
        usual = [0, 0, -WAD // 1000, WAD // 1000, WAD // 500]
        return self.random.choice([*usual * 3, WAD // 200, WAD // 100, WAD // 50, WAD // 20, -WAD // 500, -WAD])

    def fill(self) -> None:
        account, maximum = self.random.choice(self.holders), self._most()
        self.both(self._side(), maximum, self.cost(), account, sender=account)

    def keep(self) -> None:
        """A keeper fills all there is to fill, for nothing."""
        self.both(self._side(), 2**100, 0, self.holders[0], sender=self.holders[0])

    def _side(self) -> str:
        """Mostly the side that the ratio asks for."""
        sheet = self.twin.balance_sheet()
        assets = sheet.collateral * max(self.price_twin.rescue, 1) // E36
        over = assets * WAD > self.twin.rule.target * (assets - sheet.debt)
        if self.random.random() < 0.1:
            over = not over
        return "deleverage" if over or self._is_sold() else "releverage"

    def _most(self) -> int:
        return self.random.choice([2**100, self.amount(self.twin.balance_sheet().collateral // 3 + 1), 1])

    def fill_with_callback(self) -> None:
        """A caller pushes too little, just enough or too much, and may deposit into the pool on the way."""
        caller = str(self.caller.address)
        side = self.random.choice(["mint", "redeem", self._side(), self._side()])
        takes_collateral = side in ("mint", "releverage")
        name = "collateral" if takes_collateral else "debt_asset"
        place = self.twin.address if takes_collateral else self.twin_pool.address
        sheet = self.twin.balance_sheet()
        pushed = self.amount((sheet.collateral if takes_collateral else sheet.debt) // 20)
        deposited = 0 if takes_collateral else self.amount(sheet.debt // 50)
        self.caller.plan(getattr(self, name).address, place, pushed, deposited)

        def callback(sent: int, owed: int) -> None:
            if deposited:
                self.twin_pool.deposit(deposited, caller, sender=caller)
            if pushed:
                getattr(self, f"twin_{name}").transfer(place, pushed, sender=caller)

        shares = self.amount(self.twin.shares.balance_of(caller) if side == "redeem" else 50 * WAD)
        maximum, cost = self._most(), self.cost()
        ours, theirs = {
            "mint": ((shares,), (shares, caller, caller)),
            "redeem": ((shares,), (shares, caller, caller)),
            "deleverage": ((maximum, cost), (maximum, cost, caller)),
            "releverage": ((maximum, cost), (maximum, cost, caller)),
        }[side]
        self.agreement.same(
            f"{side}{ours} with callback",
            lambda: getattr(self.caller, side)(self.token.address, *ours, sender=self.holders[0]),
            lambda: getattr(self.twin, side)(*theirs, callback, sender=caller),
        )

    def move_price(self) -> None:
        move = self.random.choice([1.0, 1.01, 1.04, 1.1, 1.25, 1.45, 3.0])
        self.dollars = min(max(self.dollars * self.random.choice([move, 1 / move]), 20.0), 200_000.0)
        self._set_price(self._price(), self._price())

    def _set_price(self, strict: int, rescue: int) -> None:
        self.oracle.set_answers(strict, strict, rescue)
        self.price_twin.strict, self.price_twin.rescue = strict, rescue
        self.price_twin.round += 1

    def break_oracle(self) -> None:
        self._set_price(0, self.random.choice([0, self._price()]))

    def mend_oracle(self) -> None:
        if self.price_twin.strict == 0 and self.random.random() < 0.5:
            self._set_price(self._price(), self._price())

    def let_pass(self) -> None:
        self.travel(self.random.choice([1, 12, 600, HOUR, DAY, 2 * DAY, self.random.randint(1, YEAR // 20)]))

    def travel(self, seconds: int) -> None:
        """Time goes on for both."""
        boa.env.time_travel(seconds=seconds)
        self.clock.advance(seconds)

    def wind_down(self) -> None:
        steps = ["start_wind_down", "confirm_wind_down", "impair", "write_off", "report_oracle"]
        self.both(self.random.choice(steps), sender=self.random.choice(self.holders))
        if self.twin.balance_sheet().state == Stage.STARTED and self.random.random() < 0.5:
            self.travel(self.random.choice([599, 600]))
            self._set_price(self.price_twin.strict, self.price_twin.rescue)
            self.both("confirm_wind_down", sender=self.holders[0])
        if self.price_twin.rescue == 0 and self.random.random() < 0.5:
            self.travel(self.random.choice([2 * HOUR - 1, 2 * HOUR, 7 * DAY, 7 * DAY]))
            if self.random.random() < 0.2:
                self.price_twin.alive = self.clock.now - HOUR
                self.oracle.set_alive_at(self.price_twin.alive)
            self.both("report_oracle", sender=self.holders[0])

    def sell(self) -> None:
        """A piece of a sale at what is allowed or a little less, a unit that moves the clock, or a gift."""
        sheet, filler = self.twin.balance_sheet(), self.holders[0]
        self.travel(self.random.choice([1, 599, 600, 600, 1_199, 1_200, HOUR, 3 * HOUR]))
        if self.random.random() < 0.15:
            self.both("repay_debt", self.random.choice([0, 1, sheet.debt // 3, 2 * sheet.debt]), sender=filler)
            return
        most = self.random.choice([1, 1, sheet.collateral // 10, 2**100])
        cost = self.random.choice([0, sheet.bound // 3, sheet.bound, sheet.bound + 1, WAD // 20])
        self.both("deleverage", most, cost, filler, sender=filler)

    def shares(self) -> None:
        owner, other = self.random.choice(self.holders), self.random.choice([*self.holders * 3, self.twin.address])
        if other == self.twin.address:
            self.agreement.same(
                f"transfer to itself by {owner}",
                lambda: self.token.transfer(other, 1, sender=owner),
                lambda: self._transfer_on_the_twin(other, 1, owner),
            )
            return
        amount = self.amount(self.twin.shares.balance_of(owner))
        assert self.token.approve(other, amount, sender=owner) is True
        self.twin.shares.approve(other, amount, sender=owner)
        self.agreement.same(
            f"transfer{(other, amount)} by {owner}",
            lambda: self.token.transfer(other, amount, sender=owner),
            lambda: self._transfer_on_the_twin(other, amount, owner),
        )

    def _transfer_on_the_twin(self, other: str, amount: int, owner: str) -> bool:
        self.twin.shares.transfer(other, amount, sender=owner)
        return True

    def fees(self) -> None:
        if self.random.random() < 0.8:
            self.both("collect_fees", sender=self.holders[0])
            return
        sender = self.random.choice([self.twin.fees.recipient, self.holders[0]])
        self.both("set_fee_recipient", self.random.choice([RECIPIENT, ZERO_ADDRESS]), sender=sender)

    def lend(self) -> None:
        amount = self.amount(self.twin_pool.max_withdraw(self.lender) // 2)
        if self.random.random() < 0.5:
            self.both_pools("deposit", amount, self.lender, sender=self.lender)
        else:
            arguments = (amount, self.lender, self.lender)
            self.both_pools("withdraw", *arguments, sender=self.lender)

    def guard(self) -> None:
        self.both_governances("pause_borrowing", sender=self.guardian)

    # ------------------------------------------------------------------ comparison

    def compare(self) -> None:
        """Everything that can be read agrees; LEV-SOLV-01 and POOL-CASH-01 hold."""
        assert boa.env.timestamp == self.clock.now
        sheet = self.twin.balance_sheet()
        assert tuple(self.token.balance_sheet()) == astuple(sheet)
        assert self.token.totalSupply() == self.twin.total_supply()
        assert tuple(self.pool.pool_state()) == tuple(vars(self.twin_pool.pool_state()).values())
        own = self.twin_pool.loan_state(self.twin.address)
        assert tuple(self.pool.loan_state(self.twin.address)) == tuple(vars(own).values())
        account = self.random.choice([*self.holders, str(self.caller.address), RECIPIENT, DEAD, self.twin.address])
        assert self.token.balanceOf(account) == self.twin.shares.balance_of(account)
        assert self.collateral.balanceOf(account) == self.twin_collateral.balance_of(account)
        assert self.debt_asset.balanceOf(account) == self.twin_debt_asset.balance_of(account)
        # LEV-SOLV-01: the token holds what it counts, and reports the pool's debt
        assert self.twin_collateral.balance_of(self.twin.address) >= sheet.collateral
        assert sheet.debt == own.debt

    def renew(self) -> None:
        """After the end of a token: a new one of the same kind on the same pool."""
        self.token = deploy_token(self._arguments())
        old, address = self.twin, str(self.token.address)
        self.twin = LeveragedToken(
            address, self.parameters, self.twin_pool, self.twin_collateral, self.price_twin, self.clock
        )
        self.twin_pool.factory.add_token(address)  # type: ignore[attr-defined]
        self.world.factory.register(address)
        self.dollars = 2_000.0
        self._set_price(self._price(), self._price())
        for account in (*self.holders, str(self.caller.address)):
            for name in ("debt_asset", "collateral"):
                if account == str(self.caller.address):
                    self.caller.approve(getattr(self, name).address, address)
                    getattr(self, f"twin_{name}").approve(address, MAX_UINT256, sender=account)
                else:
                    self.both_assets(name, "approve", address, MAX_UINT256, sender=account)
        limit = 10**6 * 10 ** self.debt_asset.decimals() // (2_000 if self.parameters.is_bear else 1)
        arguments = (int(Setting.BORROW_LIMIT), address)
        self.both_governances("submit", *arguments, limit, sender=self.curator)
        self.travel(2 * TERMS.timelock)
        self.both_governances("accept", *arguments, sender=self.curator)
        assert old.balance_sheet().state >= Stage.SALE


EDGES: Counter[tuple[Stage, Stage]] = Counter()  # walked by all cases


@pytest.mark.parametrize("case", CASES, ids=["bull 3x 6/18", "bull 2x 8/6", "bear 3x 6/18", "bear 1x 18/8"])
def test_contract_and_twin_agree(case: tuple[int, bool, int, int, bool], curator: str, guardian: str) -> None:
    """LEV-SOLV-01 along the way; a token that has ended is followed by the next of its kind."""
    pair = Pair(case, seed=case[0] * 10 + case[1], curator=curator, guardian=guardian)
    ended_for = 0
    for _ in range(OPERATIONS // len(CASES)):
        pair.step()
        ended_for = ended_for + 1 if pair.twin.balance_sheet().state >= Stage.SALE else 0
        if ended_for > 25 or (ended_for > 3 and pair.twin.balance_sheet().state == Stage.CLOSED):
            pair.renew()
            ended_for = 0
    assert pair.agreement.accepted > OPERATIONS // len(CASES) // 5
    EDGES.update(pair.edges)
    if OPERATIONS >= 3000:
        assert len(pair.agreement.refusals) >= 18, sorted(pair.agreement.refusals)


def test_every_edge_of_the_table_was_walked() -> None:
    """By the cases above together, which run in one process; a step may pass two edges."""
    assert EDGES, "the cases above were not played"
    walked = {edge for edge, times in EDGES.items() if times and edge[0] != edge[1]}
    least = {
        (Stage.OPEN, Stage.STARTED), (Stage.STARTED, Stage.SALE), (Stage.SALE, Stage.CLOSED),
        (Stage.STARTED, Stage.OPEN), (Stage.DEAD_SALE, Stage.CLOSED),
    }  # fmt: skip
    assert OPERATIONS < 8_000 or walked >= least, least - walked
