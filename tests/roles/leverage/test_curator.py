# SPDX-License-Identifier: Apache-2.0
"""Role: Curator, one per pool"""

import pytest

from tests.roles.worlds import (
    ALL,
    CURATOR,
    DAY,
    DEPOSIT_CAP,
    DEPOSITED,
    GUARDIAN,
    HOUR,
    HOURLY_PART,
    LENT,
    LIMIT,
    NOBODY,
    PERCENT,
    RATE_MODEL,
    REQUIRED_RESERVE,
    RESERVE_FACTOR,
    RESERVE_WITHDRAWAL,
    SHARE,
    USD,
    WAD,
    Leveraged,
    junk,
)
from tests.support.contracts import deploy, governance_of
from tests.support.engine import now, wait
from tests.support.reverts import reverts

STOLEN_LIMIT = 400_000 * USD


def dearest_model(world: Leveraged, sender: str) -> str:
    """300% a year from the first borrowed unit on."""
    return str(world.factory.create_kinked_rate_model((3 * WAD, 50 * PERCENT, 3 * WAD, 3 * WAD), sender=sender))


def test_proposes_a_first_limit(leveraged: Leveraged, curator: str, attacker: str) -> None:
    """Can: propose limits, rate model, reserve factor, ...
    A first limit waits two timelocks."""
    token = leveraged.create_market(*junk(), sender=attacker)
    leveraged.governance.submit(LIMIT, token.address, USD, sender=curator)
    wait(2 * DAY - 1)
    with reverts("accept: too early"):
        leveraged.governance.accept(LIMIT, token.address, sender=attacker)
    wait(1)
    leveraged.governance.accept(LIMIT, token.address, sender=attacker)
    assert leveraged.pool.loan_state(token.address).limit == USD


@pytest.mark.parametrize("setting", [LIMIT, RATE_MODEL, RESERVE_FACTOR, DEPOSIT_CAP, CURATOR, GUARDIAN])
def test_proposes_a_setting(leveraged: Leveraged, curator: str, attacker: str, setting: int) -> None:
    """Can: propose limits, rate model, reserve factor, ...
    One timelock, 1 to 30 days; nobody else may propose."""
    pool, model = leveraged.pool, dearest_model(leveraged, attacker)
    leveraged_limit = LENT * USD + 1
    governance_of(pool).submit(DEPOSIT_CAP, NOBODY, 10**13, sender=curator)  # lowered at once, so that it can be raised
    target, amount, read = {
        LIMIT: (leveraged.token.address, leveraged_limit, lambda: pool.loan_state(leveraged.token.address).limit),
        RATE_MODEL: (model, 0, pool.rate_model),
        RESERVE_FACTOR: (NOBODY, 30 * PERCENT, pool.reserve_factor),
        DEPOSIT_CAP: (NOBODY, 10**14, pool.deposit_cap),
        CURATOR: (attacker, 0, governance_of(pool).curator),
        GUARDIAN: (attacker, 0, governance_of(pool).guardian),
    }[setting]
    before = read()
    for stranger in (attacker, leveraged.holder, leveraged.depositor, governance_of(pool).guardian()):
        with reverts("submit: not the curator"):
            governance_of(pool).submit(setting, target, amount, sender=stranger)
    governance_of(pool).submit(setting, target, amount, sender=curator)
    wait(DAY - 1)
    with reverts("accept: too early"):
        governance_of(pool).accept(setting, target, sender=curator)
    assert read() == before
    wait(1)
    governance_of(pool).accept(setting, target, sender=leveraged.depositor)
    assert read() == (amount or target)


def test_revokes_what_it_proposed(leveraged: Leveraged, curator: str, attacker: str) -> None:
    """Can: revoke proposals."""
    leveraged.governance.submit(CURATOR, attacker, 0, sender=curator)
    leveraged.governance.revoke(CURATOR, attacker, sender=curator)
    wait(DAY)
    with reverts("accept: nothing pending"):
        leveraged.governance.accept(CURATOR, attacker, sender=curator)


def test_stops_new_borrowing_and_new_deposits_at_once(leveraged: Leveraged, curator: str) -> None:
    """The delay column: what lowers a limit or the cap waits for nothing."""
    leveraged.governance.submit(LIMIT, leveraged.token.address, 0, sender=curator)
    leveraged.governance.submit(DEPOSIT_CAP, NOBODY, 0, sender=curator)
    with reverts("borrow: limit"):
        leveraged.token.mint(SHARE, leveraged.holder, leveraged.holder, b"", sender=leveraged.holder)
    with reverts("deposit: above cap"):
        leveraged.pool.deposit(USD, leveraged.depositor, sender=leveraged.depositor)


