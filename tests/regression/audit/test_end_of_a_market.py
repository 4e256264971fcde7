# SPDX-License-Identifier: Apache-2.0
"""How a leveraged token ends: what the audit's programs took, and how little of it is left.

Each says what it was before the state table of docs/decisions/0025.
"""

import boa
import pytest
from boa import BoaError

from tests.regression.audit.known import attempt
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import ALL, CLOSED, DAY, HOUR, OPEN, SHARE, YEAR, TokenTerms, TokenWorld

ETHER = 10**18
USD = 10**6
STEP = 5 * 10**16 // 3  # most that an offer without equity gains by one refusal


def test_what_a_dead_sale_leaves_is_the_holders(bull: TokenWorld, holder: str, filler: str, attacker: str) -> None:
    """LEV-END-04. Before: 39 ether for nothing, three days after the debt was paid."""
    bull.kill_oracle(filler)
    bull.wait(DAY // 2)
    bull.deleverage(filler)
    collateral, debt, _ = bull.balance_sheet()
    assert debt == 0 and collateral > 0, "the sale was to leave collateral and no debt"
    bull.wait(3 * DAY)
    with reverts("fill: no sale"):
        bull.deleverage(attacker)
    with reverts("write-off: not winding down"):
        bull.token.write_off(sender=attacker)
    assert bull.redeem(holder, 100 * SHARE) == (collateral // 10, 0)


def test_an_old_claim_survives_its_oracle(bull: TokenWorld, holder: str, filler: str, attacker: str) -> None:
    """LEV-END-04. Before: a retired feed opened an ordinary claim of years ago to everybody."""
    bull.wind_down(2_030, filler)
    bull.deleverage(filler)
    collateral, debt, _ = bull.balance_sheet()
    assert debt == 0 and collateral > 0, "the sale was to leave collateral and no debt"
    bull.wait(3 * YEAR)
    bull.break_oracle()
    for _ in range(3):
        with reverts("oracle: known to be dead"):
            bull.token.report_oracle(sender=attacker)
        bull.wait(8 * DAY)
    assert attempt(bull.deleverage, attacker) is None
    assert (bull.balance_sheet()[0], bull.token.balance_sheet().state) == (collateral, CLOSED)


def test_a_debt_of_dust_sells_no_fortune(bull: TokenWorld, holder: str, filler: str, attacker: str) -> None:
    """LEV-END-04. Before: half of the collateral for 9,999 units of a dollar, when the price had reached zero.

    Now the price of the last good offer halves each hour only while the collateral at it covers the debt, and then one
    unit takes the rest: who refuses a debt of dust for days pays next to nothing, so whoever is first takes it at once.
    """
    bull.kill_oracle(filler)
    debt = bull.balance_sheet()[1]
    bull.deleverage(filler, (debt - 1) * 10**36 // (2 * bull.price(3_000)))
    collateral, debt, _ = bull.balance_sheet()
    assert 0 < debt < 10_000 and collateral > 20 * ETHER, "the sale was to leave dust of debt and much collateral"
    bull.wait(3 * DAY)
    bull.fund(attacker)
    taken, paid = bull.deleverage(attacker)
    assert paid == debt and taken <= 2 * debt * ETHER // (5_900 * USD) + 1, f"{taken / ETHER:.6f} ether"
    assert bull.token.balance_sheet().state == CLOSED


@pytest.mark.parametrize("back", [2_030, 2_100])
def test_a_sale_never_jumps(bull: TokenWorld, filler: str, attacker: str, back: int) -> None:
    """LEV-END-02. Before: a day with some equity, then none after a small tick: the next offer was half the price."""
    bull.wind_down(2_030, filler)
    for dollars in (2_030, back) * 72:
        bull.set_dollars(dollars)
        bull.refuse(filler, 1)
    bull.set_dollars(2_000)
    bull.wait(600)
    bull.fund(attacker)
    bound = bull.token.balance_sheet().bound
    with reverts("cost: above tolerance"):
        bull.deleverage(attacker, ALL, bound + 1)
    out, paid = bull.deleverage(attacker, ALL, bound)
    assert paid * ETHER >= out * 2_000 * USD * 99 // 100


@pytest.mark.parametrize("outage", [HOUR, DAY, 12 * DAY])
@pytest.mark.parametrize("refused", [0, 3, 40])
def test_a_sale_waits_out_an_outage(bull: TokenWorld, filler: str, attacker: str, outage: int, refused: int) -> None:
    """LEV-END-02. Before: half the price after a day without one. Now the first offer is at most a step better."""
    bull.wind_down(1_990, filler)
    bull.refuse(filler, refused)
    offered = _best(bull, attacker)
    bull.break_oracle()
    bull.wait(outage)
    bull.set_dollars(1_990)
    assert _best(bull, attacker) <= offered + STEP


def _best(world: TokenWorld, account: str) -> int:
    """The highest cost that a fill may have now, to a millionth."""
    world.fund(account)
    low, high = 0, 10**18
    while high - low > 10**12:
        middle = (low + high) // 2
        with boa.env.anchor():
            try:
                world.deleverage(account, ETHER, middle)
                low = middle
            except BoaError:
                high = middle
    return low


def test_a_dead_sale_waits_out_a_halt(bull: TokenWorld, filler: str, attacker: str) -> None:
    """LEV-END-04. Before: after 71 hours of a halt the first offer was nearly nothing."""
    bull.kill_oracle(filler)
    bull.wait(3 * DAY - HOUR)
    bull.fund(attacker)
    out, paid = bull.deleverage(attacker, 10 * ETHER)
    assert paid * ETHER >= out * 2 * 3_000 * USD * 71 // 72, "a step of an hour is all"


def test_a_wrapped_price_is_none(curator: str, guardian: str, holder: str, filler: str) -> None:
    """LEV-END-01. Before: a rescue price above 2^160 was stored modulo that, and a dead sale began at what was left."""
    world = TokenWorld(curator, guardian)
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.oracle.set_answers(2**160, 2**160, 2**160 + 1)
    for call in (world.deleverage, world.releverage):
        with reverts("oracle: price out of range"):
            call(filler)
    with reverts("oracle: price out of range"):
        world.mint(holder, SHARE)
    world.wait(1)
    world.token.report_oracle(sender=filler)
    sheet = world.token.balance_sheet()
    assert (sheet.last_price, sheet.state, sheet.reported != 0) == (world.price(3_000), OPEN, True)


def test_a_rescue_price_of_nothing_sells_nothing(bull: TokenWorld, filler: str) -> None:
    """LEV-END-01. Before: an oracle that answered 0 skipped the guard on volume; 82% of the equity for nothing."""
    oracle = deploy("FaultyOracle", bull.price(3_000))
    world = TokenWorld(filler, filler, oracle=oracle)
    world.mint(filler, 1_000 * SHARE)
    oracle.set(0, 0)
    with reverts("oracle: price out of range"):
        world.deleverage(filler)


@pytest.mark.parametrize("units", [8, 6])
def test_dust_is_dust_in_dollars(curator: str, guardian: str, holder: str, filler: str, units: int) -> None:
    """LEV-END-04. Before: in a market quoted in bitcoin 1.19 BTC of collateral were dust that a write-off gave up."""
    world = TokenWorld(curator, guardian, TokenTerms(quote_decimals=units, lent=4_000_000))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.wind_down(1_900, filler)
    world.deleverage(filler, world.balance_sheet()[0] - 1)
    with reverts("write-off: collateral left"):
        world.token.write_off(sender=filler)
