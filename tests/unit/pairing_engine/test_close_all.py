# SPDX-License-Identifier: Apache-2.0
"""The end of a market: every vault's U at one price."""

import pytest

from tests.model.pairing.support import UNIT, price_of
from tests.support.pairing_positions import Engine, plain
from tests.unit.pairing_engine.accounting import (
    DUST,
    FT,
    LP,
    LT,
    NONE,
    PAR,
    WAD,
    shares,
    terms,
    three,
    with_share,
    without,
)


def test_every_share_keeps_its_part(engine: Engine) -> None:
    settlements, rest = engine.close_all(three(), terms(), PAR, shares(), 0)
    assert [s.left for s in settlements] == pytest.approx([8 * UNIT, 12 * UNIT, 10 * UNIT], abs=DUST)
    assert all(s.closing and s.epochs == 0 and s.cut == 0 for s in settlements)
    assert sum(s.left for s in settlements) == 30 * UNIT
    assert rest == 0


def test_waiting_epochs_and_fee_shares(engine: Engine) -> None:
    states = with_share(LP, supply=1_000 * WAD, epochs=(100 * WAD, 200 * WAD))
    closed = engine.close_all(three(), terms(), PAR, states, 350 * WAD)[0][LP]
    assert closed.paid == pytest.approx([UNIT, 2 * UNIT], abs=DUST)
    assert (closed.epochs, closed.closing) == (2, True)
    assert closed.cut == pytest.approx(35 * UNIT // 10, abs=DUST)
    assert closed.left == pytest.approx(35 * UNIT // 10, abs=DUST)


def test_u_of_ended_generations_belongs_to_nobody(engine: Engine) -> None:
    settlements, rest = engine.close_all(three(), terms(), PAR, without(LT), 0)
    assert plain(settlements[LT]) == ((0, 0), 0, False, 0, 0)
    assert rest == pytest.approx(8 * UNIT, abs=DUST)
    assert engine.close_all(three(), terms(), PAR, (NONE, NONE, NONE), 0)[1] == 30 * UNIT


def test_below_the_zero_point_funding_shares_all(engine: Engine) -> None:
    settlements, _ = engine.close_all(three(), terms(), price_of(60), shares(), 0)
    assert [settlements[side].left for side in (LT, FT)] == [0, 18 * UNIT]
