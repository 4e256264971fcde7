# SPDX-License-Identifier: Apache-2.0
"""What a side holds."""

from tests.model.pairing.support import UNIT
from tests.support.pairing_positions import Engine, plain
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import FT, LP, LT, three


def test_liquidity_is_what_the_others_leave(engine: Engine) -> None:
    assert plain(engine.vault(three(), LT)) == (24 * UNIT, 0)
    assert plain(engine.vault(three(), FT)) == (0, 18 * UNIT)
    assert plain(engine.vault(three(), LP)) == (6 * UNIT, 12 * UNIT)
    with reverts("side: unknown"):
        engine.vault(three(), 3)
