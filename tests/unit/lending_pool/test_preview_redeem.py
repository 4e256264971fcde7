# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@pytest.mark.parametrize("shares", [3 * 10**6, 10**12 + 1])
@in_every_state
def test_is_what_redeem_pays(world: World, depositor: str, token: str, state: State, shares: int) -> None:
    """In every state that redeems so many shares."""
    state(world, depositor, token)
    assets = world.pool.previewRedeem(shares)
    if assets != 0 and shares <= world.pool.maxRedeem(depositor):
        assert world.pool.redeem(shares, depositor, depositor, sender=depositor) == assets
        assert world.asset.balanceOf(depositor) == assets
    else:
        assert state.__name__ in ("fresh", "dry", "lost")


def test_rounds_down(lent: World) -> None:
    lent.wait(12_345)
    sheet = lent.pool.pool_state()
    assert lent.pool.previewRedeem(10**6 + 7) == (10**6 + 7) * (sheet.total_assets + 1) // (sheet.supply + 10**6)
