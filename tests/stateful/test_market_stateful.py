# SPDX-License-Identifier: Apache-2.0
"""Every mutating function of token, pool and anchored token as a rule, with time, prices, keepers and a villain.

Whole lives: outages, dead and reborn oracles, bad rounds, sales in pieces and by gift. It ends with everybody leaving.
`test_every_function_is_a_rule` compares the rules with the ABIs; a run states what it played, and fails below a number
written beside it. STEELYARD_LIVES sets how many lives each market has.
"""

import os
from collections import Counter
from typing import Any

import boa
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from steelyard.artifacts import artifact
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.stateful.machine import CLOSED, DEAD, DEAD_SALE, OPEN, SALE, STARTED, MarketMachine
from tests.stateful.pool_rules import PARTS, SETTERS, WHO, AnchoredRules, PoolRules, in_stage, often
from tests.stateful.watcher import DeadWatcher, SaleWatcher
from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.market import Terms

BIG = 2**100
HOUR, DAY = 3_600, 86_400
BORROWING = (
    "borrow: no free cash",
    "borrow: hourly allowance",
    "borrow: limit",
    "borrow: nothing to lend",
    "borrow: zero",
    "pool: borrowing paused",
)
FILLING = ("rebalance: not due", "fill: nothing to do", "fill: too small", "cost: above tolerance", "fill: no sale")
MINTING = (
    "mint: leverage too high", "mint: winding down", "mint: first below 20 dollars", "mint: equity below 10 dollars",
    "mint: too few shares", "mint: no equity",
)  # fmt: skip


