# SPDX-License-Identifier: Apache-2.0
"""The stored words say all that the balance sheet does, and when the fee was last added."""

from steelyard.model import layout
from steelyard.model.libraries.rounding import mul_div_down
from tests.support.engine import now
from tests.unit.leveraged_token.world import SHARE, WAD, YEAR, TokenTerms, TokenWorld

ETHER = 10**18
OFFSET = 2**95  # what a counter that may fall below 0 starts at


def read(world: TokenWorld) -> dict[str, int]:
    """All parts of all words."""
    names = (layout.BALANCE, layout.PRINCIPAL, layout.COUNTERS, layout.SALE, layout.OFFERS)
    parts: dict[str, int] = {}
    for word, value in zip(names, world.token.words(), strict=True):
        parts |= word.read(value)
    return parts


def test_of_a_new_token(empty: TokenWorld) -> None:
    told = read(empty)
    assert told.pop("fee_time") <= now()
    assert (told.pop("principal"), told.pop("rebalance_cost")) == (OFFSET, OFFSET)
    assert set(told.values()) == {0}


def test_after_a_fill_a_start_and_a_report(bull: TokenWorld, filler: str, keeper: str) -> None:
    bull.wait(60)
    bull.set_dollars(2_400)
    bull.deleverage(filler, 10 * ETHER, cost=10**15)
    (event,) = [log for log in bull.token.get_logs() if type(log).__name__ == "Cost"]
    assert mul_div_down(event.moved, event.cost, 10**18) == bull.token.balance_sheet().rebalance_cost
    assert event.cost == 10**15
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    bull.wait(60)
    bull.break_oracle()
    bull.token.report_oracle(sender=keeper)
    told, sheet = read(bull), bull.token.balance_sheet()
    assert told["fee_time"] == now()
    assert (told["collateral"], told["stage"], told["last_read"]) == (sheet.collateral, sheet.state, sheet.last_read)
    assert told["principal"] - OFFSET == sheet.debt - sheet.interest
    assert (told["last_price"], told["fee_shares"]) == (sheet.last_price, sheet.fee_shares)
    assert told["rebalance_cost"] - OFFSET == sheet.rebalance_cost
    assert (told["since"], told["round"], told["reported"]) == (sheet.since, sheet.round, sheet.reported)
    assert (told["clock"], told["ramp"], told["bound"], told["refused"]) == (0, 0, 0, 0)


def test_fees_owed_are_in_billionths_of_a_share(curator: str, guardian: str, holder: str) -> None:
    """What a report of a year later stores is what the balance sheet says then."""
    managed = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, WAD // 50)))
    managed.mint(holder, 1_000 * SHARE)
    managed.wait(YEAR)
    managed.token.report_oracle(sender=holder)
    owed = managed.token.balance_sheet().fees_owed
    assert read(managed)["fees_owed"] * 10**9 == owed > 19 * SHARE
    assert read(managed)["fee_time"] == now()
