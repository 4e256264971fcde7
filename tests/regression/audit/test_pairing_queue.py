# SPDX-License-Identifier: Apache-2.0
"""Requests in the exit queue bind those who give them, whoever else joins and whenever they are paid."""

from collections.abc import Iterator

import pytest

from steelyard.model.clock import HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.valuation import Side
from studies.stale_trader import queues
from studies.stale_trader.environment import HOLDER, TRADER
from studies.stale_trader.library import bundled
from studies.stale_trader.markets import Pricing, majors
from studies.stale_trader.queues import Way, play_queues
from studies.stale_trader.search import opened
from tests.regression.audit.known import attempt, known_issue
from tests.support.engine import now, wait
from tests.support.pairing import FT, LP, LT, live_terms
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import DAY

COIN = 10**18
TEN_MINUTES = 600


@known_issue(71)
def test_a_unit_unbinds_no_request(attacker: str, holder: str, keeper: str) -> None:
    """A request whose notice is nearly over cannot be cancelled; one raw unit of a second account changes nothing."""
    world = FeedPoolWorld(live_terms(3, fees=Fees(), commits=False), 2_000)
    world.fund(attacker, holder)
    world.open()
    world.mint(LT, 10 * COIN, attacker)
    world.mint(FT, COIN // 10, holder)
    leveraged, funding = world.share(LT), world.share(FT)
    leveraged.transfer(keeper, 10, sender=attacker)
    world.quiet(2_000)
    funding.enqueue(10**12, sender=holder)  # makes a rebalance due in an hour
    due = now() + HOUR
    while now() < due - leveraged.notice():
        wait(TEN_MINUTES)
        world.answer(2_000)
    epoch = leveraged.enqueue(leveraged.balanceOf(attacker), sender=attacker)
    while now() + TEN_MINUTES < due:
        wait(TEN_MINUTES)
        world.answer(2_000)
    wait(due - 1 - now())
    assert attempt(leveraged.cancel, epoch, sender=attacker) is None, "it does not bind even by itself"
    leveraged.enqueue(1, sender=keeper)
    attempt(leveraged.cancel, epoch, sender=attacker)
    assert leveraged.balanceOf(attacker) == 0, "one raw unit of another account gave the request back"


@known_issue(71)
def test_a_unit_unbinds_no_request_on_the_model() -> None:
    """The same on a day of real prices, as the stale trader would do it."""
    market = next(market for market in majors() if market.pricing is Pricing.COMMIT and market.name == "3x")
    environment = opened(market, bundled(), 0, 200)
    assert environment is not None
    while not environment.pool.tokens[Side.LEVERAGED].balance_of(HOLDER):
        environment.keep()
        environment.advance()
    token = environment.pool.tokens[Side.LEVERAGED]
    token.transfer(TRADER, token.balance_of(HOLDER) // 2, sender=HOLDER)
    epoch = token.enqueue(token.balance_of(TRADER), sender=TRADER)
    environment.clock.advance(token.queue.notice - 1)
    with pytest.raises(Reverted):
        token.cancel(epoch, sender=TRADER)
    token.enqueue(1, sender=HOLDER)
    try:
        token.cancel(epoch, sender=TRADER)
    except Reverted:
        return
    raise AssertionError("one raw unit of another account gave the request back")


@known_issue(71)
def test_the_stale_traders_replay_plays_recalls(monkeypatch: pytest.MonkeyPatch) -> None:
    """The study says that recalls gain nothing: then it must have played some. It plays none, because it gives its
    requests earlier than they bind."""

    def nothing(*_: object) -> Iterator[tuple[Side, float, float | None, float]]:
        return iter(())

    market = next(market for market in majors() if market.pricing is Pricing.COMMIT and market.name == "3x")
    monkeypatch.setattr(queues, "_wait", nothing)
    monkeypatch.setattr(queues, "_stay", lambda environment: {})
    exits = play_queues(market, bundled()).exits
    assert sum(one.chosen for one in exits if one.way is Way.RECALL) > 0, "no recall was ever played"


@known_issue(72)
def test_liquiditys_notice_is_a_notice(holder: str, depositor: str, keeper: str) -> None:
    """All liquidity has stood in the queue for days, earning. When the price falls it leaves in one transaction, in the
    second in which it wants to: it should bear the fall that comes in the time of its notice."""
    world = FeedPoolWorld(live_terms(3, commits=False, period=7 * DAY, fees=Fees()), 2_000)
    world.fund(holder, depositor)
    world.open(1_000)
    for side, who in ((LT, holder), (FT, depositor)):
        step = 50 * COIN
        while step >= COIN // 10:
            if attempt(world.mint, side, step, who) is None:
                step //= 2
    world.quiet(2_000, 60)
    liquidity = world.share(LP)
    liquidity.enqueue(liquidity.balanceOf(world.creator), sender=world.creator)
    for _ in range(3):
        world.quiet(2_000, 24 * 60)
    wait(TEN_MINUTES)
    world.answer(1_960)
    wait(60)
    world.answer(1_955)
    attempt(world.rebalance)
    paid = attempt(liquidity.claim, 0, world.creator, sender=world.creator)
    assert not paid, f"{paid / COIN:,.0f} U of liquidity left without a second of notice"
