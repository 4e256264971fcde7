# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import DAY, LP, LT, PERCENT, WAD, Fees, PoolWorld, plain_terms

UNIT = 10**18


@pytest.fixture
def earning(holder: str) -> PoolWorld:
    """A tenth of a percent of 1,000 ether and half of a swap fee are owed."""
    world = PoolWorld(plain_terms(fees=Fees(imbalance=0, cut=WAD // 2, rebalance=PERCENT // 10)))
    world.fund(holder)
    world.open()
    world.later(DAY, 2_000)
    world.rebalance()
    world.mint(LT, 90 * UNIT, holder)
    return world


def test_sends_what_is_owed_whoever_calls(earning: PoolWorld, attacker: str) -> None:
    amount, shares = earning.pool.fees_owed()
    assert amount == UNIT and shares > 0
    position = earning.pool.position()
    assert tuple(earning.pool.collect_fees(sender=attacker)) == (amount, shares)
    event = earning.event("CollectFees")
    assert (event.recipient, event.amount, event.shares) == (earning.recipient, amount, shares)
    assert earning.asset.balanceOf(earning.recipient) == amount
    assert earning.share(LP).balanceOf(earning.recipient) == shares
    assert tuple(earning.pool.fees_owed()) == (0, 0)
    assert earning.pool.position() == position
    earning.check()


def test_needs_no_price_and_no_living_market(earning: PoolWorld) -> None:
    earning.deprecate(earning.creator)
    owed = earning.pool.fees_owed()[0]
    assert tuple(earning.pool.collect_fees()) == (owed, 0)
    assert owed > UNIT


def test_refuses_when_nothing_is_owed(live: PoolWorld) -> None:
    with reverts("fees: nothing owed"):
        live.pool.collect_fees()


def test_refuses_before_the_opening(unopened: PoolWorld) -> None:
    with reverts("fees: nothing owed"):
        unopened.pool.collect_fees()
