# SPDX-License-Identifier: Apache-2.0
"""Who waits, until when, and what may be claimed of the present share."""

from typing import Any

from tests.support.engine import now
from tests.support.pairing import LP, LT
from tests.unit.pairing_pool.world import HOUR, WAD, PoolWorld


def test_nobody_waits(lens: Any, world: PoolWorld, holder: str) -> None:
    queue = lens.queue(world.address, LT, holder)
    assert (queue.share, queue.notice) == (world.share(LT).address, world.terms.window + 900)
    assert (queue.waiting, queue.claims, queue.is_closed, queue.closed_amount) == ([], [], False, 0)


def test_two_epochs(lens: Any, world: PoolWorld, holder: str) -> None:
    """The second begins once the first has waited for its notice."""
    share, start = world.share(LT), now()
    world.enqueue(LT, 2 * WAD, holder)
    world.wait(600)
    world.enqueue(LT, 3 * WAD, holder)
    share.transfer(world.creator, 10 * WAD, sender=holder)
    world.wait(1_200)
    assert world.enqueue(LT, 5 * WAD, world.creator) == 1
    queue = lens.queue(world.address, LT, holder)
    first, second = queue.waiting
    assert (first.epoch, first.shares, first.request) == (0, 5 * WAD, 5 * WAD)
    assert (first.ripe_at, first.due_at, first.is_ripe) == (start + 600 + 1_800, start + HOUR, False)
    assert (second.epoch, second.shares, second.request) == (1, 5 * WAD, 0)
    assert (second.ripe_at, second.due_at) == (start + 1_800 + 1_800, start + 1_800 + HOUR)

    world.wait(first.ripe_at - now() - 1)
    assert not lens.queue(world.address, LT, holder).waiting[0].is_ripe
    world.wait(1)
    ripe = [waiting.is_ripe for waiting in lens.queue(world.address, LT, holder).waiting]
    assert ripe == [True, False]


def test_when_a_rebalance_is_due(lens: Any, world: PoolWorld) -> None:
    """LP waits an hour at least, so that it is due as soon as it is ripe."""
    world.enqueue(LP, WAD, world.creator)
    (waiting,) = lens.queue(world.address, LP, world.creator).waiting
    assert waiting.due_at == waiting.ripe_at == now() + HOUR
    world.later(HOUR - 1, 2_000)
    assert not lens.status(world.address).is_due
    world.later(1, 2_000)
    assert lens.status(world.address).is_due


def test_what_was_paid_is_what_a_claim_gets(lens: Any, world: PoolWorld, holder: str) -> None:
    for shares in (2 * WAD, 3 * WAD):
        world.enqueue(LT, shares, holder)
        world.later(HOUR, 2_000)
        world.rebalance()
    queue = lens.queue(world.address, LT, holder)
    assert queue.waiting == []
    assert [(claim.epoch, claim.shares) for claim in queue.claims] == [(0, 2 * WAD), (1, 3 * WAD)]
    for claim in queue.claims:
        assert world.share(LT).claim(claim.epoch, holder, sender=holder) == claim.amount > 0
    assert lens.queue(world.address, LT, holder).claims == []


def test_a_cancelled_epoch_is_passed_over(lens: Any, world: PoolWorld, holder: str) -> None:
    epoch = world.enqueue(LT, 2 * WAD, holder)
    world.wait(600)
    world.share(LT).transfer(world.creator, WAD, sender=holder)
    world.share(LT).cancel(epoch, sender=holder)
    assert lens.queue(world.address, LT, holder).waiting == []
    world.enqueue(LT, WAD, world.creator)
    (waiting,) = lens.queue(world.address, LT, holder).waiting
    assert (waiting.shares, waiting.request) == (WAD, 0)


def test_an_ended_generation(lens: Any, world: PoolWorld, holder: str, keeper: str) -> None:
    world.enqueue(LT, 2 * WAD, holder)
    world.wait(2 * HOUR)
    world.deprecate(keeper)
    queue = lens.queue(world.address, LT, holder)
    assert queue.is_closed and queue.waiting == []
    (claim,) = queue.claims
    assert world.share(LT).claim(0, holder, sender=holder) == claim.amount > 0
    assert world.share(LT).claim_closed(holder, sender=holder) == queue.closed_amount > 0
    assert lens.queue(world.address, LT, holder).closed_amount == 0


def test_the_last_32_epochs_before(lens: Any, world: PoolWorld, holder: str) -> None:
    for _ in range(34):
        world.enqueue(LT, WAD, holder)
        world.later(HOUR, 2_000)
        world.rebalance()
    found = lens.queue(world.address, LT, holder).claims
    assert [claim.epoch for claim in found] == list(range(2, 34))
