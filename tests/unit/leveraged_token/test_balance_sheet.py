# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now
from tests.unit.leveraged_token.world import SHARE, STARTED, YEAR, TokenWorld

USD = 10**6
ETHER = 10**18


def test_before_the_first_mint(empty: TokenWorld) -> None:
    assert tuple(empty.token.balance_sheet()) == (0,) * 12 + (False,) + (0,) * 5


def test_every_field(bull: TokenWorld, filler: str, keeper: str) -> None:
    """After a fill at a discount, a wind-down begun and a report of a dead oracle."""
    bull.wait(60)
    bull.set_dollars(2_400)
    bull.deleverage(filler, 10 * ETHER, cost=10**15)
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    started = now()
    bull.wait(60)
    bull.break_oracle()
    bull.token.report_oracle(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.collateral, sheet.debt, sheet.supply) == (90 * ETHER, 176_024 * USD, 1_000 * SHARE)
    assert (sheet.state, sheet.last_read, sheet.since, sheet.round) == (STARTED, started, started, 3)
    assert (sheet.reported, sheet.last_price) == (now(), bull.price(1_900))
    assert (sheet.clock, sheet.ramp, sheet.under, sheet.bound, sheet.refused) == (0, 0, False, 0, 0)
    assert (sheet.interest, sheet.fees_owed, sheet.fee_shares, sheet.rebalance_cost) == (0, 0, 0, 24 * USD)


def test_interest_is_debt_less_what_was_borrowed_and_not_repaid(
    indebted: TokenWorld, holder: str, depositor: str, filler: str
) -> None:
    """Of all time: a repayment takes none of it back."""
    flows = 200_000 * USD
    for _ in range(3):
        flows += indebted.mint(depositor, 33 * SHARE)[1]
        indebted.wait(YEAR // 20)
        flows -= indebted.redeem(holder, 44 * SHARE)[1]
    indebted.set_dollars(2_700)
    flows -= indebted.deleverage(filler)[1]
    indebted.set_dollars(3_300)
    flows += indebted.releverage(filler)[0]
    indebted.wait(YEAR // 20)
    sheet = indebted.token.balance_sheet()
    assert sheet.interest == sheet.debt - flows > 9_000 * USD


def test_debt_is_the_pools(indebted: TokenWorld) -> None:
    """LEV-SOLV-01: at any moment, without any accrual."""
    for _ in range(3):
        indebted.wait(12_345)
        assert indebted.token.balance_sheet().debt == indebted.pool.debt_of(indebted.address)


def test_a_donation_is_not_counted(bull: TokenWorld) -> None:
    before = bull.balance_sheet()
    bull.collateral.mint(bull.address, ETHER)
    bull.debt_asset.mint(bull.address, USD)
    assert bull.balance_sheet() == before
