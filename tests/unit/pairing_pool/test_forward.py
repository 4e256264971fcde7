# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.blocking import Blocked, blocked_world
from tests.unit.pairing_pool.world import FT, LT, SIDES, PoolWorld


@pytest.fixture
def blocked(holder: str) -> Blocked:
    """After the rebalance that owes FT its U."""
    blocked = blocked_world(holder)
    blocked.world.rebalance()
    return blocked


def test_anyone_sends_a_share_what_it_is_owed(blocked: Blocked, attacker: str) -> None:
    world, share = blocked.world, blocked.world.share(FT)
    amount = world.pool.unsent(share.address)
    blocked.set_blocked(False)
    assert world.pool.forward(share.address, sender=attacker) == amount
    event = world.event("Forward")
    assert (event.share, event.amount) == (share.address, amount)
    assert world.asset.balanceOf(attacker) == world.pool.unsent(share.address) == 0
    world.check()
    assert blocked.claim(FT) == amount


def test_while_u_refuses_it_stays_owed(blocked: Blocked) -> None:
    world, share = blocked.world, blocked.world.share(FT)
    amount = world.pool.unsent(share.address)
    with reverts("asset: blocked"):
        world.pool.forward(share.address)
    assert world.pool.unsent(share.address) == amount == share.counted()


def test_until_then_claims_wait(blocked: Blocked) -> None:
    blocked.set_blocked(False)
    with reverts("erc20: transfer amount exceeds balance"):
        blocked.claim(FT)


def test_needs_no_price_and_no_living_market(blocked: Blocked) -> None:
    """A generation that ended by it is served too."""
    world, share = blocked.world, blocked.world.share(FT)
    world.deprecate(world.creator)
    blocked.set_blocked(False)
    assert world.pool.forward(share.address) == share.counted()
    assert blocked.claim(FT) > 0
    assert share.claim_closed(blocked.holder, sender=blocked.holder) > 0
    world.check()


def test_refuses_what_is_owed_nothing(held: PoolWorld, attacker: str) -> None:
    for account in (attacker, held.address, *(held.share(side).address for side in SIDES)):
        with reverts("forward: nothing unsent"):
            held.pool.forward(account, sender=attacker)


def test_refuses_a_second_time(blocked: Blocked) -> None:
    world, share = blocked.world, blocked.world.share(FT)
    blocked.set_blocked(False)
    world.pool.forward(share.address)
    for side in (LT, FT):
        with reverts("forward: nothing unsent"):
            world.pool.forward(world.share(side).address)
