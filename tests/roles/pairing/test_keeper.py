# SPDX-License-Identifier: Apache-2.0
"""Role: Keeper (anyone)"""

from contextlib import suppress

import pytest
from boa import BoaError

from tests.roles.worlds import DAY, HOUR, PRICE, WAD, Pairing
from tests.support.engine import wait
from tests.support.pairing import FOREVER, FT, LP, LT
from tests.support.reverts import reverts


def test_rebalances_ends_and_serves(pairing: Pairing, ordered: Pairing, keeper: str, fee_recipient: str) -> None:
    """Can: `rebalance` when due, `consolidate`, `report_stale`, ..."""
    wait(DAY - 2 * HOUR)
    pairing.market.quiet(PRICE, minutes=120)
    pairing.pool.rebalance(sender=keeper)
    pairing.pool.collect_fees(sender=keeper)
    assert pairing.asset.balanceOf(fee_recipient) > 0
    with reverts("consolidate: not small enough"):
        pairing.pool.consolidate(LT, sender=keeper)
    with reverts("forward: nothing unsent"):
        pairing.pool.forward(pairing.share(LT).address, sender=keeper)

    holder, delayed_orders = ordered.holder, ordered.market.delayed_orders
    ordered.market.quiet(PRICE)
    first = delayed_orders.commit(True, FT, 10**18, 0, FOREVER, holder, sender=holder)
    second = delayed_orders.commit(True, FT, 10**18, 2**255, FOREVER, holder, sender=holder)
    wait(60)
    ordered.market.answer(PRICE)
    delayed_orders.execute(first, sender=keeper)
    with reverts("order: still open"):
        delayed_orders.refund(second, sender=keeper)
    wait(7 * DAY + 1)
    delayed_orders.refund(second, sender=keeper)


def test_ends_a_market_whose_source_is_dead(pairing: Pairing, keeper: str) -> None:
    """Can: `rebalance` when due, `consolidate`, `report_stale`, ...
    72 hours after the report and not before."""
    pairing.market.feed.set_broken(True)
    with reverts("stale: source is fresh"):
        pairing.market.feed.set_broken(False)
        pairing.pool.report_stale(sender=keeper)
    pairing.market.feed.set_broken(True)
    pairing.pool.report_stale(sender=keeper)
    wait(72 * HOUR - 1)
    with reverts("deprecate: too early"):
        pairing.pool.deprecate(sender=keeper)
    wait(1)
    pairing.pool.deprecate(sender=keeper)
    assert pairing.pool.clocks().is_deprecated


def test_consolidates_nothing_that_is_not_small(pairing: Pairing, keeper: str) -> None:
    """Can: `rebalance` when due, `consolidate`, `report_stale`, ...
    Of none of the sides, in range or after a fall by a quarter; the unit tests show it where it is due."""
    for factor in (1, 0.75):
        pairing.market.quiet(PRICE * factor)
        for side in (LT, FT, LP):
            with reverts("consolidate: not small enough"):
                pairing.pool.consolidate(side, sender=keeper)


@pytest.mark.parametrize(("market", "factor"), [("pairing", 0.66), ("ordered", 0.895)])
def test_worst_case_consolidates_nobody_out_of_their_shares(
    request: pytest.FixtureRequest, attacker: str, market: str, factor: float
) -> None:
    """At the instant at which spot lies where L of the old reference is worth nothing, a share of LT is not worth
    nothing: the rebalance gives it its part of every step. A million for one, four times over, would leave every holder
    zero shares as shown, so nothing to transfer, queue or redeem. (GOV-01, PAIR-EXIT-01)"""
    world: Pairing = request.getfixturevalue(market)
    share, holder = world.share(LT), world.holder
    held = share.raw_balance(holder)
    world.market.answer(PRICE * factor)  # a single round
    for _ in range(4):
        with suppress(BoaError):
            world.pool.consolidate(LT, sender=attacker)
    world.market.quiet(PRICE)
    assert world.claims()[LT] * held > 10**18  # of U: they are as rich as before
    assert share.balanceOf(holder) * share.index() > held * 999 // 1000
    share.enqueue(share.balanceOf(holder), sender=holder)


def test_chooses_no_price(pairing: Pairing, keeper: str) -> None:
    """Cannot: choose the price.
    Of what a keeper calls only `consolidate` takes an argument, a side. A price seen for an instant is not enough: the
    mean must be out of the range too, and the last step waits until spot is near it."""
    pairing.market.answer(PRICE * 1.2)
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=keeper)
    assert pairing.pool.position().reference == pairing.market.source.price_of(1)[0]


def test_rebalances_nothing_that_is_not_due(pairing: Pairing, keeper: str) -> None:
    """Cannot: rebalance when nothing is due."""
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=keeper)
    pairing.market.quiet(PRICE * 1.05)
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=keeper)


def test_worst_case_takes_their_part_and_no_more(pairing: Pairing, keeper: str) -> None:
    """Cannot: take more than `max_reward` and their part of the rebalance fee.
    The whole rebalance then costs the three vaults its fee, 0.05% of what moves, whenever they chose to do it."""
    pairing.market.quiet(PRICE * 1.12)
    before, held = pairing.pool.accrued_position().underlying, pairing.asset.balanceOf(keeper)
    pairing.pool.rebalance(sender=keeper)
    reward = pairing.asset.balanceOf(keeper) - held
    fee = before - pairing.pool.position().underlying
    assert 0 < reward <= pairing.FEES.max_reward
    assert reward <= fee * pairing.FEES.reward // WAD
    assert fee <= before * pairing.FEES.rebalance // WAD
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=keeper)
