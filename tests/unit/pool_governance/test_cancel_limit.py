# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import BORROW_LIMIT, World


def test_a_write_off_cancels_a_pending_increase(winding: World, curator: str, token: str) -> None:
    winding.governance.submit(BORROW_LIMIT, token, 900 * winding.unit, sender=curator)
    winding.pool.write_off(sender=token)
    assert winding.governance.pending(BORROW_LIMIT, token) == (0, 0)
    assert winding.pool.limit_of(token) == 0


@pytest.mark.parametrize("who", ["attacker", "curator", "guardian"])
def test_only_the_pool(lent: World, token: str, who: str, request: pytest.FixtureRequest) -> None:
    with reverts("governance: not the pool"):
        lent.governance.cancel_limit(token, sender=request.getfixturevalue(who))
