# SPDX-License-Identifier: Apache-2.0
"""Lenders who wait, and what others could do to them meanwhile: what the audit's programs showed is refused."""

import pytest

from tests.regression.audit.known import attempt
from tests.support.contracts import deploy
from tests.unit.lending_pool.world import YEAR, Terms, World
from tests.unit.leveraged_token.world import SHARE, TokenTerms, TokenWorld

COIN = 10**18
USD = 10**6


def test_an_unclaimed_payment_freezes_no_queue(
    curator: str, guardian: str, attacker: str, depositor: str, keeper: str
) -> None:
    """1.25 million units of an 18-decimals asset are served to one who does not claim them: others are served all the
    same."""
    world = World(curator, guardian, Terms(), 18, deploy("KinkedRateModel", 0, 9 * 10**17, 0, 0))
    pool = world.pool
    world.give_limit(keeper, 10**8 * COIN)
    world.deposit(depositor, 18_000_000 * COIN)
    world.deposit(attacker, 1_250_000 * COIN)
    pool.borrow(pool.pool_state().free_cash, keeper, False, sender=keeper)
    pool.enqueue(pool.balanceOf(attacker), sender=attacker)
    pool.enqueue(pool.balanceOf(depositor) // 2, sender=depositor)
    world.repay(keeper, 15_000_000 * COIN)
    pool.process_queue(100)
    world.wait(YEAR)
    attempt(pool.process_queue, 100)
    assert pool.claims(depositor) > 8_000_000 * COIN, "the ticket behind it is not served"


def test_the_reserve_takes_its_share_at_any_size(curator: str, guardian: str, depositor: str, keeper: str) -> None:
    """A pool of a billion units, 30% of the interest: what the word can hold is no bound on the reserve."""
    model = deploy("KinkedRateModel", 10**17, 9 * 10**17, 10**17, 10**17)
    world = World(curator, guardian, Terms(reserve_factor=3 * 10**17), 18, model)
    pool, lent = world.pool, 9 * 10**8 * COIN
    world.give_limit(keeper, 10**9 * COIN)
    world.deposit(depositor, 10**9 * COIN)
    pool.borrow(lent, keeper, False, sender=keeper)
    world.wait(YEAR)
    sheet = pool.pool_state()
    assert sheet.reserve >= (sheet.debt - lent) * 29 // 100, "the reserve stopped growing"


@pytest.mark.parametrize("low", [1_980, 1_800, 1_400])
def test_nobody_serves_a_ticket_at_a_passing_mark(
    curator: str, guardian: str, holder: str, filler: str, attacker: str, low: int
) -> None:
    """Two lenders with equal shares, one of them queued, in a sale that recovers 99%. The other fills one half of it,
    has the ticket served at the lowest mark ever seen, and fills the rest: each gets half all the same."""
    world = TokenWorld(curator, guardian, TokenTerms(lent=200_000))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler, attacker)
    half = world.pool.balanceOf(curator) // 2
    world.pool.transfer(attacker, half, sender=curator)
    world.pool.enqueue(half, sender=curator)
    world.wind_down(1_980, filler)
    world.set_dollars(low)
    world.token.impair(sender=attacker)
    world.set_dollars(1_980)
    carried = world.pool.pool_state().carried
    attempt(world.deleverage, attacker, int(carried / 2 / (1_980 * USD) * COIN))
    attempt(world.pool.process_queue, 1)
    attempt(world.deleverage, attacker)
    attempt(world.token.write_off, sender=attacker)
    attempt(world.pool.process_queue, 1)
    queued = world.pool.claims(curator) + world.pool.convertToAssets(world.pool.tickets(0).shares)
    other = world.pool.convertToAssets(world.pool.balanceOf(attacker))
    assert queued >= other * 99 // 100, f"who queued gets ${queued / USD:,.0f}, who served it ${other / USD:,.0f}"
