# SPDX-License-Identifier: Apache-2.0
"""Role: Keeper (anyone)"""

from contextlib import suppress

import pytest
from boa import BoaError

from tests.roles.worlds import DAY, HOUR, PRICE, WAD, Paired
from tests.support.engine import wait
from tests.support.paired import FOREVER, FT, LP, LT
from tests.support.refusal import refuses


def test_re_splits_ends_and_serves(paired: Paired, ordered: Paired, keeper: str, fee_recipient: str) -> None:
    """Can: `poke` when due, `consolidate`, `report_stale`, ..."""
    wait(DAY - 2 * HOUR)
    paired.market.quiet(PRICE, minutes=120)
    paired.pool.poke(sender=keeper)
    paired.pool.collect_fees(sender=keeper)
    assert paired.asset.balanceOf(fee_recipient) > 0
    with refuses("consolidate: not small enough"):
        paired.pool.consolidate(LT, sender=keeper)
    with refuses("forward: nothing unsent"):
        paired.pool.forward(paired.share(LT).address, sender=keeper)

    holder, desk = ordered.holder, ordered.market.desk
    ordered.market.quiet(PRICE)
    first = desk.commit(True, FT, 10**18, 0, FOREVER, holder, sender=holder)
    second = desk.commit(True, FT, 10**18, 2**255, FOREVER, holder, sender=holder)
    wait(60)
    ordered.market.answer(PRICE)
    desk.execute(first, sender=keeper)
    with refuses("order: still open"):
        desk.refund(second, sender=keeper)
    wait(7 * DAY + 1)
    desk.refund(second, sender=keeper)


def test_ends_a_market_whose_source_is_dead(paired: Paired, keeper: str) -> None:
    """Can: `poke` when due, `consolidate`, `report_stale`, ...
    72 hours after the report and not before."""
    paired.market.feed.set_broken(True)
    with refuses("stale: source is fresh"):
        paired.market.feed.set_broken(False)
        paired.pool.report_stale(sender=keeper)
    paired.market.feed.set_broken(True)
    paired.pool.report_stale(sender=keeper)
    wait(72 * HOUR - 1)
    with refuses("deprecate: too early"):
        paired.pool.deprecate(sender=keeper)
    wait(1)
    paired.pool.deprecate(sender=keeper)
    assert paired.pool.clocks().is_deprecated


def test_consolidates_nothing_that_is_not_small(paired: Paired, keeper: str) -> None:
    """Can: `poke` when due, `consolidate`, `report_stale`, ...
    Of none of the sides, in range or after a fall by a quarter; the unit tests show it where it is due."""
    for factor in (1, 0.75):
        paired.market.quiet(PRICE * factor)
        for side in (LT, FT, LP):
            with refuses("consolidate: not small enough"):
                paired.pool.consolidate(side, sender=keeper)


@pytest.mark.parametrize(("market", "factor"), [("paired", 0.66), ("ordered", 0.895)])
def test_worst_case_consolidates_nobody_out_of_his_shares(
    request: pytest.FixtureRequest, attacker: str, market: str, factor: float
) -> None:
    """At the instant at which spot lies where L of the old reference is worth nothing, a share of LT is not worth
    nothing: the re-split gives it its part of every step. A million for one, four times over, would leave every holder
    zero shares as shown, so nothing to transfer, queue or redeem. (GOV-01, PAIR-EXIT-01)"""
    world: Paired = request.getfixturevalue(market)
    share, holder = world.share(LT), world.holder
    held = share.raw_balance(holder)
    world.market.answer(PRICE * factor)  # a single round
    for _ in range(4):
        with suppress(BoaError):
            world.pool.consolidate(LT, sender=attacker)
    world.market.quiet(PRICE)
    assert world.claims()[LT] * held > 10**18  # of U: he is as rich as before
    assert share.balanceOf(holder) * share.index() > held * 999 // 1000
    share.enqueue(share.balanceOf(holder), sender=holder)


def test_chooses_no_price(paired: Paired, keeper: str) -> None:
    """Cannot: choose the price.
    Of what a keeper calls only `consolidate` takes an argument, a side. A price seen for an instant is not enough: the
    mean must be out of the range too, and the last step waits until spot is near it."""
    paired.market.answer(PRICE * 1.2)
    with refuses("poke: not due"):
        paired.pool.poke(sender=keeper)
    assert paired.pool.book().reference == paired.market.source.price_of(1)[0]


def test_re_splits_nothing_that_is_not_due(paired: Paired, keeper: str) -> None:
    """Cannot: re-split when nothing is due."""
    with refuses("poke: not due"):
        paired.pool.poke(sender=keeper)
    paired.market.quiet(PRICE * 1.05)
    with refuses("poke: not due"):
        paired.pool.poke(sender=keeper)


def test_worst_case_takes_his_part_and_no_more(paired: Paired, keeper: str) -> None:
    """Cannot: take more than `most_reward` and his part of the rebalance fee.
    The whole re-split then costs the three vaults its fee, 0.05% of what moves, whenever he chose to do it."""
    paired.market.quiet(PRICE * 1.12)
    before, held = paired.pool.accrued_book().underlying, paired.asset.balanceOf(keeper)
    paired.pool.poke(sender=keeper)
    reward = paired.asset.balanceOf(keeper) - held
    fee = before - paired.pool.book().underlying
    assert 0 < reward <= paired.FEES.most_reward
    assert reward <= fee * paired.FEES.reward // WAD
    assert fee <= before * paired.FEES.rebalance // WAD
    with refuses("poke: not due"):
        paired.pool.poke(sender=keeper)