def test_takes_no_share_and_no_cash_of_a_lender(leveraged: Leveraged, curator: str) -> None:
    """Cannot: touch a lender's shares or cash directly. (GOV-01)"""
    pool, lender = leveraged.pool, leveraged.depositor
    shares = pool.balanceOf(lender)
    for call in (
        lambda: pool.transferFrom(lender, curator, shares, sender=curator),
        lambda: pool.redeem(shares, curator, lender, sender=curator),
        lambda: pool.withdraw(USD, curator, lender, sender=curator),
    ):
        with reverts("erc20: insufficient allowance"):
            call()
    with reverts("claim: nothing"):
        pool.claim(curator, sender=curator)
    with reverts("reserve: below requirement"):  # cash that is no reserve
        governance_of(pool).submit(RESERVE_WITHDRAWAL, curator, 1, sender=curator)
    assert pool.balanceOf(lender) == shares


def _do_the_worst(world: Leveraged, curator: str) -> None:
    """Every setting at its most hostile, with every delay over."""
    pool, model = world.pool, dearest_model(world, curator)
    governance_of(pool).submit(LIMIT, world.token.address, 0, sender=curator)
    governance_of(pool).submit(DEPOSIT_CAP, NOBODY, 0, sender=curator)
    proposals = [
        (RATE_MODEL, model, 0),
        (RESERVE_FACTOR, NOBODY, 30 * PERCENT),
        (GUARDIAN, curator, 0),
    ]
    for setting, target, amount in proposals:
        governance_of(pool).submit(setting, target, amount, sender=curator)
    wait(DAY)
    for setting, target, _ in proposals:
        governance_of(pool).accept(setting, target, sender=curator)
    governance_of(pool).pause_borrowing(sender=curator)


def test_stops_no_withdrawal(leveraged: Leveraged, curator: str) -> None:
    """Cannot: stop a withdrawal. (GOV-01)
    Nor a redeem of the token, whatever was set."""
    _do_the_worst(leveraged, curator)
    pool, lender = leveraged.pool, leveraged.depositor
    worth = pool.maxWithdraw(lender)
    assert worth >= DEPOSITED * USD
    before = leveraged.usdc.balanceOf(lender)
    pool.withdraw(worth, lender, lender, sender=lender)
    assert leveraged.usdc.balanceOf(lender) - before == worth
    holder = leveraged.holder
    leveraged.token.redeem(leveraged.token.balanceOf(holder), holder, holder, b"", sender=holder)


def test_neither_borrows_nor_repays(leveraged: Leveraged, curator: str) -> None:
    """Cannot: repay or borrow. (GOV-01)"""
    for partial, reason in ((False, "borrow: limit"), (True, "borrow: nothing to lend")):
        with reverts(reason):
            leveraged.pool.borrow(USD, curator, partial, sender=curator)
    leveraged.usdc.mint(leveraged.pool.address, USD)
    with reverts("repay: above debt"):
        leveraged.pool.repay(USD, sender=curator)
    with reverts("limit: not a token"):  # nor does it give itself a limit
        leveraged.governance.submit(LIMIT, curator, USD, sender=curator)


@pytest.mark.parametrize(
    ("setting", "amount", "reason"),
    [
        (RESERVE_FACTOR, 30 * PERCENT + 10**14, "setting: reserve factor"),
        (DEPOSIT_CAP, 2**95 + 1, "setting: deposit cap"),
        (CURATOR, 0, "setting: no account"),
        (GUARDIAN, 0, "setting: no account"),
        (8, 0, "setting: unknown"),
    ],
)
def test_stays_within_the_bounds(leveraged: Leveraged, curator: str, setting: int, amount: int, reason: str) -> None:
    """Cannot: leave the bounds. (GOV-01)"""
    with reverts(reason):
        leveraged.governance.submit(setting, NOBODY, amount, sender=curator)


def test_gives_no_limit_beyond_the_bound(leveraged: Leveraged, curator: str) -> None:
    """Cannot: leave the bounds. (GOV-01)"""
    with reverts("limit: above maximum"):
        leveraged.governance.submit(LIMIT, leveraged.token.address, 2**95 + 1, sender=curator)


