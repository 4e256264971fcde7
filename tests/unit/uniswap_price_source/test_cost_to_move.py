# SPDX-License-Identifier: Apache-2.0
"""The claimed cost against a real push in the real pool that arbitrageurs take back."""

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import wait
from tests.support.price_sources import WAD, PoolWorld
from tests.support.reverts import reverts

PARTS = (WAD // 1_000, WAD // 100, WAD // 10, WAD)


@pytest.fixture
def quiet(world: PoolWorld) -> PoolWorld:
    """The same pool after an hour at 2,100."""
    wait(3_600)
    return world


@pytest.mark.parametrize("part", [0, 1, *PARTS])
def test_it_is_the_twins(world: PoolWorld, part: int) -> None:
    assert world.source.cost_to_move(part, 900) == world.twin().cost_to_move(part, 900)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("direction", [1, -1])
def test_no_push_costs_less(quiet: PoolWorld, part: int, direction: int) -> None:
    """Both tokens of the pusher valued at the price before; their loss is what the arbitrageur gains, and the fees."""
    dollars = 2_100 * (1 + direction * part / WAD) if part < WAD or direction > 0 else 1
    before = quiet.worth(2_100)
    quiet.move(dollars)
    loss = before - quiet.worth(2_100)
    claimed = quiet.source.cost_to_move(part, 900)
    assert claimed <= loss
    if direction > 0 and part >= WAD // 10:
        assert loss < claimed * 1.06  # the rest is the fee of 0.05% on a push of 5% of the depth and more


def test_it_grows_with_the_square_of_a_small_part(quiet: PoolWorld) -> None:
    one, two = (quiet.source.cost_to_move(part, 900) for part in (WAD // 1_000, WAD // 500))
    assert two == pytest.approx(4 * one, rel=2e-3)


def test_more_than_the_whole_price_is_refused(world: PoolWorld) -> None:
    with reverts("part: above 1"):
        world.source.cost_to_move(WAD + 1, 900)
    with pytest.raises(Reverted, match="part: above 1"):
        world.twin().cost_to_move(WAD + 1, 900)


@pytest.mark.parametrize(
    ("window", "reason"),
    [(899, "twap: window too short"), (86_401, "twap: window too long"), (3_601, "twap: history too short")],
)
def test_it_is_refused_as_a_mean(world: PoolWorld, window: int, reason: str) -> None:
    with reverts(reason):
        world.source.cost_to_move(WAD // 10, window)
    with pytest.raises(Reverted, match=reason):
        world.twin().cost_to_move(WAD // 10, window)
