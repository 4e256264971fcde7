# SPDX-License-Identifier: Apache-2.0
"""Funding and the management fee."""

from dataclasses import replace

import pytest

from steelyard.model.clock import YEAR
from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.model.pairing.support import NO_FEES, PERCENT, UNIT, price_of
from tests.support.pairing_positions import Engine, plain
from tests.unit.pairing_engine.accounting import terms, three

DAY = 86_400


def test_index_grows_by_the_rate(engine: Engine) -> None:
    # UR = 0.5 + 0.5 * (0.8 - 0.6) = 60%: 2% + 10% * 0.6 a year
    position, fee, unbilled = engine.accrued(three(), terms(), 30 * DAY, 5)
    assert position.index == ONE + 8 * PERCENT * 30 * DAY
    assert plain(replace(three(), index=position.index)) == plain(position)
    assert (fee, unbilled) == (0, 30 * DAY + 5)


def test_index_stops_where_l_is_worth_little_at_the_bound(engine: Engine) -> None:
    position, _, _ = engine.accrued(three(), terms(), 100 * YEAR, 0)
    # 3 * (0.9) - 2 * f = 0.05
    assert position.index == ONE * 1_325 // 1_000
    beyond = replace(three(), index=ONE * 2)
    assert engine.accrued(beyond, terms(), YEAR, 0)[0].index == ONE * 2


def test_management_fee_comes_out_of_all_vaults(engine: Engine) -> None:
    paying = terms(fees=replace(NO_FEES, management=2 * PERCENT))
    position, fee, unbilled = engine.accrued(three(), paying, YEAR // 2, YEAR // 2)
    assert (fee, unbilled) == (6 * UNIT // 10, 0)
    assert position.underlying == 294 * UNIT // 10
    assert plain(position.leveraged) == (24 * UNIT * 98 // 100, 0)
    assert plain(position.funding) == (0, 18 * UNIT * 98 // 100)


def test_less_than_a_unit_waits(engine: Engine) -> None:
    paying = terms(fees=replace(NO_FEES, management=2 * PERCENT))
    small = Position(3, 50, price_of(1), ONE, Vault(20, 0), Vault(0, 20))
    _, fee, unbilled = engine.accrued(small, paying, YEAR - 2, 1)
    assert (fee, unbilled) == (0, YEAR - 1)
    _, fee, unbilled = engine.accrued(small, paying, 1, YEAR - 1)
    assert (fee, unbilled) == (1, 0)


@pytest.mark.parametrize("parts", [1, 7, 100])
def test_how_often_does_not_matter(engine: Engine, parts: int) -> None:
    once = engine.accrued(three(), terms(), 700 * DAY // 100, 0)[0].index
    step = (once - ONE) // parts
    assert engine.accrued(three(), terms(), 7 * DAY // parts, 0)[0].index == ONE + step
