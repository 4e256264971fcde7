# SPDX-License-Identifier: Apache-2.0
"""Role: Fee recipient, one per market"""

import pytest

from tests.roles.worlds import DAY, HOUR, NOBODY, PRICE, WAD, Paired
from tests.support.engine import wait
from tests.support.paired import FT, LP, LT
from tests.support.refusal import refuses


def test_receives_what_is_its_own(paired: Paired, keeper: str, fee_recipient: str) -> None:
    """Can: receive management fee, cut and rebalance fee.
    A hundredth of U a year, a fifth of the swap fee in LP shares, and what the poker leaves."""
    paired.pool.collect_fees(sender=fee_recipient)  # the cut of what was minted
    assert paired.share(LP).balanceOf(fee_recipient) > 0
    held, underlying = paired.asset.balanceOf(fee_recipient), paired.pool.book().underlying
    wait(DAY)
    paired.market.quiet(PRICE)
    paired.pool.poke(sender=keeper)
    fees, _ = paired.pool.collect_fees(sender=keeper)
    assert paired.asset.balanceOf(fee_recipient) - held == fees
    # the management fee runs while the feed is fresh: the heartbeat and its slack, then the half hour
    a_day = underlying * paired.FEES.management // WAD // 365
    assert 0 < fees < a_day + underlying * paired.FEES.rebalance // WAD


def test_passes_the_role_on(paired: Paired, fee_recipient: str, attacker: str) -> None:
    """Can: pass the role on."""
    pool = paired.pool
    for stranger in (attacker, paired.owner, paired.holder):
        with refuses("fees: not the recipient"):
            pool.set_fee_recipient(attacker, sender=stranger)
    with refuses("fees: zero recipient"):
        pool.set_fee_recipient(NOBODY, sender=fee_recipient)
    pool.set_fee_recipient(attacker, sender=fee_recipient)
    with refuses("fees: not the recipient"):
        pool.set_fee_recipient(fee_recipient, sender=fee_recipient)


def test_changes_no_rate(paired: Paired, fee_recipient: str, attacker: str) -> None:
    """Cannot: change a rate. (GOV-01)"""
    before = paired.pool.terms()
    paired.pool.set_fee_recipient(attacker, sender=fee_recipient)
    assert paired.pool.terms() == before


def test_takes_no_more(paired: Paired, fee_recipient: str) -> None:
    """Cannot: take more. (GOV-01)
    What is collected is what was owed, once; claims of the three sides are the same after it."""
    owed, raw = paired.pool.fees_owed()
    before = paired.claims()
    amount, shares = paired.pool.collect_fees(sender=fee_recipient)
    assert (amount, shares) == (owed, raw // paired.share(LP).index())
    with refuses("fees: nothing owed"):
        paired.pool.collect_fees(sender=fee_recipient)
    assert paired.claims() == pytest.approx(before, rel=1e-15)


def test_stops_nothing(paired: Paired, keeper: str, fee_recipient: str) -> None:
    """Cannot: stop anything. (GOV-01)
    A recipient that refuses every transfer, a contract without code for U, stops neither trade nor re-split nor
    claim: fees are sent by `collect_fees` alone."""
    holder = paired.holder
    paired.pool.set_fee_recipient(paired.pool.address, sender=fee_recipient)
    paired.leave(LT, paired.share(LT).balanceOf(holder) // 2, holder)
    epoch = paired.share(FT).enqueue(10**18, sender=holder)
    wait(HOUR)
    paired.market.quiet(PRICE)
    paired.pool.poke(sender=keeper)
    assert paired.share(FT).claim(epoch, holder, sender=holder) > 0


def test_worst_case_the_fee_goes_to_somebody_else(paired: Paired, fee_recipient: str, attacker: str) -> None:
    """A stolen key takes what was earned and not collected, and what is earned from then on: no claim of LT, FT or LP
    is less by it. (GOV-01)"""
    before = paired.claims()
    paired.pool.set_fee_recipient(attacker, sender=fee_recipient)
    owed, _ = paired.pool.fees_owed()
    _, shares = paired.pool.collect_fees(sender=attacker)
    assert paired.asset.balanceOf(attacker) == owed and paired.share(LP).balanceOf(attacker) == shares > 0
    assert paired.claims() == pytest.approx(before, rel=1e-15)
    assert paired.asset.balanceOf(fee_recipient) == 0