class TokenRules(MarketMachine):
    """The functions of the leveraged token."""

    @initialize(dollars=st.integers(100, 10_000))
    def first_mints(self, dollars: int) -> None:
        for holder in self.holders:
            self.token.mint(dollars * WAD // 100, holder, holder, b"", sender=holder)

    @rule(who=WHO, dollars=st.integers(1, 40_000))
    def token_mint(self, who: int, dollars: int) -> None:
        holder = self.holders[who]
        before = self.token.balance_sheet()
        shares = dollars * WAD // 100
        answer = self.attempt(
            lambda: self.token.mint(shares, holder, holder, b"", sender=holder),
            *MINTING, *BORROWING,
        )  # fmt: skip
        if answer is not None and before.supply:
            self.others_are_not_diluted(before)

    @rule(who=WHO, part=PARTS)
    def token_redeem(self, who: int, part: int) -> None:
        holder = self.holders[who]
        shares = self.token.balanceOf(holder) * part // 100
        before = self.token.balance_sheet()
        if shares == 0:
            return
        self.token.redeem(shares, holder, self.filler, b"", sender=holder)
        self.others_are_not_diluted(before)

    def others_are_not_diluted(self, before: Any) -> None:
        """LEV-FAIR-01 and LEV-RATIO-01: C/S and D/S of the others move by one factor >= 1, to 1 and 3 units."""
        after = self.token.balance_sheet()
        assert (after.collateral + 1) * before.supply >= before.collateral * after.supply
        assert after.collateral * before.debt + 3 * after.collateral + before.debt + after.debt + 1 >= (
            after.debt - 3 if after.debt > 3 else 0
        ) * max(before.collateral - 1, 0)

    @rule(part=PARTS, cost=st.integers(-20, 40))
    def token_deleverage(self, part: int, cost: int) -> None:
        self._fill("deleverage", self.token.balance_sheet().collateral * part // 100 + 1, cost)

    @rule(part=PARTS, cost=st.integers(-20, 40))
    def token_releverage(self, part: int, cost: int) -> None:
        self._fill("releverage", self.token.balance_sheet().debt * part // 100 + 1, cost)

    @rule()
    def keeper_fills_everything(self) -> None:
        for side in ("deleverage", "releverage"):
            self._fill(side, BIG, 0)

    def _fill(self, side: str, maximum: int, cost_in_10_bps: int) -> None:
        self._fill_at(side, maximum, cost_in_10_bps * WAD // 1000)

    def _fill_at(self, side: str, maximum: int, cost: int) -> Any:
        """LEV-REB-01, LEV-REB-02, LEV-END-02 and LEV-END-03 around one fill."""
        sheet = self.token.balance_sheet()
        assets, equity = self.ratio()
        self.losses_allowed |= sheet.state == DEAD_SALE
        answer = self.attempt(
            lambda: getattr(self.token, side)(maximum, cost, self.filler, b"", sender=self.filler),
            *FILLING, "releverage: winding down", *BORROWING,
        )  # fmt: skip
        if answer is None:
            return None
        out, payment = answer
        if sheet.state == DEAD_SALE:
            self.dead.filled(now(), out, payment)
            self.played["fills of a dead sale"] += 1
            return answer
        after_assets, after_equity = self.ratio()
        unit = self.price // E36
        moved = out * self.price // E36 + 1 if side == "deleverage" else out
        assert equity - after_equity <= max(cost, 0) * moved // WAD + 2 * (unit + 3)
        if sheet.state == SALE:
            self.sale.filled(now(), assets, sheet.debt, moved, payment, cost, unit)
            self.played["fills of a sale"] += 1
            return answer
        rule_, slack = self.token.rule(), 40 * (unit + 1)
        assert equity > 0, "a fill without equity before a sale"
        before, after = assets * after_equity, after_assets * equity
        if side == "deleverage":
            assert assets * WAD > rule_.upper * equity - slack, "a fill inside the band"
            assert after < before and after_assets >= rule_.upper_landing * after_equity // WAD - slack
        else:
            assert assets * WAD < rule_.lower * equity + slack, "a fill inside the band"
            assert after > before and after_assets <= rule_.lower_landing * after_equity // WAD + slack
        self.played["rebalances"] += 1
        return answer

    @rule()
    def token_start_wind_down(self) -> None:
        self.attempt(
            lambda: self.token.start_wind_down(sender=self.attacker),
            "wind-down: no reason", "wind-down: already started", "wind-down: under a dollar",
        )  # fmt: skip

    @rule()
    @in_stage(STARTED)
    def token_confirm_wind_down(self) -> None:
        sheet, (assets, _) = self.token.balance_sheet(), self.ratio()
        self.losses_allowed = True
        self.attempt(
            lambda: self.token.confirm_wind_down(sender=self.attacker),
            "wind-down: not started", "wind-down: wait 10 minutes", "wind-down: wait for a round",
        )  # fmt: skip
        after = self.token.balance_sheet()
        if after.state == SALE:
            assert assets <= sheet.debt or assets >= 50 * (assets - sheet.debt), "an end without a reason"
            assert sheet.since != 0 and now() >= sheet.since + 600
            self.sale = SaleWatcher.confirmed(now(), assets, sheet.debt)
            self.played["sales"] += 1
            assert (
                assets >= sheet.debt
                or not self.pool.pool_state().stops
                or (self.pool.loan_state(self.token.address).carried <= assets * 95 // 100)
            )

    @rule()
    def token_report_oracle(self) -> None:
        before = self.token.balance_sheet()
        self.losses_allowed = True
        self.attempt(
            lambda: self.token.report_oracle(sender=self.attacker),
            "oracle: wait 2 hours", "oracle: wait 7 days", "oracle: known to be dead", "wind-down: under a dollar",
        )  # fmt: skip
        sheet = self.token.balance_sheet()
        if sheet.state == DEAD_SALE and before.state != DEAD_SALE:
            assert now() >= before.reported + 7 * DAY and before.reported > before.last_read
            self.dead = DeadWatcher(now(), sheet.refused)
            self.played["dead sales"] += 1
        self.played["starts by report"] += before.state == OPEN and sheet.state == STARTED

    @rule()
    @in_stage(SALE, DEAD_SALE)
    def token_impair(self) -> None:
        self.losses_allowed = True
        before = self.token.balance_sheet()
        self.attempt(lambda: self.token.impair(sender=self.attacker), "impair: no loss")
        loan = self.pool.loan_state(self.token.address)
        assert loan.carried <= loan.nominal
        if loan.nominal and not self.is_broken:
            assert loan.carried <= max(before.collateral * before.refused // E36, loan.nominal)

    @rule()
    @in_stage(SALE, DEAD_SALE)
    def token_write_off(self) -> None:
        self.losses_allowed = True
        collateral = self.token.balance_sheet().collateral
        answer = self.attempt(lambda: (self.token.write_off(sender=self.attacker), True), "write-off: collateral left")
        assert (answer is None) == (collateral != 0)
        self.played["write-offs"] += answer is not None

    @rule(part=PARTS)
    @in_stage(SALE, DEAD_SALE)
    def token_repay_debt(self, part: int) -> None:
        """LEV-END-04: a gift takes nothing from anybody, and ends a sale with the debt."""
        before, worth = self.token.balance_sheet(), self.pool.totalAssets()
        given = self.token.repay_debt(before.debt * part // 100, sender=self.filler)
        after = self.token.balance_sheet()
        assert (after.collateral, after.supply) == (before.collateral, before.supply)
        assert before.debt - after.debt in (given, given - 1) and self.pool.totalAssets() + 1 >= worth
        assert (after.state == CLOSED) == (after.debt == 0)
        self.played["gifts"] += given > 0

    @rule()
    def token_collect_fees(self) -> None:
        self.token.collect_fees(sender=self.attacker)

    @rule()
    def token_set_fee_recipient(self) -> None:
        """GOV-01: only the recipient passes the role on."""
        answer = self.attempt(
            lambda: self.token.set_fee_recipient(self.attacker, sender=self.attacker), "fees: not the recipient"
        )
        assert answer is None

    @rule(who=WHO, part=PARTS)
    def token_transfer(self, who: int, part: int) -> None:
        amount = self.token.balanceOf(self.holders[who]) * part // 100
        self.token.transfer(self.holders[who - 1], amount, sender=self.holders[who])

    @rule(who=WHO, part=PARTS)
    def token_transfer_from(self, who: int, part: int) -> None:
        self._take_on_allowance(self.token, self.holders[who], part)

    @rule(who=WHO, part=PARTS)
    def token_approve(self, who: int, part: int) -> None:
        """The attacker cannot take what they are not allowed."""
        amount = self.token.balanceOf(self.holders[who])
        answer = self.attempt(
            lambda: self.token.transferFrom(self.holders[who], self.attacker, amount + 1, sender=self.attacker),
            "erc20: insufficient allowance",
        )
        assert answer is None

    def _take_on_allowance(self, contract: Any, owner: str, part: int) -> None:
        amount = contract.balanceOf(owner) * part // 100
        contract.approve(self.filler, amount, sender=owner)
        contract.transferFrom(owner, self.holders[0], amount, sender=self.filler)


class Market3xBull(TokenRules, PoolRules, AnchoredRules):
    """All rules, the world's own moves, and the end."""

    terms = Terms(exposure=3, hourly_part=WAD // 2, rate_at_kink=WAD // 10, rate_at_full=WAD)

    def __init__(self) -> None:
        super().__init__()
        self.lens = deploy("Lens")

    @rule(percent=st.integers(-30, 40), cost=st.integers(-5, 15), part=PARTS)
    def price_moves_and_fillers_come(self, percent: int, cost: int, part: int) -> None:
        self.set_dollars(self.dollars * (100 + percent) // 100)
        for side in ("deleverage", "releverage"):
            self._fill(side, self.token.balance_sheet().collateral * part // 100, cost)
        self.keeper_fills_everything()

    @rule(percent=st.integers(-60, 80))
    def price_jumps(self, percent: int) -> None:
        self.set_dollars(self.dollars * (100 + percent) // 100)

    def _equity_is_gone(self, factor: int) -> None:
        """Nobody comes in time: R >= 50 or below zero equity, confirmed on the next round."""
        sheet = self.token.balance_sheet()
        if sheet.debt < 2 * 10 ** self.debt_asset.decimals() or sheet.collateral == 0:
            return
        self.set_dollars(self.dollars)
        assets, _ = self.ratio()
        fall = sheet.debt * (100 - factor) * 1_000 // (assets * 100)  # of the value, in thousandths
        self.set_dollars(self.dollars * 1_000 // max(fall, 1) if self.is_bear else self.dollars * fall // 1_000)
        self.token_start_wind_down()
        self.wait(600)
        if self.token.balance_sheet().state == STARTED:
            self.token_confirm_wind_down()

    @rule(percent=st.integers(40, 65))
    def one_bad_round(self, percent: int) -> None:
        """A round that is wrong, everybody who could gain by it, and the next one."""
        true = self.dollars
        self.set_dollars(true * 100 // percent if self.is_bear else true * percent // 100)
        _, equity = self.ratio()
        if self.token.balance_sheet().state in (OPEN, STARTED) and equity <= 0:
            before = self.token.balance_sheet().collateral
            self._fill("deleverage", BIG, 0)
            assert self.token.balance_sheet().collateral == before, "sold on one bad round"
            self.played["bad rounds"] += 1
        self.token_start_wind_down()
        self.set_dollars(true)

    (
        equity_is_gone_0, equity_is_gone_1, equity_is_gone_2, equity_is_gone_3,
    ) = often(_equity_is_gone, OPEN, factor=st.integers(-2, 30))  # fmt: skip

    def _a_sale_goes_on(self, fall: int, pieces: int, gap: int) -> None:
        """Keepers refuse it by fills of one unit, or take a piece at all that is allowed and not a step more."""
        if self.is_broken:
            self.set_dollars(self.dollars)
        self.set_dollars(self.dollars * (200 + fall) // 200)
        for piece in range(pieces):
            self.wait(gap)
            sheet = self.token.balance_sheet()
            if sheet.state != SALE or sheet.collateral == 0:
                return
            take = 1 if piece < pieces - 1 else sheet.collateral // 3 + 1
            allowed = self.lens.fill(self.token.address, True, take, 0).allowed
            with boa.env.anchor():
                assert self._refused(take, allowed + 1)
            self._fill_at("deleverage", take, allowed)

    a_sale_goes_on_0, a_sale_goes_on_1, a_sale_goes_on_2, a_sale_goes_on_3 = often(
        _a_sale_goes_on, SALE, fall=st.integers(-15, 10), pieces=st.integers(1, 8),
        gap=st.sampled_from([60, 600, 600, 1_199, 1_200, HOUR, DAY]),
    )  # fmt: skip

    def _refused(self, volume: int, cost: int) -> bool:
        try:
            self.token.deleverage(volume, cost, self.filler, b"", sender=self.filler)
        except boa.BoaError:
            return True
        return False

    def _a_dead_sale_goes_on(self, hours: int, part: int) -> None:
        for _ in range(hours):
            self.wait(HOUR)
            self._fill_at("deleverage", 1, 0)
        self._fill_at("deleverage", self.token.balance_sheet().collateral * part // 100 + 1, 0)

    a_dead_sale_goes_on_0, a_dead_sale_goes_on_1, a_dead_sale_goes_on_2 = often(
        _a_dead_sale_goes_on, DEAD_SALE, times=3, hours=st.integers(1, 12), part=st.integers(0, 20)
    )

    @rule(seconds=st.sampled_from([60, HOUR, 2 * HOUR, DAY, 3 * DAY]), reports=st.integers(0, 2))
    def an_outage(self, seconds: int, reports: int) -> None:
        """No price for a while, reported or not; then the feed is back."""
        self.break_oracle()
        for _ in range(reports):
            self.wait(seconds)
            self.token_report_oracle()
        self.wait(seconds)
        self.set_dollars(self.dollars)
        self.played["outages"] += 1

    @rule(noticed=st.booleans())
    @precondition(lambda self: not self.is_broken)
    def the_oracle_dies(self, noticed: bool) -> None:
        """For good, or until something else lets it answer again."""
        self.break_oracle()
        self.wait(12)
        if noticed:
            for seconds in (0, 2 * HOUR, 7 * DAY):
                self.wait(seconds)
                self.token_report_oracle()

    @rule()
    @precondition(lambda self: self.is_broken)
    def the_oracle_comes_back(self) -> None:
        """LEV-END-04: which changes nothing in a dead sale."""
        before = self.token.balance_sheet()
        self.set_dollars(self.dollars)
        self.token_report_oracle()
        after = self.token.balance_sheet()
        assert before.state != DEAD_SALE or tuple(after) == tuple(before)

    @rule(who=st.integers(0, 1))
    @in_stage(STARTED, SALE, DEAD_SALE)
    def a_flash_deposit(self, who: int) -> None:
        """POOL-LOSS-01: while a loss may be open nobody buys into it."""
        if self.pool.pool_state().stops:
            answer = self.attempt(
                lambda: self.pool.deposit(self._units(1_000), self.lenders[who], sender=self.lenders[who]),
                "deposit: loss not settled",
            )
            assert answer is None
            self.played["deposits refused"] += 1

    @rule(seconds=st.sampled_from([12, 600, 3_600, DAY, 30 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.wait(seconds)

    @rule(amount=st.integers(1, 10**9))
    def attacker_donates(self, amount: int) -> None:
        """A gift changes nobody's account."""
        token, pool = tuple(self.token.balance_sheet()), tuple(self.pool.pool_state())
        self.collateral.transfer(self.token.address, amount, sender=self.attacker)
        self.debt_asset.transfer(self.pool.address, amount, sender=self.attacker)
        assert (token, pool) == (tuple(self.token.balance_sheet()), tuple(self.pool.pool_state()))

    @rule(who=WHO, dollars=st.integers(30, 1_000))
    def attacker_mints_and_redeems(self, who: int, dollars: int) -> None:
        """LEV-FAIR-02: a round trip leaves them no richer, at the price; at no price without fee and seed."""
        seed = self.token.balanceOf(DEAD)
        purse = [held.balanceOf(self.attacker) for held in (self.collateral, self.debt_asset)]
        shares = dollars * WAD // 100
        answer = self.attempt(
            lambda: self.token.mint(shares, self.attacker, self.attacker, b"", sender=self.attacker),
            *MINTING, *BORROWING,
        )  # fmt: skip
        if answer is not None:
            self.token.redeem(answer[2], self.attacker, self.attacker, b"", sender=self.attacker)
        gains = [
            held.balanceOf(self.attacker) - then
            for held, then in zip((self.collateral, self.debt_asset), purse, strict=True)
        ]
        assert gains[0] * self.price // E36 + gains[1] <= 0
        assert self.token.balanceOf(DEAD) > seed or self.terms.mint_fee or max(gains) <= 0

    @rule(who=WHO)
    def anyone_can_leave_now(self, who: int) -> None:
        """LEV-EXIT-01: whatever the state, with an oracle that answers nothing."""
        with boa.env.anchor():
            self.market.oracle.set_answers(0, 0, 0)
            self._leave(self.holders[who])

    def _leave(self, holder: str) -> None:
        wrapped = self.anchored.shares_of(holder)
        if wrapped:
            self.anchored.unwrap_shares(wrapped, holder, sender=holder)
        shares = self.token.balanceOf(holder)
        if shares:
            self.token.redeem(shares, holder, self.filler, b"", sender=holder)
        assert self.token.balanceOf(holder) == 0

    def teardown(self) -> None:
        """What can end ends; everybody leaves: holders in kind, lenders up to what the locked seed still owes."""
        self._end_what_ends()
        for holder in [*self.holders, self.attacker]:
            self._leave(holder)
        sheet = self.token.balance_sheet()
        dust = sum(self.anchored.atoms_of(holder) for holder in self.holders) // 10**9 + 1
        assert sheet.supply - sheet.fees_owed <= self.token.balanceOf(DEAD) + dust
        self.attempt(lambda: self.pool.process_queue(100, sender=self.attacker), "queue: nothing to serve")
        for lender in [*self.lenders, self.owner]:
            self._leave_pool(lender)
        stay = sum(self.pool.balanceOf(lender) for lender in [*self.lenders, self.owner])
        rest = self.pool.pool_state()
        # what a few last shares cannot be paid is the virtual shares'; what is no cash, the debt of the locked seed
        assert rest.free_cash <= 2 or self.pool.convertToAssets(stay) <= 2, "cash that a lender could have taken stays"

    def _end_what_ends(self) -> None:
        """A market that can end does end where a taker wants at most half a percent, or its price falls in steps."""
        for _ in range(100):
            sheet = self.token.balance_sheet()
            if sheet.state not in (SALE, DEAD_SALE):
                break
            if sheet.collateral == 0:
                self.token_write_off()
                continue
            if sheet.state == SALE and self.is_broken:
                self.set_dollars(self.dollars)
            self.wait(600 if sheet.state == SALE else HOUR)
            offer = self.lens.fill(self.token.address, True, BIG, 0).allowed if sheet.state == SALE else 0
            wants = min(offer, WAD // 200) if sheet.state == SALE else 0
            taken = 1 if wants < WAD // 200 and sheet.state == SALE else BIG
            self._fill_at("deleverage", taken, wants)
        assert self.token.balance_sheet().state not in (SALE, DEAD_SALE), "an end that stands"

    def _leave_pool(self, lender: str) -> None:
        if self.pool.claims(lender):
            self.pool.claim(lender, sender=lender)
        shares = self.pool.maxRedeem(lender)
        if shares:
            self.attempt(lambda: self.pool.redeem(shares, lender, lender, sender=lender), "redeem: zero")


class Market2xBear(Market3xBull):
    """A bear with fees and other decimals."""

    is_bear = True
    decimals = (8, 18)
    terms = Terms(
        exposure=2, hourly_part=WAD // 2, rate_at_kink=WAD // 10, rate_at_full=WAD,
        mint_fee=WAD // 1000, redeem_fee=WAD // 500,
    )  # fmt: skip


LIVES = int(os.environ.get("STEELYARD_LIVES", 0)) or settings().max_examples
# a found sequence becomes a named test; shrinking it is for a developer's own run
_SETTINGS = settings(
    max_examples=LIVES, stateful_step_count=60, phases=[Phase.explicit, Phase.reuse, Phase.generate], deadline=None
)
ENOUGH = {  # in 30 lives of each market
    "sales": 8, "dead sales": 2, "fills of a sale": 20, "fills of a dead sale": 3, "gifts": 2, "write-offs": 5,
    "outages": 5, "bad rounds": 1, "starts by report": 1, "deposits refused": 1, "rebalances": 5,
}  # fmt: skip


@pytest.mark.parametrize("market", [Market3xBull, Market2xBear])
def test_whole_lives(market: type[Market3xBull]) -> None:
    """Whatever was played is counted: a run in which no market ended has seen nothing."""
    market.played = Counter()
    run_state_machine_as_test(market, settings=_SETTINGS)
    played = market.played
    print(f"{market.__name__}: {LIVES} lives", dict(played))
    missing = {what: played[what] for what, least in ENOUGH.items() if played[what] * 30 < least * LIVES}
    assert not missing, f"too few: {missing} of {dict(played)}"


@pytest.mark.parametrize(
    ("contract", "prefix"),
    [
        ("LeveragedToken", "token"),
        ("LendingPool", "pool"),
        ("PoolGovernance", "governance"),
        ("AnchoredToken", "anchored"),
    ],
)
def test_every_function_is_a_rule(contract: str, prefix: str) -> None:
    """A rule per mutating function, or the name of the rule that plays it."""
    played = {
        # by the token and by the governance; by the attacker in vain
        "pool": {"borrow", "repay", "begin_wind_down", "end_wind_down", "impair", "write_off", *SETTERS},
        "governance": {"cancel_limit"},  # by the pool; by the attacker in vain
        "token": set(),
        "anchored": set(),
    }[prefix]
    renamed = {"transferFrom": "transfer_from"}
    inside = {"approve", "permit"}  # approve: within transfer_from; permit: tests/unit, it only sets an allowance
    for entry in artifact(contract).abi:
        if entry["type"] != "function" or entry["stateMutability"] in ("view", "pure"):
            continue
        name = renamed.get(entry["name"], entry["name"])
        if name not in played | inside:
            assert hasattr(Market3xBull, f"{prefix}_{name}"), f"{contract}.{entry['name']} is no rule"
