# SPDX-License-Identifier: Apache-2.0
"""Role: Holder of LT, FT, LP"""

from tests.roles.worlds import HOUR, Pairing
from tests.support.engine import wait
from tests.support.pairing import FOREVER, FT, LP, LT
from tests.support.reverts import reverts


def test_uses_their_own(pairing: Pairing, keeper: str) -> None:
    """Can: mint, redeem, queue, cancel in time, claim, transfer."""
    holder, share = pairing.holder, pairing.share(LT)
    pairing.enter(LT, 1_000, holder)
    assert pairing.leave(FT, pairing.share(FT).balanceOf(holder) // 2, holder) > 0
    held = share.balanceOf(holder)
    epoch = share.enqueue(held // 2, sender=holder)
    share.cancel(epoch, sender=holder)
    epoch = share.enqueue(held // 2, sender=holder)
    share.transfer(keeper, held // 4, sender=holder)
    wait(HOUR)
    pairing.market.quiet(3_000)
    pairing.pool.rebalance(sender=keeper)
    before = pairing.asset.balanceOf(keeper)
    assert share.claim(epoch, keeper, sender=holder) == pairing.asset.balanceOf(keeper) - before > 0


def test_touches_nobody_elses(pairing: Pairing, attacker: str) -> None:
    """Cannot: act on another's shares without an allowance. (GOV-01)
    The market asks for its caller's shares alone, whatever was allowed to whom."""
    holder, share = pairing.holder, pairing.share(LT)
    epoch = share.enqueue(10**18, sender=holder)
    for call, reason in (
        (lambda: share.transferFrom(holder, attacker, 1, sender=attacker), "erc20: insufficient allowance"),
        (lambda: pairing.leave(LT, 1, attacker), "redeem: over balance"),
        (lambda: share.cancel(epoch, sender=attacker), "queue: no request"),
        (lambda: share.claim(epoch, attacker, sender=attacker), "claim: no request"),
        (lambda: share.claim_closed(attacker, sender=attacker), "claim: no closed shares"),
        (lambda: share.burn(holder, 1, sender=attacker), "share: market only"),
        (lambda: share.mint(attacker, 1, sender=attacker), "share: market only"),
        (lambda: share.settle([0, 0], 1, True, 0, 0, sender=attacker), "share: market only"),
        (lambda: share.consolidate(sender=attacker), "share: market only"),
    ):
        with reverts(reason):
            call()
    pairing.market.fund(attacker, 10**18)
    with reverts("redeem: over balance"):
        pairing.pool.redeem(LT, 10**18, 0, attacker, True, FOREVER, sender=attacker)


def test_takes_no_binding_request_back(pairing: Pairing) -> None:
    """Cannot: cancel a request that binds.
    It binds a quarter of an hour before it may be paid."""
    for side, who, notice in ((LT, pairing.holder, 1_800), (LP, pairing.depositor, HOUR)):
        share = pairing.share(side)
        epoch = share.enqueue(10**18, sender=who)
        wait(notice - 901)
        share.cancel(epoch, sender=who)
        epoch = share.enqueue(10**18, sender=who)
        wait(notice - 900)
        with reverts("queue: request binds"):
            share.cancel(epoch, sender=who)
