# SPDX-License-Identifier: Apache-2.0
"""How many shares can be redeemed at once."""

import pytest

from tests.model.pairing.support import price_of
from tests.support.pairing_positions import Engine
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import DUST, FT, LP, LT, PAR, SEEN, WAD, shares, terms, three


def test_room_is_what_a_partial_redeem_burns(engine: Engine) -> None:
    supply = shares()[FT].supply
    room = engine.redeem_room(three(), terms(), SEEN, FT, supply, shares())
    assert room == pytest.approx(600 * WAD, abs=DUST)
    assert room == engine.redeem(three(), terms(), SEEN, FT, supply, True, shares()).shares
    assert engine.redeem_room(three(), terms(), SEEN, LT, 7, shares()) == 7


def test_whole_shares_as_shown(engine: Engine) -> None:
    room = engine.redeem_room(three(), terms(), SEEN, FT, shares()[FT].supply, shares(index=10**6))
    assert room % 10**6 == 0


def test_refusals(engine: Engine) -> None:
    with reverts("redeem: not LT or FT"):
        engine.redeem_room(three(), terms(), SEEN, LP, WAD, shares())
    with reverts("price: out of range"):
        engine.redeem_room(three(), terms(), (price_of(89), PAR, 0), LT, WAD, shares())
