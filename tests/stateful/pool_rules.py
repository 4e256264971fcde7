# SPDX-License-Identifier: Apache-2.0
"""What anybody may do to the pool, its governance and the anchored token, as rules."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.stateful.machine import MarketMachine

PARTS = st.integers(1, 100)
WHO = st.integers(0, 2)
DAY = 86_400
SETTERS = {
    "set_limit",
    "set_rate_model",
    "set_reserve_factor",
    "set_deposit_cap",
    "withdraw_reserve",
    "pause_borrowing",
}


def in_stage(*stages: int) -> Any:
    """A rule that makes sense only in these stages; outside them it is tried by the unit tests."""
    return precondition(lambda self: self.token.balance_sheet().state in stages)


def often(function: Callable[..., None], *stages: int, times: int = 4, **arguments: Any) -> list[Any]:
    """`function` as so many rules: what is to happen in most lives, among so many other rules."""

    def one(number: int) -> Any:
        def play(self: Any, **drawn: Any) -> None:
            function(self, **drawn)

        play.__name__ = f"{function.__name__.lstrip('_')}_{number}"
        return rule(**arguments)(in_stage(*stages)(play))

    return [one(number) for number in range(times)]


class PoolRules(MarketMachine):
    """The functions of the lending pool."""

    @rule(who=st.integers(0, 1), amount=st.integers(1, 10**6))
    def pool_deposit(self, who: int, amount: int) -> None:
        lender, assets = self.lenders[who], self._units(amount)
        self.attempt(lambda: self.pool.deposit(assets, lender, sender=lender), "deposit: loss not settled")

    @rule(who=st.integers(0, 1), amount=st.integers(1, 10**6))
    def pool_mint(self, who: int, amount: int) -> None:
        lender, shares = self.lenders[who], self._units(amount) * 10**6
        self.attempt(lambda: self.pool.mint(shares, lender, sender=lender), "deposit: loss not settled")

    def _units(self, dollars: int) -> int:
        unit = 10 ** self.debt_asset.decimals()
        return int(dollars * unit // (2_000 if self.is_bear else 1)) + 1

    @rule(who=st.integers(0, 1), part=PARTS)
    def pool_withdraw(self, who: int, part: int) -> None:
        lender = self.lenders[who]
        assets = self.pool.maxWithdraw(lender) * part // 100
        if assets:
            self.pool.withdraw(assets, lender, lender, sender=lender)

    @rule(who=st.integers(0, 1), part=PARTS)
    def pool_redeem(self, who: int, part: int) -> None:
        lender = self.lenders[who]
        shares = self.pool.maxRedeem(lender) * part // 100
        if shares:
            self.attempt(lambda: self.pool.redeem(shares, lender, lender, sender=lender), "redeem: zero")

    @rule()
    def pool_accrue(self) -> None:
        self.pool.accrue(sender=self.attacker)

    @rule(who=st.integers(0, 1), part=PARTS)
    def pool_enqueue(self, who: int, part: int) -> None:
        lender = self.lenders[who]
        shares = self.pool.balanceOf(lender) * part // 100
        self.attempt(
            lambda: self.pool.enqueue(shares, sender=lender),
            "queue: free cash suffices", "queue: too few shares", "queue: loss not settled",
        )  # fmt: skip

    @rule(count=st.integers(0, 5))
    def pool_process_queue(self, count: int) -> None:
        """POOL-LOSS-01: nobody's ticket is served by others while a loss may be open."""
        stops = self.pool.pool_state().stops
        served = self.attempt(lambda: self.pool.process_queue(count, sender=self.attacker), "queue: nothing to serve")
        assert served is None or not stops

    @rule(who=st.integers(0, 1))
    def pool_process_own_ticket(self, who: int) -> None:
        lender = self.lenders[who]
        is_head = self.pool.head() < self.pool.tail() and self.pool.tickets(self.pool.head()).owner == lender
        before, stops = self.pool.claims(self.lenders[1 - who]), self.pool.pool_state().stops
        served = self.attempt(lambda: self.pool.process_queue(5, sender=lender), "queue: nothing to serve")
        if stops:
            assert self.pool.claims(self.lenders[1 - who]) == before
            assert served is None or is_head

    @rule(who=st.integers(0, 1))
    def pool_claim_for(self, who: int) -> None:
        lender = self.lenders[who]
        owed, before = self.pool.claims(lender), self.debt_asset.balanceOf(lender)
        answer = self.attempt(lambda: self.pool.claim_for(lender, sender=self.attacker), "claim: nothing")
        assert (answer or 0) == owed == self.debt_asset.balanceOf(lender) - before

    @rule(who=st.integers(0, 1))
    def pool_claim(self, who: int) -> None:
        lender = self.lenders[who]
        owed, before = self.pool.claims(lender), self.debt_asset.balanceOf(self.filler)
        answer = self.attempt(lambda: self.pool.claim(self.filler, sender=lender), "claim: nothing")
        assert (answer or 0) == owed == self.debt_asset.balanceOf(self.filler) - before

    @rule(function=st.sampled_from(["borrow", "repay", "begin_wind_down", "end_wind_down", "impair", "write_off"]))
    def pool_attacker_plays_borrower(self, function: str) -> None:
        """GOV-01: nobody but a borrower acts as one, and only about itself."""
        arguments = {"borrow": (1, self.attacker, True), "repay": (1,), "impair": (0,)}.get(function, ())
        answer = self.attempt(
            lambda: getattr(self.pool, function)(*arguments, sender=self.attacker),
            "borrow: nothing to lend", "pool: borrowing paused", "repay: above debt", "borrower: not winding down",
        )  # fmt: skip
        assert answer is None or function.endswith("wind_down")  # which means nothing without debt
        assert not self.pool.loan_state(self.attacker).winding

    @rule(function=st.sampled_from(["submit", "revoke", "guard_limit", "pause_borrowing", "cancel_limit"]))
    def governance_attacker_plays_a_role(self, function: str) -> None:
        """GOV-01."""
        arguments = {
            "submit": (1, self.attacker, 1),
            "revoke": (1, self.token.address),
            "guard_limit": (self.token.address, 0),
            "cancel_limit": (self.token.address,),
        }.get(function, ())
        answer = self.attempt(
            lambda: getattr(self.governance, function)(*arguments, sender=self.attacker),
            "submit: not the curator", "revoke: no role", "settings: not the guardian", "governance: not the pool",
        )  # fmt: skip
        assert answer is None

    @rule(function=st.sampled_from(sorted(SETTERS)))
    def pool_attacker_plays_the_governance(self, function: str) -> None:
        """GOV-01."""
        arguments = {
            "set_limit": (self.token.address, 1),
            "set_rate_model": (self.pool.rate_model(),),
            "withdraw_reserve": (self.attacker, 0),
            "pause_borrowing": (),
        }.get(function, (0,))
        answer = self.attempt(
            lambda: getattr(self.pool, function)(*arguments, sender=self.attacker), "settings: not the governance"
        )
        assert answer is None

    @rule(part=st.integers(10, 300))
    def governance_submit(self, part: int) -> None:
        limit = self.pool.loan_state(self.token.address).limit or self._units(10**7)
        self.governance.submit(1, self.token.address, limit * part // 100, sender=self.owner)

    @rule(wait=st.booleans())
    def governance_accept(self, wait: bool) -> None:
        if wait:
            self.wait(2 * DAY)
        self.attempt(
            lambda: self.governance.accept(1, self.token.address, sender=self.attacker),
            "accept: nothing pending", "accept: too early",
        )  # fmt: skip

    @rule()
    def governance_revoke(self) -> None:
        self.attempt(
            lambda: self.governance.revoke(1, self.token.address, sender=self.owner), "revoke: nothing pending"
        )

    @rule(part=PARTS)
    def governance_guard_limit(self, part: int) -> None:
        limit = self.pool.loan_state(self.token.address).limit
        if limit:
            self.governance.guard_limit(self.token.address, limit * (49 + part // 2) // 100, sender=self.owner)

    @rule()
    @precondition(lambda self: self.pool.paused_until() == 0)
    def governance_pause_borrowing(self) -> None:
        self.governance.pause_borrowing(sender=self.owner)

    @rule(part=PARTS)
    def pool_transfer(self, part: int) -> None:
        amount = self.pool.balanceOf(self.lenders[0]) * part // 100
        self.pool.transfer(self.lenders[1], amount, sender=self.lenders[0])

    @rule(part=PARTS)
    def pool_transfer_from(self, part: int) -> None:
        amount = self.pool.balanceOf(self.lenders[1]) * part // 100
        self.pool.approve(self.filler, amount, sender=self.lenders[1])
        self.pool.transferFrom(self.lenders[1], self.lenders[0], amount, sender=self.filler)


class AnchoredRules(MarketMachine):
    """The functions of the anchored token."""

    @rule(who=WHO, part=PARTS)
    def anchored_wrap(self, who: int, part: int) -> None:
        shares = self.token.balanceOf(self.holders[who]) * part // 100
        if shares:
            self.anchored.wrap(shares, self.holders[who], sender=self.holders[who])

    @rule(who=WHO, part=PARTS)
    def anchored_unwrap(self, who: int, part: int) -> None:
        units = self.anchored.balanceOf(self.holders[who]) * part // 100
        self.attempt(
            lambda: self.anchored.unwrap(units, self.holders[who], sender=self.holders[who]), "unwrap: no share"
        )

    @rule(who=WHO)
    def anchored_unwrap_shares(self, who: int) -> None:
        shares = self.anchored.shares_of(self.holders[who])
        if shares:
            self.anchored.unwrap_shares(shares, self.holders[who], sender=self.holders[who])
        assert self.anchored.shares_of(self.holders[who]) == 0

    @rule()
    def anchored_rebase(self) -> None:
        """ANCH-01."""
        before = [self.anchored.atoms_of(account) for account in self.everybody]
        self.attempt(
            lambda: self.anchored.rebase(sender=self.attacker),
            "rebase: not due", "rebase: too soon", "rebase: no newer round", "rebase: wind-down",
            "rebase: no equity", "rebase: no value",
        )  # fmt: skip
        assert before == [self.anchored.atoms_of(account) for account in self.everybody]

    @rule(who=WHO, part=PARTS)
    def anchored_transfer(self, who: int, part: int) -> None:
        amount = self.anchored.balanceOf(self.holders[who]) * part // 100
        self.anchored.transfer(self.holders[who - 1], amount, sender=self.holders[who])

    @rule(who=WHO, part=PARTS)
    def anchored_transfer_from(self, who: int, part: int) -> None:
        amount = self.anchored.balanceOf(self.holders[who]) * part // 100
        self.anchored.approve(self.filler, amount, sender=self.holders[who])
        self.anchored.transferFrom(self.holders[who], self.holders[0], amount, sender=self.filler)
