# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@pytest.mark.parametrize("shares", [10**6 + 1, 10**13 + 1])
@in_every_state
def test_is_what_mint_takes(world: World, depositor: str, token: str, holder: str, state: State, shares: int) -> None:
    """In every state that mints so many shares."""
    state(world, depositor, token)
    assets = world.pool.previewMint(shares)
    if shares <= world.pool.maxMint(holder):
        world.fund(holder, assets)
        assert world.pool.mint(shares, holder, sender=holder) == assets
        assert world.asset.balanceOf(holder) == 0
    else:
        assert state.__name__ in ("capped", "nearly_capped", "lost", "impaired")


def test_rounds_up(lent: World) -> None:
    lent.wait(12_345)
    sheet = lent.pool.pool_state()
    assert lent.pool.previewMint(10**6 + 7) == -(-(10**6 + 7) * (sheet.total_assets + 1) // (sheet.supply + 10**6))
