# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@pytest.mark.parametrize("amount", [3, 10**7 + 1])
@in_every_state
def test_is_what_deposit_gives(
    world: World, depositor: str, token: str, holder: str, state: State, amount: int
) -> None:
    """In every state that takes a deposit of the amount."""
    state(world, depositor, token)
    world.fund(holder, amount)
    shares = world.pool.previewDeposit(amount)
    if amount <= world.pool.maxDeposit(holder):
        assert world.pool.deposit(amount, holder, sender=holder) == shares
        assert world.pool.balanceOf(holder) == shares
    else:
        assert state.__name__ in ("capped", "nearly_capped", "lost", "impaired")


def test_rounds_down(lent: World) -> None:
    lent.wait(12_345)
    sheet = lent.pool.pool_state()
    assert lent.pool.previewDeposit(7) == 7 * (sheet.supply + 10**6) // (sheet.total_assets + 1)


def test_ignores_limits(lent: World) -> None:
    """As ERC-4626 has it."""
    assert lent.pool.previewDeposit(2**92) == lent.pool.convertToShares(2**92)
