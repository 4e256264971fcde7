# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@pytest.mark.parametrize("amount", [1, 10**6 + 1])
@in_every_state
def test_is_what_withdraw_burns(world: World, depositor: str, token: str, state: State, amount: int) -> None:
    """In every state that pays the amount."""
    state(world, depositor, token)
    shares = world.pool.previewWithdraw(amount)
    if amount <= world.pool.maxWithdraw(depositor):
        before = world.pool.balanceOf(depositor)
        assert world.pool.withdraw(amount, depositor, depositor, sender=depositor) == shares
        assert before - world.pool.balanceOf(depositor) == shares
    else:
        assert state.__name__ in ("fresh", "dry", "lost")


def test_rounds_up(lent: World) -> None:
    lent.wait(12_345)
    sheet = lent.pool.pool_state()
    assert lent.pool.previewWithdraw(7) == -(-7 * (sheet.supply + 10**6) // (sheet.total_assets + 1))
