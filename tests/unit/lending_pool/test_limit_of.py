# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.world import World


def test_what_the_curator_gave(lent: World, token: str, holder: str) -> None:
    assert lent.pool.limit_of(token) == lent.pool.loan_state(token).limit == 800 * lent.unit
    assert lent.pool.limit_of(holder) == 0
