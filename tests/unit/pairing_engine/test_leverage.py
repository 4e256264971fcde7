# SPDX-License-Identifier: Apache-2.0
"""What a vault's value moves by, relative to the price."""

import pytest

from tests.model.pairing.support import price_of
from tests.support.pairing_positions import Engine
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import FT, LP, LT, PAR, WAD, terms, three


def test_leverage_of_each_side(engine: Engine) -> None:
    assert engine.leverage(three(), terms(), LT, PAR) == pytest.approx(3 * WAD, abs=1)
    assert engine.leverage(three(), terms(), FT, PAR) == 0
    assert engine.leverage(three(), terms(), LP, PAR) == pytest.approx(0.6 * WAD, abs=1)
    assert engine.leverage(three(), terms(), LT, price_of(90)) / WAD == pytest.approx(27 / 7)
    assert engine.leverage(three(), terms(), LT, price_of(110)) / WAD == pytest.approx(33 / 13)


def test_none_where_there_is_no_value(engine: Engine) -> None:
    assert engine.leverage(three(), terms(), LT, price_of(60)) == 0
    assert engine.leverage(three(), terms(), LP, price_of(60)) == 0
    with reverts("side: unknown"):
        engine.leverage(three(), terms(), 3, PAR)
