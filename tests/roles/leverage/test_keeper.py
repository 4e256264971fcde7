# SPDX-License-Identifier: Apache-2.0
"""Role: Keeper (anyone)"""

import pytest

from tests.roles.worlds import ALL, CURATOR, DAY, E36, SHARE, USD, WAD, Leveraged
from tests.support.engine import wait
from tests.support.reverts import reverts

OVER_COST = 42 * 10**14  # a 3x bull at R = 4 allows 0.43%
LANDING = (3 + 0.65 / 3) * WAD  # 65% of the way to the edge of the band


@pytest.fixture
def taker(leveraged: Leveraged, keeper: str) -> str:
    """A keeper with assets of their own."""
    leveraged.supply(keeper)
    return keeper


def at_four(leveraged: Leveraged) -> int:
    """Puts the token at R = 4, and returns its equity."""
    leveraged.set_price(2_667)
    assert leveraged.ratio() == pytest.approx(4 * WAD, rel=1e-3)
    return leveraged.equity()


def test_fills_what_is_due(leveraged: Leveraged, taker: str) -> None:
    """Can: fill a rebalance that is due, up to the landing, at a cost up to the tolerance."""
    equity = at_four(leveraged)
    out, paid = leveraged.token.deleverage(ALL, 0, taker, b"", sender=taker)
    assert out * leveraged.oracle.price() // E36 == pytest.approx(paid, abs=1)
    assert leveraged.ratio() == pytest.approx(LANDING, rel=1e-6)
    assert leveraged.equity() == pytest.approx(equity, abs=3)


def test_starts_confirms_and_takes_back_a_wind_down(leveraged: Leveraged, keeper: str) -> None:
    """Can: start, confirm and take back a wind-down."""
    token = leveraged.token
    leveraged.set_price(1_900)
    token.start_wind_down(sender=keeper)
    leveraged.set_price(3_000)
    token.confirm_wind_down(sender=keeper)
    assert token.balance_sheet().state == 0
    leveraged.set_price(1_900)
    token.start_wind_down(sender=keeper)
    wait(600)
    leveraged.set_price(1_900)
    token.confirm_wind_down(sender=keeper)
    assert token.balance_sheet().state == 2


def test_reports_the_oracle(leveraged: Leveraged, keeper: str) -> None:
    """Can: report the oracle."""
    leveraged.oracle.set_price(0)
    wait(1)
    leveraged.token.report_oracle(sender=keeper)
    sheet = leveraged.token.balance_sheet()
    assert sheet.reported > sheet.last_read
    wait(1)
    leveraged.set_price(3_000)
    leveraged.token.report_oracle(sender=keeper)
    sheet = leveraged.token.balance_sheet()
    assert sheet.reported < sheet.last_read


def test_books_a_loss(leveraged: Leveraged, taker: str) -> None:
    """Can: impair.
    Can: write off."""
    leveraged.wind_down(1_500)
    leveraged.token.impair(sender=taker)
    assert leveraged.pool.pool_state().carried > 0
    for _ in range(3):
        wait(600)
        leveraged.token.deleverage(1, 0, taker, b"", sender=taker)
    leveraged.token.deleverage(ALL, 5 * 10**16, taker, b"", sender=taker)
    leveraged.token.write_off(sender=taker)
    assert leveraged.token.balance_sheet().debt == 0


def test_repays_a_debt_in_a_sale(leveraged: Leveraged, taker: str, holder: str) -> None:
    """Can: repay the debt in a sale."""
    leveraged.wind_down(1_500)
    owed = leveraged.token.balance_sheet().debt
    assert leveraged.token.repay_debt(2 * owed, sender=taker) == owed
    assert leveraged.token.balance_sheet().state == 4