def test_uses_no_foreign_rate_model(leveraged: Leveraged, curator: str) -> None:
    """Cannot: use a rate model that is not the factory's. (GOV-01)"""
    foreign = deploy("KinkedRateModel", 0, 50 * PERCENT, 0, 3 * WAD)
    with reverts("setting: not a rate model"):
        leveraged.governance.submit(RATE_MODEL, foreign.address, 0, sender=curator)


def test_moves_no_part_of_a_token(leveraged: Leveraged, curator: str) -> None:
    """Cannot: act on a token's C, S or D. (GOV-01)
    Dearer interest, after the delay, is the most that it does: 28% of D in 30 days at 300% a year."""
    pool, token = leveraged.pool, leveraged.token
    before = leveraged.position()
    governance_of(pool).submit(LIMIT, token.address, 0, sender=curator)
    model = dearest_model(leveraged, curator)
    governance_of(pool).submit(RATE_MODEL, model, 0, sender=curator)
    with reverts("borrower: not winding down"):
        pool.write_off(sender=curator)
    with reverts("borrower: not winding down"):
        pool.impair(0, sender=curator)
    pool.begin_wind_down(sender=curator)
    assert leveraged.position() == before
    assert not pool.loan_state(token.address).winding
    wait(DAY)
    governance_of(pool).accept(RATE_MODEL, model, sender=curator)
    debt = leveraged.position()[1]
    wait(30 * DAY)
    assert debt * 127 // 100 < leveraged.position()[1] < debt * 129 // 100  # exp(3 * 30 / 365) = 1.28


# ------------------------------------------------------------------ worst cases


class Theft:
    """A worthless market that the curator made and gave a limit of $400,000, an hour's part being $100,000."""

    def __init__(self, world: Leveraged, curator: str) -> None:
        self.world, self.curator = world, curator
        self.collateral, self.oracle = junk()
        self.token = world.create_market(self.collateral, self.oracle, curator)
        self.collateral.mint(curator, ALL)
        self.collateral.approve(self.token.address, ALL, sender=curator)

    def submit(self) -> None:
        self.world.governance.submit(LIMIT, self.token.address, STOLEN_LIMIT, sender=self.curator)

    def accept(self) -> None:
        self.world.governance.accept(LIMIT, self.token.address, sender=self.curator)

    def take(self, dollars: int) -> None:
        """Mints against the worthless collateral: debt is twice the equity of $100 a share at first, later pro rata."""
        sheet = self.token.balance_sheet()
        wanted = dollars * USD
        shares = wanted * SHARE // (200 * USD) if sheet.supply == 0 else wanted * sheet.supply // sheet.debt
        self.token.mint(shares, self.curator, self.curator, b"", sender=self.curator)

    def taken(self) -> int:
        """Dollars of the pool that the curator holds now."""
        return int(self.world.usdc.balanceOf(self.curator)) // USD


