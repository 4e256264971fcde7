# SPDX-License-Identifier: Apache-2.0
import boa
import pytest

from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import (
    BURN,
    COSTLY,
    DEAD_SALE,
    DECLARE,
    E36,
    HOUR,
    OPEN,
    REPORT,
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
    world.wait(1)
    return world


def test_a_living_oracle_leaves_its_price(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(2_900)
    bull.token.report_oracle(sender=keeper)
    assert bull.state_event() == State(
        REPORT, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=bull.price(2_900)
    )
    sheet = bull.token.balance_sheet()
    assert (sheet.reported, sheet.last_price, sheet.last_read, sheet.state) == (0, bull.price(2_900), now(), OPEN)


@pytest.mark.parametrize("mode", [REVERT, SHORT, BURN], ids=["reverts", "is silent", "burns all gas"])
def test_a_dead_oracle_is_reported(faulty: TokenWorld, keeper: str, mode: int) -> None:
    faulty.oracle.set(faulty.price(3_000), mode)
    faulty.token.report_oracle(sender=keeper)
    assert faulty.state_event() == State(REPORT, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE)
    sheet = faulty.token.balance_sheet()
    assert (sheet.reported, sheet.last_price, sheet.state) == (now(), faulty.price(3_000), OPEN)


@pytest.mark.parametrize("price", [0, 2**160])
def test_what_is_no_price(faulty: TokenWorld, keeper: str, price: int) -> None:
    """Nothing, and what the word of the last price cannot hold."""
    faulty.oracle.set(price, 0)
    faulty.token.report_oracle(sender=keeper)
    assert faulty.token.balance_sheet().reported == now()


def dead(world: TokenWorld, keeper: str) -> int:
    """Breaks the oracle and reports it; returns when."""
    world.break_oracle()
    world.wait(1)
    world.token.report_oracle(sender=keeper)
    return now()


def test_two_hours_unanswered_start_the_end(bull: TokenWorld, keeper: str) -> None:
    """POOL-LOSS-01: the pool is told; no clock but the report's own moves."""
    dead(bull, keeper)
    bull.wait(2 * HOUR - 1)
    with reverts("oracle: wait 2 hours"):
        bull.token.report_oracle(sender=keeper)
    bull.wait(1)
    bull.token.report_oracle(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.state, sheet.since, sheet.round) == (STARTED, 0, 0)
    assert bull.pool.pool_state().stops
    with reverts("oracle: wait 7 days"):
        bull.token.report_oracle(sender=keeper)


def test_seven_days_after_the_report_it_ends(bull: TokenWorld, keeper: str) -> None:
    """The sale begins at twice the last good price; the loss is open from now on."""
    dead(bull, keeper)
    bull.wait(2 * HOUR)
    bull.token.report_oracle(sender=keeper)
    bull.wait(WEEK - 2 * HOUR - 1)
    with reverts("oracle: wait 7 days"):
        bull.token.report_oracle(sender=keeper)
    bull.wait(1)
    bull.token.report_oracle(sender=keeper)
    assert bull.state_event() == State(DECLARE, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, state=DEAD_SALE)
    sheet = bull.token.balance_sheet()
    assert (sheet.since, sheet.last_price, sheet.refused) == (now(), bull.price(3_000), 2 * bull.price(3_000))
    assert bull.pool.loan_state(bull.address).nominal == 200_000 * USD
    with reverts("oracle: known to be dead"):
        bull.token.report_oracle(sender=keeper)


def test_a_feed_that_broke_before_it_died(bull: TokenWorld, filler: str, keeper: str) -> None:
    """LEV-END-04: a last price of a tenth is not where the sale begins: D/C is, at the declaration."""
    bull.set_dollars(300)
    bull.token.report_oracle(sender=keeper)
    bull.kill_oracle(keeper)
    assert bull.token.balance_sheet().last_price == bull.price(2_000)
    assert bull.deleverage(filler, ETHER) == (ETHER, 4_000 * USD)


def test_a_good_price_disproves_a_report(bull: TokenWorld, attacker: str, keeper: str) -> None:
    """LEV-END-03: whoever reads one; also a week later, when the next report is the first again."""
    dead(bull, attacker)
    bull.wait(2 * WEEK)
    bull.set_dollars(3_100)
    bull.token.report_oracle(sender=keeper)
    first = dead(bull, attacker)
    assert bull.token.balance_sheet().reported == first
    with reverts("oracle: wait 2 hours"):
        bull.token.report_oracle(sender=attacker)


@pytest.mark.parametrize("reads", ["mint", "fill"])
def test_a_report_is_disproved_by_what_reads_a_price(
    bull: TokenWorld, attacker: str, filler: str, holder: str, reads: str
) -> None:
    """Two short outages are not one death: what was done between them needed a living oracle."""
    dead(bull, attacker)
    bull.wait(86_400)
    bull.set_dollars(3_500)
    bull.releverage(filler) if reads == "fill" else bull.mint(holder, SHARE)
    assert bull.token.balance_sheet().last_read == now()
    bull.wait(WEEK)
    again = dead(bull, attacker)
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().reported) == (OPEN, again)


@pytest.mark.parametrize(("later", "dies"), [(-1, True), (0, False), (86_400, False)])
def test_the_feeds_own_newer_round_disproves_a_report(bull: TokenWorld, keeper: str, later: int, dies: bool) -> None:
    """LEV-END-03: a week's quiet and a minute's outage are no death, though nobody read a price."""
    first = dead(bull, keeper)
    bull.wait(2 * HOUR)
    bull.token.report_oracle(sender=keeper)
    bull.wait(WEEK)
    bull.oracle.set_alive_at(first + later)
    bull.token.report_oracle(sender=keeper)
    assert bull.token.balance_sheet().state == (DEAD_SALE if dies else STARTED)
    assert dies or bull.token.balance_sheet().reported == now()


def test_a_price_takes_a_start_by_report_back(bull: TokenWorld, keeper: str) -> None:
    dead(bull, keeper)
    bull.wait(2 * HOUR)
    bull.token.report_oracle(sender=keeper)
    bull.set_dollars(3_000)
    bull.token.report_oracle(sender=keeper)
    assert bull.token.balance_sheet().state == OPEN
    assert not bull.pool.loan_state(bull.address).winding


def test_in_a_sale_it_moves_no_clock(bull: TokenWorld, filler: str, keeper: str) -> None:
    """LEV-END-03: and seven days later the sale goes on as that of a dead oracle."""
    bull.wind_down(1_900, keeper)
    bull.refuse(filler, 2)
    before = bull.token.balance_sheet()
    dead(bull, keeper)
    after = bull.token.balance_sheet()
    assert (after.since, after.clock, after.ramp, after.refused) == (
        before.since, before.clock, before.ramp, before.refused,
    )  # fmt: skip
    bull.wait(WEEK)
    bull.token.report_oracle(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.state, sheet.since, sheet.clock) == (DEAD_SALE, now(), 0)
    assert sheet.last_price == pytest.approx(bull.price(2_000), rel=1e-9)  # D/C


def test_in_a_started_wind_down(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    since = now()
    bull.kill_oracle(keeper)
    assert (bull.token.balance_sheet().state, since < now()) == (DEAD_SALE, True)


def test_a_report_keeps_the_clock_of_a_wind_down(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    since = now()
    bull.wait(60)
    bull.oracle.set_answers(0, 0, 0)
    bull.token.report_oracle(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.since, sheet.round, sheet.reported) == (since, 2, now())


def test_attack_the_collateral_of_a_debt_free_token(empty: TokenWorld, holder: str, keeper: str) -> None:
    """LEV-END-04: no debt of a dollar, no end: its collateral was free for anyone three days after the declaration."""
    dead(empty, keeper)
    empty.wait(WEEK)
    with reverts("wind-down: under a dollar"):
        empty.token.report_oracle(sender=keeper)
    assert empty.token.balance_sheet().state == OPEN


def test_attack_the_collateral_of_a_permanent_claim(bull: TokenWorld, filler: str, keeper: str) -> None:
    """LEV-END-04: closed is final, and a report is no way out of it."""
    bull.wind_down(2_040, keeper)
    bull.deleverage(filler)
    bull.break_oracle()
    bull.wait(4 * WEEK)
    with reverts("oracle: known to be dead"):
        bull.token.report_oracle(sender=keeper)


def test_attack_starving_the_oracle_of_gas(faulty: TokenWorld, attacker: str) -> None:
    """No gas limit makes a living oracle look dead."""
    faulty.oracle.set(faulty.price(3_000), COSTLY)
    reasons = set()
    for gas in range(100_000, 1_400_000, 40_000):
        with boa.env.anchor():
            try:
                faulty.token.report_oracle(sender=attacker, gas=gas)
            except boa.BoaError as error:
                reasons.add("send more gas" if "send more gas" in str(error) else "out of gas")
            else:
                reasons.add("reported")
                assert faulty.token.balance_sheet().reported == 0
    assert reasons >= {"send more gas", "reported"}


def test_refuses_too_little_gas(bull: TokenWorld, attacker: str) -> None:
    with reverts("oracle: send more gas"):
        bull.token.report_oracle(sender=attacker, gas=900_000)
