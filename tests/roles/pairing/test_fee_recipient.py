# SPDX-License-Identifier: Apache-2.0
"""Role: Fee recipient, one per market"""

import pytest

from tests.roles.worlds import DAY, HOUR, NOBODY, PRICE, WAD, Pairing
from tests.support.engine import wait
from tests.support.pairing import FT, LP, LT
from tests.support.reverts import reverts


def test_receives_what_is_its_own(pairing: Pairing, keeper: str, fee_recipient: str) -> None:
    """Can: receive management fee, cut and rebalance fee.
    A hundredth of U a year, a fifth of the swap fee in LP shares, and what the keeper leaves."""
    pairing.pool.collect_fees(sender=fee_recipient)  # the cut of what was minted
    assert pairing.share(LP).balanceOf(fee_recipient) > 0
    held, underlying = pairing.asset.balanceOf(fee_recipient), pairing.pool.position().underlying
    wait(DAY)
    pairing.market.quiet(PRICE)
    pairing.pool.rebalance(sender=keeper)
    fees, _ = pairing.pool.collect_fees(sender=keeper)
    assert pairing.asset.balanceOf(fee_recipient) - held == fees
    # the management fee runs while the feed is fresh: the heartbeat and its slack, then the half hour
    a_day = underlying * pairing.FEES.management // WAD // 365
    assert 0 < fees < a_day + underlying * pairing.FEES.rebalance // WAD


def test_passes_the_role_on(pairing: Pairing, fee_recipient: str, attacker: str) -> None:
    """Can: pass the role on."""
    pool = pairing.pool
    for stranger in (attacker, pairing.owner, pairing.holder):
        with reverts("fees: not the recipient"):
            pool.set_fee_recipient(attacker, sender=stranger)
    with reverts("fees: zero recipient"):
        pool.set_fee_recipient(NOBODY, sender=fee_recipient)
    pool.set_fee_recipient(attacker, sender=fee_recipient)
    with reverts("fees: not the recipient"):
        pool.set_fee_recipient(fee_recipient, sender=fee_recipient)


def test_changes_no_rate(pairing: Pairing, fee_recipient: str, attacker: str) -> None:
    """Cannot: change a rate. (GOV-01)"""
    before = pairing.pool.terms()
    pairing.pool.set_fee_recipient(attacker, sender=fee_recipient)
    assert pairing.pool.terms() == before


def test_takes_no_more(pairing: Pairing, fee_recipient: str) -> None:
    """Cannot: take more. (GOV-01)
    What is collected is what was owed, once; claims of the three sides are the same after it."""
    owed, raw = pairing.pool.fees_owed()
    before = pairing.claims()
    amount, shares = pairing.pool.collect_fees(sender=fee_recipient)
    assert (amount, shares) == (owed, raw // pairing.share(LP).index())
    with reverts("fees: nothing owed"):
        pairing.pool.collect_fees(sender=fee_recipient)
    assert pairing.claims() == pytest.approx(before, rel=1e-15)


def test_stops_nothing(pairing: Pairing, keeper: str, fee_recipient: str) -> None:
    """Cannot: stop anything. (GOV-01)
    A recipient that refuses every transfer, a contract without code for U, stops neither trade nor rebalance nor
    claim: fees are sent by `collect_fees` alone."""
    holder = pairing.holder
    pairing.pool.set_fee_recipient(pairing.pool.address, sender=fee_recipient)
    pairing.leave(LT, pairing.share(LT).balanceOf(holder) // 2, holder)
    epoch = pairing.share(FT).enqueue(10**18, sender=holder)
    wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.pool.rebalance(sender=keeper)
    assert pairing.share(FT).claim(epoch, holder, sender=holder) > 0


def test_worst_case_the_fee_goes_to_somebody_else(pairing: Pairing, fee_recipient: str, attacker: str) -> None:
    """A stolen key takes what was earned and not collected, and what is earned from then on: no claim of LT, FT or LP
    is less by it. (GOV-01)"""
    before = pairing.claims()
    pairing.pool.set_fee_recipient(attacker, sender=fee_recipient)
    owed, _ = pairing.pool.fees_owed()
    _, shares = pairing.pool.collect_fees(sender=attacker)
    assert pairing.asset.balanceOf(attacker) == owed and pairing.share(LP).balanceOf(attacker) == shares > 0
    assert pairing.claims() == pytest.approx(before, rel=1e-15)
    assert pairing.asset.balanceOf(fee_recipient) == 0