def test_worst_case_bad_market_takes_the_limit_hour_by_hour_after_the_delay(leveraged: Leveraged, curator: str) -> None:
    """The curator takes lenders' cash through a market with a bad oracle: nothing for two timelocks, then at most the
    hourly part in an hour and the limit in all, whatever it does. (GOV-01)"""
    theft = Theft(leveraged, curator)
    with reverts("borrow: limit"):
        theft.take(100)
    theft.submit()
    wait(2 * DAY - 1)
    with reverts("accept: too early"):
        theft.accept()
    with reverts("borrow: limit"):
        theft.take(100)
    wait(1)
    theft.accept()

    hourly = STOLEN_LIMIT * HOURLY_PART // WAD // USD
    for hour in range(1, 4):
        theft.take(hourly - 1)
        with reverts("borrow: hourly allowance"):
            theft.take(hourly // 100)
        assert (hourly - 1) * hour - 1 <= theft.taken() <= hourly * hour
        wait(HOUR)
    theft.take(hourly - 50)  # interest has taken its part of the limit
    wait(HOUR)
    with reverts("borrow: limit"):
        theft.take(100)
    assert STOLEN_LIMIT // USD - 100 < theft.taken() <= STOLEN_LIMIT // USD


def test_worst_case_bad_market_costs_lenders_the_limit(leveraged: Leveraged, curator: str, keeper: str) -> None:
    """What was taken is a loss once the market is written off: at most the limit, reserve first. No other market's
    holder loses by it."""
    pool, lender = leveraged.pool, leveraged.depositor
    theft = Theft(leveraged, curator)
    theft.submit()
    wait(2 * DAY)
    theft.accept()
    theft.take(STOLEN_LIMIT * HOURLY_PART // WAD // USD - 1)
    before, worth, position = pool.pool_state(), pool.convertToAssets(pool.balanceOf(lender)), leveraged.position()
    owed = theft.token.balance_sheet().debt
    theft.oracle.set_price(1)
    theft.token.start_wind_down(sender=keeper)
    wait(600)
    theft.oracle.set_price(1)
    theft.token.confirm_wind_down(sender=keeper)
    leveraged.supply(keeper)
    leveraged.usdc.approve(theft.token.address, 2**256 - 1, sender=keeper)
    theft.token.deleverage(2**100, 0, keeper, b"", sender=keeper)  # all of it, for next to nothing
    theft.token.write_off(sender=keeper)
    lost = before.total_assets - pool.pool_state().total_assets
    assert owed - before.reserve - 100 * USD < lost <= owed - before.reserve
    assert lost < STOLEN_LIMIT
    # the depositor bears their part of it, a third
    share_of_loss = worth - pool.convertToAssets(pool.balanceOf(lender))
    assert abs(share_of_loss - lost * DEPOSITED // (LENT + DEPOSITED)) < 100 * USD
    collateral, debt, supply = leveraged.position()
    assert collateral == position[0] and debt - position[1] < USD and supply - position[2] < SHARE // 10**4


def test_worst_case_a_lender_who_leaves_within_the_delay_loses_nothing(leveraged: Leveraged, curator: str) -> None:
    """The first limit is visible for two timelocks, and no withdrawal waits. (GOV-01)"""
    pool, lender = leveraged.pool, leveraged.depositor
    theft = Theft(leveraged, curator)
    theft.submit()
    (submitted,) = [event for event in leveraged.governance.get_logs() if type(event).__name__ == "Submit"]
    assert submitted.target == theft.token.address and submitted.valid_at == now() + 2 * DAY
    before = leveraged.usdc.balanceOf(lender)
    pool.redeem(pool.balanceOf(lender), lender, lender, sender=lender)
    assert leveraged.usdc.balanceOf(lender) - before >= DEPOSITED * USD


def test_worst_case_the_guardian_can_veto_or_cut_it(leveraged: Leveraged, curator: str, guardian: str) -> None:
    """As good as the guardian is alert: before the delay is over it costs nothing, later what was taken by then."""
    theft = Theft(leveraged, curator)
    theft.submit()
    leveraged.governance.revoke(LIMIT, theft.token.address, sender=guardian)
    wait(2 * DAY)
    with reverts("accept: nothing pending"):
        theft.accept()
    theft.submit()
    wait(2 * DAY)
    theft.accept()
    theft.take(50_000)
    leveraged.governance.guard_limit(theft.token.address, 0, sender=guardian)
    wait(DAY)
    with reverts("borrow: limit"):
        theft.take(100)
    assert theft.taken() <= 50_000


def test_worst_case_reserve_above_the_requirement_leaves(leveraged: Leveraged, curator: str) -> None:
    """The curator may send itself the first-loss reserve down to the required share of debt, after the timelock; the
    lenders' assets stay what they were."""
    pool = leveraged.pool
    wait(3 * 365 * DAY)
    pool.accrue()
    sheet = pool.pool_state()
    required = -(-sheet.debt * REQUIRED_RESERVE // WAD)
    assert sheet.reserve > required > 0
    with reverts("reserve: below requirement"):
        governance_of(pool).submit(RESERVE_WITHDRAWAL, curator, sheet.reserve - required + 1, sender=curator)
    amount = sheet.reserve - required
    governance_of(pool).submit(RESERVE_WITHDRAWAL, curator, amount, sender=curator)
    with reverts("accept: too early"):
        governance_of(pool).accept(RESERVE_WITHDRAWAL, curator, sender=curator)
    wait(DAY)
    lenders = pool.totalAssets()
    governance_of(pool).accept(RESERVE_WITHDRAWAL, curator, sender=curator)
    assert leveraged.usdc.balanceOf(curator) == amount
    assert pool.totalAssets() == lenders
    assert pool.pool_state().reserve >= required
