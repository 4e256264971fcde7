# SPDX-License-Identifier: Apache-2.0
"""The rules of the line one by one: when an entry is priced, what it costs, who may do what, and the end."""

from dataclasses import replace
from typing import Any

import pytest

from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from steelyard.model.oracles.chainlink_oracle import Sequencer
from steelyard.model.pairing.line import Entry, Kind, Line, LineTerms, Outcome, Queue, Result, Stage
from steelyard.model.pairing.pairing_line import BEHIND, DEATH, DELAY, FOREVER, NOTICE, PairingLine
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.tape import PHASE_SIZE, Mark, Round, Tape, is_mark
from steelyard.model.pairing.valuation import Side, leverage_without
from steelyard.model.presets import pairing as presets
from tests.model.pairing.line_search import E36, START, PushFeed
from tests.support.reverts import reverts

UNIT = WAD
PRICE = 2_000 * E36
NO_CUT = Fees()


class World:
    """A market of a thousand coins at $2,000 whose feed answers what a test pushes."""

    def __init__(self, target: int = 3, fees: Fees = NO_CUT, **changes: Any) -> None:
        self.clock = Clock(START)
        self.feed = PushFeed(self.clock, [[Round(PRICE, START, START)]], [], sequencer=Sequencer(3_600, True, 1))
        market = replace(presets.parameters(target, dollar=WAD), commits=False, fees=fees)
        self.terms = LineTerms(market, 15 * WAD // 1000, 8 * WAD // 1000, max_price=2**140, **changes)
        self.asset = Erc20()
        self.market = PairingLine("line", self.terms, self.asset, self.feed, self.clock, "treasury", deviation=0)
        for account in ("creator", "trader"):
            self.asset.mint(account, 10**30)
            self.asset.approve("line", MAX_UINT256, sender=account)

    def opened(self) -> "World":
        """After its opening."""
        self.market.open(1_000 * UNIT, sender="creator")
        return self

    def round(self, price: int = PRICE, at: int | None = None, after: int = 0) -> None:
        """A round observed `after` seconds from now, there at once."""
        self.clock.advance(after)
        now = self.clock.now
        self.feed.phases[-1].append(Round(price, now if at is None else at, now))

    def give(self, kind: Kind, amount: int, owner: str = "trader", **changes: Any) -> tuple[Queue, int]:
        """An entry of the trader's own, or of the creator's for LP."""
        terms: dict[str, Any] = {"min_out": 0, "good_until": FOREVER, "sender": owner} | changes
        return self.market.commit(kind, amount, owner=owner, **terms)

    def carry_out(self, price: int = PRICE, after: int = DELAY) -> Line:
        """The next mark and all that it carries out."""
        self.round(price, after=after)
        self.market.advance(10**6, sender="keeper")
        return self.market.line

    def holding(self, kind: Kind, amount: int = 10 * UNIT) -> int:
        """Shares that the trader then holds."""
        self.give(kind, amount)
        self.carry_out()
        return self.market.claim_shares_for("trader", kind.side, 1)


@pytest.fixture
def world() -> World:
    return World().opened()


def test_an_entry_is_priced_by_the_first_round_observed_a_minute_after_it(world: World) -> None:
    key = world.give(Kind.MINT_LEVERAGED, UNIT)
    world.carry_out(after=DELAY - 1)
    assert key not in world.market.line.outcomes
    world.clock.advance(60)
    world.round(at=world.clock.now - 59)  # transmitted late: the past
    world.market.advance(99, sender="keeper")
    outcome = world.market.line.outcomes[key]
    assert outcome.result is Result.DONE and world.market.line.mark.time == START + DELAY


def test_exits_of_lp_wait_an_hour_longer(world: World) -> None:
    key = world.give(Kind.EXIT_LIQUIDITY, UNIT, owner="creator")
    world.carry_out(after=NOTICE - 1)
    assert key not in world.market.line.outcomes
    world.carry_out(after=1)
    assert world.market.line.outcomes[key].result is Result.DONE


def test_good_until_bounds_the_mark_and_not_the_call(world: World) -> None:
    key = world.give(Kind.MINT_LEVERAGED, UNIT, good_until=START + DELAY)
    world.round(after=DELAY)
    world.clock.advance(10**6)
    world.market.advance(99, sender="keeper")
    assert world.market.line.outcomes[key].result is Result.DONE
    late = world.give(Kind.MINT_LEVERAGED, UNIT, good_until=world.clock.now + DELAY)
    world.carry_out(after=DELAY + 1)
    assert world.market.line.outcomes[late].result is Result.LATE


def test_an_entry_that_no_mark_could_price_is_refused(world: World) -> None:
    with reverts("entry: good before its mark"):
        world.give(Kind.MINT_LEVERAGED, UNIT, good_until=START + DELAY - 1)


@pytest.mark.parametrize(
    ("kind", "amount", "changes", "reason"),
    [
        (Kind.MINT_LEVERAGED, 0, {}, "entry: amount"),
        (Kind.MINT_LEVERAGED, 10**25, {}, "entry: amount"),
        (Kind.REDEEM_LEVERAGED, 2**128, {}, "entry: amount"),
        (Kind.DEPOSIT, UNIT, {"min_out": 2**128}, "entry: amount"),
        (Kind.DEPOSIT, UNIT, {"owner": ZERO_ADDRESS, "sender": "trader"}, "entry: zero owner"),
        (Kind.DEPOSIT, UNIT, {"good_until": FOREVER + 1}, "entry: good before its mark"),
        (Kind.EXIT_FUNDING, UNIT, {"min_out": 1}, "entry: an exit has no limit"),
        (Kind.EXIT_FUNDING, UNIT, {"good_until": START + 10**6}, "entry: an exit has no limit"),
        (Kind.REDEEM_FUNDING, UNIT, {}, "erc20: burn amount exceeds balance"),
    ],
)
def test_refused_entries(world: World, kind: Kind, amount: int, changes: dict[str, Any], reason: str) -> None:
    with reverts(reason):
        world.give(kind, amount, **changes)


def test_no_ft_where_there_is_none() -> None:
    world = World()
    world.market.terms = replace(world.terms, market=replace(world.terms.market, mints_funding=False))
    world.opened()
    with reverts("entry: no FT here"):
        world.give(Kind.MINT_FUNDING, UNIT)


def test_an_entry_brings_twice_its_gas_and_whoever_carries_it_out_gets_it(world: World) -> None:
    world.market.base_fee = 10**9
    least = 2 * world.terms.entry_gas * 10**9
    with reverts("entry: pay"):
        world.give(Kind.DEPOSIT, UNIT, pay=least - 1)
    world.give(Kind.DEPOSIT, UNIT, pay=least)
    world.give(Kind.MINT_LEVERAGED, 10**22 + 10**23, pay=3 * least)  # will be returned: paid all the same
    world.carry_out()
    assert world.market.native["keeper"] == 4 * least


def test_the_book_pays_for_marks_and_for_rebalances_that_are_due() -> None:
    world = World(mark_pay=3, rebalance_pay=50).opened()
    world.carry_out()
    assert world.market.claim_for("keeper") == 3
    world.carry_out(PRICE * 8 // 10)  # two bands: a step at the bound and one at the price
    assert world.market.claim_for("keeper") == 53
    world.give(Kind.EXIT_LIQUIDITY, UNIT, owner="creator")
    world.carry_out(PRICE * 8 // 10, after=NOTICE)  # exits pay for themselves
    assert world.market.claim_for("keeper") == 3


def test_exits_in_pieces_get_what_one_gets() -> None:
    paid = []
    for pieces in (1, 20):
        world = World().opened()
        held = world.holding(Kind.MINT_LEVERAGED)
        for _ in range(pieces):
            world.give(Kind.EXIT_LEVERAGED, held // pieces)
        world.carry_out()
        paid.append(world.market.claim_for("trader"))
    assert 0 <= paid[0] - paid[1] <= 60


def test_an_exit_pays_no_less_than_the_dearest_redeem_and_the_recipient_gets_it(world: World) -> None:
    held = world.holding(Kind.MINT_LEVERAGED)
    worth = world.market.line.position.value(Side.LEVERAGED, PRICE) * held // world.market.line.supply[0] // PRICE
    owed = world.market.line.fees_owed
    world.give(Kind.EXIT_LEVERAGED, held)
    line = world.carry_out()
    fee = line.fees_owed - owed
    assert abs(worth * 15 // 1000 - fee) <= fee // 10**5  # a minute of funding
    assert world.market.collect_fees() == (owed + fee, 0)
    assert world.asset.balance_of("treasury") == owed + fee


def test_lp_that_asked_for_its_exit_before_does_not_protect_ft() -> None:
    results = []
    for queued in (False, True):
        world = World(liquidity_leverage=10 * WAD).opened()
        lp = world.market.tokens[Side.LIQUIDITY, 1].raw_balance("creator")
        if queued:
            world.give(Kind.EXIT_LIQUIDITY, lp * 9 // 10, owner="creator")
        key = world.give(Kind.MINT_FUNDING, 80 * UNIT)
        results.append(world.carry_out().outcomes[key].result)
    assert results == [Result.DONE, Result.CAP]


def test_ft_leaves_lp_at_most_a_quarter_more_than_whole() -> None:
    results = []
    for most in (5 * WAD // 4, 10 * WAD):
        world = World(liquidity_leverage=most).opened()
        key = world.give(Kind.MINT_FUNDING, 300 * UNIT)
        results.append(world.carry_out().outcomes[key].result)
    assert results == [Result.CAP, Result.DONE]


def test_lp_worth_nothing_has_no_leverage(world: World) -> None:
    position = world.market.line.position
    assert leverage_without(position, PRICE, position.underlying) is None
    assert leverage_without(position, PRICE, 0) is not None


def test_an_owner_on_a_blocklist_holds_up_nobody(world: World) -> None:
    """The line moves no token: what an owner cannot take stays their credit."""
    world.give(Kind.MINT_LEVERAGED, UNIT)
    other = world.give(Kind.MINT_LEVERAGED, UNIT, owner="creator")
    line = world.carry_out()
    assert line.outcomes[other].result is Result.DONE
    assert line.credits["trader", (Side.LEVERAGED, 1)] != 0


def test_a_line_stops_between_any_two_steps(world: World) -> None:
    for _ in range(5):
        world.give(Kind.DEPOSIT, UNIT)
    world.round(PRICE * 7 // 10, after=DELAY)
    stages = []
    while world.market.advance(1, sender="keeper"):
        stages.append(world.market.line.stage)
    assert stages.count(Stage.STEPS) == 3 and stages.count(Stage.EXITS) == 1  # two at bounds, one merge
    assert len(world.market.line.outcomes) == 5 and stages[-1] is Stage.IDLE


def test_a_mark_takes_any_number_of_entries(world: World) -> None:
    for _ in range(200):
        world.give(Kind.DEPOSIT, UNIT // 100)
    assert len(world.carry_out().outcomes) == 200


def test_after_death_everything_is_a_claim(world: World) -> None:
    held = world.holding(Kind.MINT_LEVERAGED)
    key = world.give(Kind.REDEEM_LEVERAGED, held // 2)
    with reverts("line: not dead"):
        world.market.declare()
    world.clock.now = world.market.line.mark.time + DEATH - 1
    with reverts("line: not dead"):
        world.market.declare()
    world.clock.advance(1)
    world.market.declare()
    assert world.market.advance(99, sender="keeper") == 1
    assert world.market.line.outcomes[key] == _returned(Result.DEATH, held // 2)
    for refused in (world.market.declare, lambda: world.give(Kind.DEPOSIT, UNIT)):
        with reverts("line: ended"):
            refused()
    world.market.claim_shares_for("trader", Side.LEVERAGED, 1)
    before = world.asset.balance_of("trader")
    amount = world.market.claim_closed(Side.LEVERAGED, 1, "trader", sender="trader")
    assert world.asset.balance_of("trader") - before == amount > 9 * UNIT
    with reverts("claim: no closed shares"):
        world.market.claim_closed(Side.LEVERAGED, 1, "trader", sender="trader")


def _returned(result: Result, amount: int) -> Outcome:
    return Outcome(result, amount)


def test_a_newer_mark_clears_a_death_whoever_shows_it(world: World) -> None:
    world.clock.advance(DEATH)
    world.round()
    with reverts("line: behind"):
        world.market.declare()
    world.market.advance(99, sender="keeper")
    with reverts("line: not dead"):
        world.market.declare()


def test_a_death_counts_from_the_sequencer_s_restart(world: World) -> None:
    world.clock.advance(DEATH)
    world.feed.sequencer = Sequencer(3_600, False, START + 10)
    with reverts("oracle: sequencer down"):
        world.market.declare()
    world.feed.sequencer = Sequencer(3_600, True, START + 10)
    with reverts("line: not dead"):
        world.market.declare()
    world.clock.advance(10)
    world.market.declare()


def test_a_feed_that_cannot_be_read_stops_no_declaration(world: World) -> None:
    world.feed.outages = [(START, FOREVER)]
    world.clock.advance(DEATH)
    world.market.declare()


def test_no_entry_while_the_sequencer_catches_up(world: World) -> None:
    for sequencer, reason in (
        (Sequencer(3_600, False, START), "oracle: sequencer down"),
        (Sequencer(3_600, True, START - 3_600), "oracle: grace time"),
    ):
        world.feed.sequencer = sequencer
        with reverts(reason):
            world.give(Kind.DEPOSIT, UNIT)


def test_every_call_records_a_phase(world: World) -> None:
    calls = (
        lambda: world.give(Kind.DEPOSIT, UNIT),
        lambda: world.market.advance(0, sender="keeper"),
        lambda: world.market.declare(),
    )
    for number, call in enumerate(calls, 2):
        world.feed.phases.append([Round(PRICE, world.clock.now, world.clock.now)])
        world.feed.cuts.append(world.clock.now)
        if number == 4:
            world.market.advance(99, sender="keeper")
            world.market.line.mark = Mark(world.clock.now - DEATH, PRICE)
        call()
        assert world.market.tape.seen // PHASE_SIZE == number


def test_a_price_for_others_needs_the_line_at_its_latest(world: World) -> None:
    assert abs(world.market.nav(Side.LIQUIDITY) - WAD) <= 1
    world.give(Kind.DEPOSIT, UNIT)
    world.round(after=DELAY)
    world.clock.advance(BEHIND)
    assert world.market.nav(Side.LEVERAGED) > 0
    world.clock.advance(1)
    with reverts("line: behind"):
        world.market.nav(Side.LEVERAGED)
    world.market.advance(2, sender="keeper")
    with reverts("line: behind"):
        world.market.nav(Side.LEVERAGED)  # in the middle of a mark
    world.market.advance(99, sender="keeper")
    assert world.market.nav(Side.FUNDING) > 0


def test_the_fee_recipient(world: World) -> None:
    with reverts("fees: nothing owed"):
        world.market.collect_fees()
    with reverts("fees: not the recipient"):
        world.market.set_fee_recipient("trader", sender="trader")
    with reverts("fees: zero recipient"):
        world.market.set_fee_recipient(ZERO_ADDRESS, sender="treasury")
    world.market.set_fee_recipient("trader", sender="treasury")
    assert world.market.line.fee_recipient == "trader"


def test_the_cut_of_swap_fees_is_lp_shares() -> None:
    world = World(fees=Fees(cut=WAD // 10)).opened()
    world.holding(Kind.MINT_LEVERAGED)
    cut = world.market.line.cut
    assert world.market.collect_fees()[1] == cut > 0
    assert world.market.tokens[Side.LIQUIDITY, 1].raw_balance("treasury") == cut


def test_claims_of_nothing(world: World) -> None:
    with reverts("claim: nothing"):
        world.market.claim_for("trader")
    with reverts("claim: nothing"):
        world.market.claim_shares_for("trader", Side.LEVERAGED, 1)


def test_consolidation_is_for_shares_that_have_become_small() -> None:
    world = World(target=10).opened()
    world.holding(Kind.MINT_LEVERAGED, UNIT)
    with reverts("consolidate: not small enough"):
        world.market.consolidate(Side.LEVERAGED)
    line = world.market.line
    line.supply[Side.LEVERAGED] *= 10**7
    world.market.consolidate(Side.LEVERAGED)
    assert world.market.tokens[Side.LEVERAGED, 1].index == 10**6
    world.round(after=60)
    world.market.advance(1, sender="keeper")
    with reverts("line: behind"):
        world.market.consolidate(Side.LEVERAGED)


def test_open_once_at_a_price() -> None:
    world = World()
    with reverts("line: not open"):
        world.market.advance(1, sender="keeper")
    world.feed.phases[0] = [Round(0, START, START)]
    with reverts("open: no price"):
        world.market.open(1_000 * UNIT, sender="creator")
    world.feed.phases[0] = [Round(PRICE, START, START)]
    world.opened()
    with reverts("open: already"):
        world.opened()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"max_price": 2**160}, "terms: value over 2**224"),
        ({"exit_leveraged": WAD}, "terms: exit fee"),
        ({"liquidity_leverage": WAD - 1}, "terms: LP's leverage below one"),
    ],
)
def test_terms_under_which_a_step_could_fail(changes: dict[str, Any], reason: str) -> None:
    with reverts(reason):
        replace(World().terms, **changes).check()


def test_no_reward_on_the_line() -> None:
    terms = World().terms
    with reverts("terms: no reward on the line"):
        replace(terms, market=replace(terms.market, fees=Fees(reward=1))).check()
    with reverts("terms: dollar over 2**224"):
        replace(terms, market=replace(terms.market, dollar=10**33)).check()


def test_what_is_no_mark() -> None:
    good = Round(PRICE, 100, 110)
    assert is_mark(good, 99)
    for bad in (Round(0, 100, 110), Round(PRICE, 0, 110), Round(PRICE, 111, 110), Round()):
        assert not is_mark(bad, 99)
    assert not is_mark(good, 100)


def test_a_round_of_the_future_is_not_there_yet() -> None:
    tape, feed = Tape(PHASE_SIZE), PushFeed(Clock(100), [[Round(PRICE, 90, 101)]], [])
    tape.record(PHASE_SIZE + 1)
    assert tape.next(feed, 100) is None and tape.next(feed, 101) is not None


def test_a_phase_that_was_never_seen_is_skipped() -> None:
    tape, feed = Tape(PHASE_SIZE), PushFeed(Clock(100), [[], [Round(PRICE, 1, 1)], [Round(PRICE, 2, 2)]], [])
    tape.record(3 * PHASE_SIZE + 1)
    assert tape.next(feed, 100) == Round(PRICE, 2, 2)
    tape.record(2 * PHASE_SIZE + 9)  # a proxy that goes back
    assert tape.seen == 3 * PHASE_SIZE + 1


def test_a_line_refuses_marks_and_ends_in_the_middle_of_one(world: World) -> None:
    line = world.market.line
    line.begin(Mark(START + 60, PRICE))
    for refused in (lambda: line.begin(Mark(START + 70, PRICE)), line.end):
        with reverts("line: mark not finished"):
            refused()


def test_arithmetic_errors_go_through(world: World) -> None:
    line = world.market.line
    line.enter(Entry(Kind.REDEEM_LEVERAGED, "trader", 1, START + 1, generation=1))
    line.supply[Side.LEVERAGED] = 0
    with reverts("math: mul_div division by zero"):
        _play(line)


def _play(line: Line) -> None:
    line.begin(Mark(START + 60, PRICE))
    while line.has_step:
        line.step()
