# SPDX-License-Identifier: Apache-2.0
"""What a mint may bring before the liquidity vault runs out."""

import pytest

from tests.model.pairing.support import UNIT, price_of
from tests.support.pairing_positions import Engine
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import DUST, FT, LP, LT, PAR, SEEN, shares, terms, three


def test_room_is_what_mint_takes(engine: Engine) -> None:
    assert engine.mint_room(three(), terms(), SEEN, FT) == pytest.approx(24 * UNIT, abs=DUST)
    room = engine.mint_room(three(), terms(), SEEN, LT)
    assert room == pytest.approx(3 * UNIT, abs=DUST)
    engine.mint(three(), terms(), SEEN, LT, room, shares())
    with reverts("mint: no inventory"):
        engine.mint(three(), terms(), SEEN, LT, room + 1, shares())


def test_refusals(engine: Engine) -> None:
    with reverts("mint: not LT or FT"):
        engine.mint_room(three(), terms(), SEEN, LP)
    with reverts("price: out of range"):
        engine.mint_room(three(), terms(), (price_of(89), PAR, 0), LT)