def test_rebases_units(leveraged: Leveraged, keeper: str) -> None:
    """Can: rebase."""
    holder = leveraged.holder
    leveraged.anchored.wrap(SHARE, holder, sender=holder)
    leveraged.set_price(2_060)
    assert leveraged.equity() < 10 * 100 * USD  # under $10 a unit
    assert not leveraged.anchored.rebase(sender=keeper)
    wait(600)
    leveraged.set_price(2_060)
    assert leveraged.anchored.rebase(sender=keeper)
    assert leveraged.anchored.shares_of(holder) == SHARE


def test_serves_the_queue(leveraged: Leveraged, curator: str, keeper: str) -> None:
    """Can: process the queue."""
    leveraged.drain(curator)
    pool, lender, holder = leveraged.pool, leveraged.depositor, leveraged.holder
    pool.enqueue(pool.balanceOf(lender), sender=lender)
    leveraged.token.redeem(10 * SHARE, holder, holder, b"", sender=holder)
    served = pool.process_queue(100, sender=keeper)
    assert served == pool.claims(lender) > 0
    assert leveraged.usdc.balanceOf(keeper) == 0


def test_collects_fees_for_their_recipient(leveraged: Leveraged, keeper: str, fee_recipient: str) -> None:
    """Can: collect fees for the recipient."""
    wait(30 * DAY)
    shares = leveraged.token.collect_fees(sender=keeper)
    assert shares == leveraged.token.balanceOf(fee_recipient) > 0
    assert leveraged.token.balanceOf(keeper) == 0


def test_accepts_a_setting(leveraged: Leveraged, curator: str, keeper: str, attacker: str) -> None:
    """Can: accept a setting whose delay is over."""
    leveraged.governance.submit(CURATOR, attacker, 0, sender=curator)
    with reverts("accept: too early"):
        leveraged.governance.accept(CURATOR, attacker, sender=keeper)
    wait(DAY)
    leveraged.governance.accept(CURATOR, attacker, sender=keeper)
    assert leveraged.governance.curator() == attacker


def test_acts_on_nothing_that_is_not_due(leveraged: Leveraged, taker: str) -> None:
    """Cannot: choose the price, pass the landing, take more than the tolerance, act when nothing is due."""
    token = leveraged.token
    for fill in (token.deleverage, token.releverage):
        with reverts("rebalance: not due"):
            fill(ALL, -(10**15), taker, b"", sender=taker)
    with reverts("wind-down: no reason"):
        token.start_wind_down(sender=taker)
    for call, reason in (
        (token.confirm_wind_down, "wind-down: not started"),
        (token.impair, "impair: not winding down"),
        (token.write_off, "write-off: not winding down"),
        (leveraged.anchored.rebase, "rebase: not due"),
    ):
        with reverts(reason):
            call(sender=taker)
    with reverts("queue: nothing to serve"):
        leveraged.pool.process_queue(1, sender=taker)


def test_passes_no_landing(leveraged: Leveraged, taker: str) -> None:
    """Cannot: choose the price, pass the landing, take more than the tolerance, act when nothing is due."""
    at_four(leveraged)
    leveraged.token.deleverage(ALL, 0, taker, b"", sender=taker)
    assert leveraged.ratio() >= LANDING - 10**10
    with reverts("rebalance: not due"):
        leveraged.token.deleverage(ALL, 0, taker, b"", sender=taker)
    with reverts("rebalance: not due"):
        leveraged.token.releverage(ALL, 0, taker, b"", sender=taker)


def test_worst_case_takes_the_full_tolerance(leveraged: Leveraged, taker: str) -> None:
    """Cannot: choose the price, pass the landing, take more than the tolerance, act when nothing is due.
    At R = 4 that is 0.43% of what moves and 0.34% of equity."""
    equity = at_four(leveraged)
    with reverts("cost: above tolerance"):
        leveraged.token.deleverage(ALL, 44 * 10**14, taker, b"", sender=taker)
    leveraged.token.deleverage(ALL, OVER_COST, taker, b"", sender=taker)
    taken = (equity - leveraged.equity()) / equity
    assert 0.0033 < taken <= 0.0035
