# SPDX-License-Identifier: Apache-2.0
import boa
import pytest

from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import (
    BURN,
    CONFIRMED,
    COSTLY,
    DEAD_ORACLE,
    E36,
    REBALANCE,
    REVERT,
    SHARE,
    SHORT,
    STARTED,
    State,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18
WEEK = 7 * 86_400


@pytest.fixture
def faulty(curator: str, guardian: str, holder: str) -> TokenWorld:
    """A bull whose oracle fails in the way it is told."""
    world = TokenWorld(curator, guardian, oracle=deploy("FaultyOracle", 3_000 * USD * E36 // ETHER))
    world.mint(holder, 1_000 * SHARE)
    return world


def test_a_living_oracle_leaves_its_price(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(2_900)
    bull.token.report_oracle(sender=keeper)
    assert bull.state_event() == State(
        REBALANCE, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=bull.price(2_900)
    )
    sheet = bull.token.balance_sheet()
    assert (sheet.dead_since, sheet.last_price, sheet.state) == (0, bull.price(2_900), 0)


@pytest.mark.parametrize("mode", [REVERT, SHORT, BURN], ids=["reverts", "is silent", "burns all gas"])
def test_a_dead_oracle_is_reported(faulty: TokenWorld, keeper: str, mode: int) -> None:
    faulty.oracle.set(faulty.price(3_000), mode)
    faulty.token.report_oracle(sender=keeper)
    assert faulty.state_event() == State(REBALANCE, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE)
    sheet = faulty.token.balance_sheet()
    assert (sheet.dead_since, sheet.last_price, sheet.state) == (now(), faulty.price(3_000), 0)


def test_a_price_of_zero_is_none(faulty: TokenWorld, keeper: str) -> None:
    faulty.oracle.set(0, 0)
    faulty.token.report_oracle(sender=keeper)
    assert faulty.token.balance_sheet().dead_since == now()


def test_seven_days_after_the_report_it_ends(bull: TokenWorld, keeper: str) -> None:
    bull.break_oracle()
    bull.token.report_oracle(sender=keeper)
    bull.wait(WEEK - 1)
    with reverts("oracle: wait 7 days"):
        bull.token.report_oracle(sender=keeper)
    bull.wait(1)
    bull.token.report_oracle(sender=keeper)
    assert bull.state_event() == State(
        REBALANCE, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, state=CONFIRMED | DEAD_ORACLE
    )
    sheet = bull.token.balance_sheet()
    assert (sheet.since, sheet.last_price) == (now(), bull.price(3_000))
    assert bull.pool.loan_state(bull.address).winding
    with reverts("oracle: known to be dead"):
        bull.token.report_oracle(sender=keeper)


def test_anyone_clears_a_report(bull: TokenWorld, attacker: str, keeper: str) -> None:
    """Even after seven days: then the next report starts anew."""
    bull.break_oracle()
    bull.token.report_oracle(sender=attacker)
    bull.wait(2 * WEEK)
    bull.set_dollars(3_100)
    bull.token.report_oracle(sender=keeper)
    assert bull.token.balance_sheet().dead_since == 0
    bull.break_oracle()
    bull.token.report_oracle(sender=attacker)
    with reverts("oracle: wait 7 days"):
        bull.token.report_oracle(sender=attacker)


def test_during_a_wind_down_by_price(bull: TokenWorld, keeper: str) -> None:
    """Started or confirmed, it passes into the auction of a dead oracle; the pool is told once."""
    bull.wind_down(1_900, keeper)
    bull.wait(86_400)
    bull.break_oracle()
    bull.token.report_oracle(sender=keeper)
    bull.wait(WEEK)
    bull.token.report_oracle(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.state, sheet.since, sheet.last_price) == (CONFIRMED | DEAD_ORACLE, now(), bull.price(3_000))
    assert bull.pool.pool_state().winding == 1


def test_in_a_started_wind_down(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    assert bull.token.balance_sheet().state == STARTED
    bull.kill_oracle(keeper)
    assert bull.token.balance_sheet().state == CONFIRMED | DEAD_ORACLE
    assert bull.pool.pool_state().winding == 1


def test_a_report_keeps_the_clock_of_a_wind_down(bull: TokenWorld, keeper: str) -> None:
    """One word holds both."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    since = now()
    bull.wait(60)
    bull.oracle.set_answers(0, 0, 0)
    bull.token.report_oracle(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.since, sheet.round, sheet.dead_since) == (since, 2, now())


def test_a_token_without_a_share_ends_too(empty: TokenWorld, keeper: str) -> None:
    """There is no debt: nothing to tell the pool."""
    empty.kill_oracle(keeper)
    assert empty.token.balance_sheet().state == CONFIRMED | DEAD_ORACLE
    assert empty.pool.pool_state().winding == 0


def test_attack_starving_the_oracle_of_gas(faulty: TokenWorld, attacker: str) -> None:
    """No gas limit makes a living oracle look dead."""
    faulty.oracle.set(faulty.price(3_000), COSTLY)
    reasons = set()
    for gas in range(100_000, 1_000_000, 30_000):
        with boa.env.anchor():
            try:
                faulty.token.report_oracle(sender=attacker, gas=gas)
            except boa.BoaError as error:
                reasons.add("send more gas" if "send more gas" in str(error) else "out of gas")
            else:
                reasons.add("reported")
                assert faulty.token.balance_sheet().dead_since == 0
    assert reasons >= {"send more gas", "reported"}


def test_refuses_too_little_gas(bull: TokenWorld, attacker: str) -> None:
    with reverts("oracle: send more gas"):
        bull.token.report_oracle(sender=attacker, gas=600_000)


def test_a_report_is_disproved_by_a_fill(bull: TokenWorld, attacker: str, filler: str) -> None:
    """Two short outages are not one death: what was filled between them needed a living oracle."""
    bull.break_oracle()
    bull.token.report_oracle(sender=attacker)
    bull.wait(86_400)
    bull.set_dollars(3_500)
    bull.releverage(filler)
    assert bull.token.balance_sheet().last_on_target == now()
    bull.wait(WEEK)
    bull.break_oracle()
    bull.token.report_oracle(sender=attacker)
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().dead_since) == (0, now())


def test_a_report_does_not_live_for_ever(bull: TokenWorld, attacker: str) -> None:
    """Nobody cleared it and nobody filled: after the eighth day it has to be made anew."""
    bull.break_oracle()
    bull.token.report_oracle(sender=attacker)
    bull.wait(8 * 86_400 + 1)
    bull.token.report_oracle(sender=attacker)
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().dead_since) == (0, now())
