# SPDX-License-Identifier: Apache-2.0
"""Where U refuses a share, and where the market refuses an order for FT."""

import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import Fees
from tests.model.pairing.support import FT, LP, UNIT, World, parameters
from tests.model.pairing.test_market import refused


@pytest.fixture
def blocked() -> set[str]:
    """Accounts that U refuses; FT's share to begin with."""
    return {"pool/FUNDING/1"}


@pytest.fixture
def world(blocked: set[str], monkeypatch: pytest.MonkeyPatch) -> World:
    """Requests of FT and LP are due."""
    world = World()
    world.mint(FT, UNIT)
    world.enqueue(FT, WAD)
    world.enqueue(LP, WAD, "creator")
    world.quiet(100, minutes=120)
    check = world.asset.check_transfer

    def check_transfer(owner: str, receiver: str, amount: int) -> None:
        require(not blocked & {owner, receiver}, "asset: blocked")
        check(owner, receiver, amount)

    monkeypatch.setattr(world.asset, "check_transfer", check_transfer)
    return world


def test_a_share_that_u_refuses_holds_up_only_itself(world: World, blocked: set[str]) -> None:
    share = world.pool.tokens[FT]
    world.rebalance()
    assert world.claim(LP, 0, "creator") > 0
    assert world.pool.unsent == {share.address: share.counted}
    assert world.pool.counted() == world.asset.balance_of("pool")
    with refused("asset: blocked"):
        world.pool.forward(share.address)
    blocked.clear()
    with refused("erc20: transfer amount exceeds balance"):
        world.claim(FT, 0)
    assert world.pool.forward(share.address) == world.claim(FT, 0) > 0
    with refused("forward: nothing unsent"):
        world.pool.forward(share.address)
    assert world.pool.counted() == world.asset.balance_of("pool")


def test_a_deprecation_ends_all_sides(world: World, blocked: set[str]) -> None:
    world.clock.advance(2 * HOUR)
    world.pool.report_stale()
    world.clock.advance(3 * DAY)
    world.pool.deprecate()
    assert world.claim_closed(LP, "creator") > 0
    blocked.clear()
    world.pool.forward("pool/FUNDING/1")
    assert world.claim_closed(FT) > 0


def test_an_order_for_ft_at_the_cap_is_given_back_less_the_bounty() -> None:
    """Any other refusal leaves it."""
    fees = Fees(max_reward=10**15)
    world = World(parameters(target=10, commits=True, cap_funding=60 * WAD // 100, fees=fees), amount=300 * UNIT)
    orders = [world.commit_mint(FT, 10 * UNIT, world.clock.now + DAY) for _ in range(2)]
    epoch = world.enqueue(LP, world.pool.tokens[LP].balance_of("creator"), "creator")
    with refused("order: no update yet"):
        world.delayed_orders.execute(orders[0], sender="keeper")
    world.clock.advance(60)
    world.answer(100)
    before = world.asset.balance_of("holder")
    assert world.delayed_orders.execute(orders[0], sender="keeper") == 0
    assert world.asset.balance_of("holder") - before == 10 * UNIT - 10**15
    assert world.asset.balance_of("keeper") == 10**15
    with refused("order: unknown"):
        world.delayed_orders.execute(orders[0], sender="keeper")
    world.cancel(LP, epoch, "creator")
    assert world.delayed_orders.execute(orders[1], sender="keeper") > 0
