# SPDX-License-Identifier: Apache-2.0
"""The ground the state machine stands on: one market, its actors, and the invariants that hold after every step."""

from collections import Counter
from typing import Any, ClassVar

import boa
from boa import BoaError
from hypothesis.stateful import RuleBasedStateMachine, invariant

from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.support.environment import BoaEnvironment
from tests.support.market import Market, Terms, asset, build_factory, build_market
from tests.support.reverts import reason_of

DEAD = "0x000000000000000000000000000000000000dEaD"
DOLLARS = 2_000
PLENTY = 10**12
OPEN, STARTED, SALE, DEAD_SALE, CLOSED = range(5)
# what may follow a stage, by any number of calls: LEV-END-01
FOLLOWING = {
    OPEN: {OPEN, STARTED, SALE, DEAD_SALE, CLOSED},
    STARTED: {OPEN, STARTED, SALE, DEAD_SALE, CLOSED},
    SALE: {SALE, DEAD_SALE, CLOSED},
    DEAD_SALE: {DEAD_SALE, CLOSED},
    CLOSED: {CLOSED},
}


class MarketMachine(RuleBasedStateMachine):
    """Holders, lenders, fillers, a curator, a guardian and an attacker on one market. Subclasses add the rules."""

    terms = Terms(exposure=3, hourly_part=WAD // 2, rate_at_kink=WAD // 10, rate_at_full=WAD)
    decimals = (6, 18)  # quote, underlying
    is_bear = False
    played: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        environment = BoaEnvironment()
        self.attacker = self._account("attacker")
        self.holders = [self._account(f"holder {i}") for i in range(3)]
        self.lenders = [self._account(f"lender {i}") for i in range(2)]
        self.filler = self._account("filler")
        quote, underlying = asset(environment, self.decimals[0]), asset(environment, self.decimals[1])
        self.market: Market = build_market(
            environment, build_factory(environment), quote, underlying, DOLLARS, self.is_bear, self.terms
        )
        self.owner = environment.owner
        self.token, self.pool, self.anchored = self.market.token, self.market.pool, self.market.anchored
        self.governance = self.market.governance
        self.collateral, self.debt_asset = self.market.collateral, self.market.debt_asset
        self.dollars = DOLLARS
        self.share_price = self._share_price()
        self.losses_allowed = False
        self.is_broken = False
        self.stage, self.claim = OPEN, 0
        for account in self.everybody:
            self._make_rich(account)

    @property
    def everybody(self) -> list[str]:
        """Every account that acts."""
        return [*self.holders, *self.lenders, self.filler, self.attacker, self.owner]

    @staticmethod
    def _account(name: str) -> str:
        return str(boa.env.generate_address(name))

    def _make_rich(self, account: str) -> None:
        for held in (self.collateral, self.debt_asset):
            held.mint(account, PLENTY * 10 ** held.decimals())
            for spender in (self.token, self.pool):
                held.approve(spender.address, 2**256 - 1, sender=account)
        self.token.approve(self.anchored.address, 2**256 - 1, sender=account)

    # ------------------------------------------------------------------ acting

    def attempt(self, call: Any, *reasons: str) -> Any:
        """Does `call`; a refusal must be for one of `reasons`, and gives `None`."""
        try:
            return call()
        except BoaError as error:
            reason = reason_of(error)
            if self.is_broken and reason == "":
                return None
            assert reason in reasons, f"refused with {reason!r}, expected one of {reasons}"
            return None

    def set_dollars(self, dollars: int) -> None:
        """Moves the oracle, in a new round."""
        self.dollars, self.is_broken = min(max(dollars, 20), 200_000), False
        self.market.set_price(self.dollars)

    def break_oracle(self) -> None:
        """No price of any kind from now on."""
        self.is_broken = True
        self.market.oracle.set_answers(0, 0, 0)

    def wait(self, seconds: int) -> None:
        """Time passes; a living feed answers again."""
        boa.env.time_travel(seconds=seconds)
        if not self.is_broken:
            self.set_dollars(self.dollars)

    @property
    def price(self) -> int:
        """The oracle's price, 1e36."""
        return self.market.oracle_price(self.dollars)

    def ratio(self) -> tuple[int, int]:
        """Assets and equity in debt units; the equity may be negative."""
        sheet = self.token.balance_sheet()
        assets = sheet.collateral * self.price // E36
        return assets, assets - sheet.debt

    # ------------------------------------------------------------------ invariants

    def _share_price(self) -> int:
        return int(self.pool.convertToAssets(10**30))

    @invariant()
    def the_token_holds_what_it_counts(self) -> None:
        """LEV-SOLV-01."""
        sheet = self.token.balance_sheet()
        assert self.collateral.balanceOf(self.token.address) >= sheet.collateral
        assert sheet.debt == self.pool.debt_of(self.token.address)
        assert self.debt_asset.balanceOf(self.pool.address) >= self.pool.cash()

    @invariant()
    def a_stage_follows_from_the_last_one(self) -> None:
        """LEV-END-01, LEV-END-04: an end goes on, and what a closed token owes its holders never falls."""
        sheet = self.token.balance_sheet()
        assert sheet.state in FOLLOWING[self.stage], (self.stage, sheet.state)
        self.played[f"steps in stage {sheet.state}"] += 1
        claim = sheet.collateral * WAD // sheet.supply if sheet.supply else self.claim
        assert self.stage != CLOSED or claim >= self.claim
        self.stage, self.claim = sheet.state, claim
        if sheet.state == CLOSED:
            assert sheet.debt == 0
        loan = self.pool.loan_state(self.token.address)
        assert loan.winding == (sheet.state in (STARTED, SALE, DEAD_SALE))

    @invariant()
    def the_pool_balances(self) -> None:
        """POOL-CASH-01 and POOL-DEBT-01."""
        sheet = self.pool.pool_state()
        assert sheet.cash + sheet.debt + sheet.carried == sheet.total_assets + sheet.reserve + sheet.claimable
        assert sheet.debt + sheet.nominal + 1 >= self.pool.debt_of(self.token.address)
        assert sheet.claimable <= sheet.cash
        loan = self.pool.loan_state(self.token.address)  # POOL-LOSS-01
        assert sheet.ending == (loan.debt if loan.winding else 0)
        assert sheet.stops == (loan.winding and (loan.nominal != 0 or loan.debt * 10_000 >= sheet.total_assets))

    @invariant()
    def lenders_lose_only_by_bad_debt(self) -> None:
        """POOL-SHARE-01: up to the unit that rounding may move."""
        price = self._share_price()
        assert price + 10**12 >= self.share_price or self.losses_allowed, f"{self.share_price} -> {price}"
        self.share_price, self.losses_allowed = price, False

    @invariant()
    def units_are_backed(self) -> None:
        """ANCH-02."""
        atoms = sum(self.anchored.atoms_of(account) for account in self.everybody)
        assert atoms == self.anchored.total_atoms()
        assert self.token.balanceOf(self.anchored.address) * 10**9 >= atoms

    @invariant()
    def supply_is_the_sum_of_balances(self) -> None:
        """Shares minted, and the management fee owed."""
        accounts = [*self.everybody, DEAD, str(self.anchored.address)]
        sheet = self.token.balance_sheet()
        assert sum(self.token.balanceOf(account) for account in accounts) == sheet.supply - sheet.fees_owed
