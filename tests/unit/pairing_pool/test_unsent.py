# SPDX-License-Identifier: Apache-2.0
"""What a share is owed, because U refused to be sent to it when it was settled."""

import boa
import pytest

from tests.support.contracts import deploy
from tests.support.reverts import reason_of, reverts
from tests.unit.pairing_pool.blocking import Blocked, blocked_world
from tests.unit.pairing_pool.world import DAY, FT, LP, LT, WAD, PoolWorld

UNIT = 10**18


@pytest.fixture
def blocked(holder: str, depositor: str) -> Blocked:
    return blocked_world(holder, depositor)


def owed(world: PoolWorld) -> list[int]:
    """By side."""
    return [int(world.pool.unsent(world.share(side).address)) for side in (LT, FT, LP)]


def test_a_share_that_takes_its_u_is_owed_nothing(held: PoolWorld, holder: str) -> None:
    held.enqueue(FT, WAD, holder)
    held.later(DAY, 2_000)
    held.rebalance()
    assert not held.events("Unsent")
    assert owed(held) == [0, 0, 0]
    held.check()


def test_a_blocked_share_holds_up_only_itself(blocked: Blocked) -> None:
    """Its epoch is paid at this rebalance's price like the others; its U waits in the market."""
    world, share = blocked.world, blocked.world.share(FT)
    before = world.pool.accrued_position().underlying
    world.rebalance()
    event, paid = world.event("Unsent"), share.epoch(blocked.epochs[FT])[4]
    assert (event.share, event.amount) == (share.address, paid)
    assert owed(world) == [0, paid, 0]
    assert share.counted() == paid > 0
    assert world.asset.balanceOf(share.address) == 0
    position = world.pool.position()
    assert before - position.underlying == paid + world.share(LP).counted() + world.pool.fees_owed()[0]
    assert world.asset.balanceOf(world.address) == position.underlying + world.pool.fees_owed()[0] + paid
    assert blocked.claim(LP) > 0
    with reverts("asset: blocked"):
        blocked.claim(FT)


def test_what_is_unsent_is_nobody_elses(blocked: Blocked, depositor: str) -> None:
    """A U of which units vanish cannot make a deposit live on it."""
    world = blocked.world
    world.rebalance()
    world.mint(LP, UNIT, depositor)
    world.asset.burn_of(world.address, 1)
    with reverts("token: asset short"):
        world.mint(LP, UNIT, depositor)


def test_adds_up_over_rebalances(blocked: Blocked) -> None:
    world, share = blocked.world, blocked.world.share(FT)
    world.rebalance()
    first = owed(world)[FT]
    second = world.enqueue(FT, 500 * WAD, blocked.holder)
    world.later(DAY, 2_000)
    world.rebalance()
    assert owed(world) == [0, first + share.epoch(second)[4], 0]
    assert share.counted() == owed(world)[FT]


def test_a_deprecation_ends_all_sides(blocked: Blocked) -> None:
    world = blocked.world
    world.deprecate(world.creator)
    assert owed(world) == [0, world.share(FT).counted(), 0]
    assert world.share(LT).claim_closed(blocked.holder, sender=blocked.holder) > 0
    with reverts("asset: blocked"):
        world.share(FT).claim_closed(blocked.holder, sender=blocked.holder)


def test_a_u_that_answers_false_is_not_sent(holder: str) -> None:
    world = PoolWorld(asset=deploy("SilentAsset", 18))
    world.fund(holder)
    world.open()
    world.mint(FT, UNIT, holder)
    world.enqueue(FT, WAD, holder)
    world.later(DAY, 2_000)
    world.asset.set_refusing(True)
    world.rebalance()
    assert owed(world)[FT] == world.share(FT).counted() > 0


def test_a_u_that_answers_nothing_is_sent(holder: str) -> None:
    world = PoolWorld(asset=deploy("SilentAsset", 18))
    world.fund(holder)
    world.open()
    world.mint(FT, UNIT, holder)
    world.enqueue(FT, WAD, holder)
    world.later(DAY, 2_000)
    world.rebalance()
    assert owed(world)[FT] == 0 < world.share(FT).counted()


def test_no_caller_makes_a_good_transfer_fail_by_bringing_little_gas(held: PoolWorld, holder: str) -> None:
    """With whatever gas: it is refused, or all is sent."""
    held.enqueue(FT, WAD, holder)
    held.later(DAY, 2_000)
    answers = set()
    for gas in range(200_000, 1_200_000, 20_000):
        with boa.env.anchor():
            try:
                held.pool.rebalance(gas=gas)
            except boa.BoaError as refusal:
                answers.add(reason_of(refusal))
                continue
            answers.add("sent")
            assert owed(held) == [0, 0, 0]
    assert answers >= {"sent", "settle: send more gas"}
