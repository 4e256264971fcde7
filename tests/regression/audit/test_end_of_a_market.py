# SPDX-License-Identifier: Apache-2.0
"""How a leveraged token ends: by its oracle's death, in a sale, and what is left afterwards."""

from tests.regression.audit.known import attempt, known_issue
from tests.unit.leveraged_token.world import ALL, DAY, YEAR, TokenWorld

ETHER = 10**18
USD = 10**6
HALF = 5 * 10**17  # the highest cost that an auction without equity allows


@known_issue(65)
def test_what_a_dead_sale_leaves_is_the_holders(bull: TokenWorld, holder: str, filler: str, attacker: str) -> None:
    """The debt is paid on the first day; the collateral that is left leaves by `redeem` only."""
    bull.kill_oracle(filler)
    bull.wait(DAY // 2)
    bull.deleverage(filler)
    collateral, debt, _ = bull.balance_sheet()
    assert debt == 0 and collateral > 0, "the sale was to leave collateral and no debt"
    bull.wait(3 * DAY)
    attempt(bull.deleverage, attacker)
    assert bull.balance_sheet()[0] == collateral, "a stranger took what holders own"


@known_issue(65)
def test_an_old_claim_survives_its_oracle(bull: TokenWorld, holder: str, filler: str, attacker: str) -> None:
    """Years after an ordinary wind-down that paid all debt the feed is retired: holders lose nothing by it."""
    bull.wind_down(2_030, filler)
    bull.deleverage(filler)
    collateral, debt, _ = bull.balance_sheet()
    assert debt == 0 and collateral > 0, "the sale was to leave collateral and no debt"
    bull.wait(3 * YEAR)
    attempt(bull.kill_oracle, attacker)
    bull.wait(3 * DAY)
    attempt(bull.deleverage, attacker)
    assert bull.balance_sheet()[0] == collateral, "a stranger took what holders own"


@known_issue(65)
def test_a_debt_of_dust_sells_no_fortune(bull: TokenWorld, holder: str, filler: str, attacker: str) -> None:
    """A filler leaves a few units of debt; who waits for the price to reach zero must not get the rest for them."""
    bull.kill_oracle(filler)
    bull.wait(DAY // 2)
    price = bull.price(3_000) * 110 * (3 * DAY - DAY // 2) // (100 * 3 * DAY)
    bull.deleverage(filler, (bull.balance_sheet()[1] - 1) * 10**36 // price)
    collateral, debt, _ = bull.balance_sheet()
    assert 0 < debt < 10_000 and collateral > 20 * ETHER, "the sale was to leave dust of debt and much collateral"
    bull.wait(3 * DAY)
    bull.fund(attacker)
    taken = (attempt(bull.deleverage, attacker) or (0, 0))[0]
    assert taken <= collateral // 100, f"{taken / ETHER:.1f} ether for {debt} units of a dollar"


@known_issue(66)
def test_a_sale_never_jumps(bull: TokenWorld, filler: str, attacker: str) -> None:
    """A day with some equity, then none after a small tick: the next offer is near the last one, not half the price."""
    bull.wind_down(2_030, filler)
    bull.wait(DAY)
    bull.set_dollars(2_000)
    bull.fund(attacker)
    out, paid = attempt(bull.deleverage, attacker, ALL, HALF) or (0, 0)
    assert paid * ETHER >= out * 2_000 * USD * 9 // 10, "the first sale without equity was at half the price"


@known_issue(67)
def test_a_sale_waits_out_an_outage(bull: TokenWorld, filler: str, attacker: str) -> None:
    """No fill is possible for a day because the oracle has no price; the first offer afterwards is a fresh one."""
    bull.wind_down(1_990, filler)
    bull.break_oracle()
    bull.wait(DAY)
    bull.set_dollars(1_990)
    bull.fund(attacker)
    out, paid = attempt(bull.deleverage, attacker, ALL, HALF) or (0, 0)
    assert paid * ETHER >= out * 1_990 * USD * 9 // 10, "the clock of the auction ran while nobody could fill"


@known_issue(67)
def test_a_dead_sale_waits_out_a_halt(bull: TokenWorld, filler: str, attacker: str) -> None:
    """The chain stands still for 71 hours: the falling price must not have fallen meanwhile, because nobody refused
    it."""
    bull.kill_oracle(filler)
    bull.wait(3 * DAY - 3_600)
    bull.fund(attacker)
    out, paid = attempt(bull.deleverage, attacker) or (0, 0)
    assert paid * ETHER >= out * 3_000 * USD // 2, "the first offer after the halt was nearly nothing"
