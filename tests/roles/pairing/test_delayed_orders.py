# SPDX-License-Identifier: Apache-2.0
"""Role: Delayed orders (a contract)"""

from tests.roles.worlds import DAY, PRICE, Pairing
from tests.support.engine import wait
from tests.support.pairing import FOREVER, FT, LT, NOBODY
from tests.support.reverts import reverts


def test_trades_on_a_market_that_commits(ordered: Pairing, attacker: str) -> None:
    """Can: trade on a market that trades by orders.
    It alone; another market has no delayed orders."""
    assert ordered.enter(FT, 1_000, ordered.holder) > 0
    for call in (ordered.pool.mint_ordered, ordered.pool.redeem_ordered):
        with reverts("trade: orders only"):
            call(LT, 10**18, 0, attacker, 10**24, sender=attacker)
    with reverts("trade: commit first"):
        ordered.pool.mint(LT, 10**18, 0, attacker, FOREVER, sender=attacker)


def test_trades_on_no_other_market(pairing: Pairing) -> None:
    """The zero address stands where a market has no delayed orders, and nobody calls as that."""
    assert pairing.pool.ORDERS() == NOBODY


def test_holds_no_order_longer(ordered: Pairing, attacker: str) -> None:
    """Cannot: hold an order longer than seven days. (GOV-01)
    Then anybody sends its U back to its owner, whatever deadline was asked for; no price is needed."""
    delayed_orders, holder = ordered.market.delayed_orders, ordered.holder
    before = ordered.asset.balanceOf(holder)
    number = delayed_orders.commit(True, LT, 10**18, 0, FOREVER, holder, sender=holder)
    ordered.market.feed.set_broken(True)
    wait(7 * DAY)
    with reverts("order: still open"):
        delayed_orders.refund(number, sender=attacker)
    wait(1)
    with reverts("order: expired"):
        delayed_orders.execute(number, sender=attacker)
    delayed_orders.refund(number, sender=attacker)
    assert ordered.asset.balanceOf(holder) == before
    assert ordered.asset.balanceOf(delayed_orders.address) == ordered.asset.balanceOf(attacker) == 0


def test_worst_case_an_order_of_another_goes_to_its_owner_alone(ordered: Pairing, attacker: str) -> None:
    """Whoever executes chooses the moment, and gets the bounty; the rest of it is the owner's. (GOV-01)"""
    delayed_orders, holder = ordered.market.delayed_orders, ordered.holder
    number = delayed_orders.commit(True, FT, 10**18, 0, FOREVER, holder, sender=holder)
    held = ordered.share(FT).balanceOf(holder)
    with reverts("order: no update yet"):
        delayed_orders.execute(number, sender=attacker)
    wait(60)
    ordered.market.answer(PRICE)
    assert delayed_orders.execute(number, sender=attacker) == ordered.share(FT).balanceOf(holder) - held
    assert ordered.asset.balanceOf(attacker) == delayed_orders.BOUNTY() == ordered.FEES.max_reward
    with reverts("order: unknown"):
        delayed_orders.refund(number, sender=attacker)
