# SPDX-License-Identifier: Apache-2.0
"""Role: Desk (a contract)"""

from tests.roles.worlds import DAY, PRICE, Paired
from tests.support.engine import wait
from tests.support.paired import FOREVER, FT, LT, NOBODY
from tests.support.refusal import refuses


def test_trades_on_a_market_that_commits(ordered: Paired, attacker: str) -> None:
    """Can: trade on a market that commits.
    It alone; on another market there is no desk."""
    assert ordered.enter(FT, 1_000, ordered.holder) > 0
    for call in (ordered.pool.mint_ordered, ordered.pool.redeem_ordered):
        with refuses("trade: desk only"):
            call(LT, 10**18, 0, attacker, 10**24, sender=attacker)
    with refuses("trade: commit first"):
        ordered.pool.mint(LT, 10**18, 0, attacker, FOREVER, sender=attacker)


def test_trades_on_no_other_market(paired: Paired) -> None:
    """The zero address stands where a market has no desk, and nobody calls as that."""
    assert paired.pool.DESK() == NOBODY


def test_holds_no_order_longer(ordered: Paired, attacker: str) -> None:
    """Cannot: hold an order longer than seven days. (GOV-01)
    Then anybody sends its U back to its owner, whatever deadline was asked for; no price is needed."""
    desk, holder = ordered.market.desk, ordered.holder
    before = ordered.asset.balanceOf(holder)
    number = desk.commit(True, LT, 10**18, 0, FOREVER, holder, sender=holder)
    ordered.market.feed.set_broken(True)
    wait(7 * DAY)
    with refuses("order: still open"):
        desk.refund(number, sender=attacker)
    wait(1)
    with refuses("order: expired"):
        desk.execute(number, sender=attacker)
    desk.refund(number, sender=attacker)
    assert ordered.asset.balanceOf(holder) == before
    assert ordered.asset.balanceOf(desk.address) == ordered.asset.balanceOf(attacker) == 0


def test_worst_case_an_order_of_another_goes_to_its_owner_alone(ordered: Paired, attacker: str) -> None:
    """Whoever executes chooses the moment, and gets the bounty; the rest of it is the owner's. (GOV-01)"""
    desk, holder = ordered.market.desk, ordered.holder
    number = desk.commit(True, FT, 10**18, 0, FOREVER, holder, sender=holder)
    held = ordered.share(FT).balanceOf(holder)
    with refuses("order: no update yet"):
        desk.execute(number, sender=attacker)
    wait(60)
    ordered.market.answer(PRICE)
    assert desk.execute(number, sender=attacker) == ordered.share(FT).balanceOf(holder) - held
    assert ordered.asset.balanceOf(attacker) == desk.BOUNTY() == ordered.FEES.most_reward
    with refuses("order: unknown"):
        desk.refund(number, sender=attacker)
