# SPDX-License-Identifier: Apache-2.0
"""What a side's vault is worth."""

import pytest

from tests.model.pairing.support import UNIT, price_of
from tests.support.pairing_positions import Engine
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import DOLLAR, PAR, terms, three


@pytest.mark.parametrize(
    ("dollars", "values"),
    [(100, (800, 1_200, 1_000)), (110, (1_040, 1_200, 1_060)), (90, (560, 1_200, 940)), (60, (0, 1_080, 720))],
)
def test_values_sum_to_the_underlying(engine: Engine, dollars: int, values: tuple[int, ...]) -> None:
    price = price_of(dollars)
    found = [engine.value_of(three(), terms(), side, price) for side in range(3)]
    assert found == pytest.approx([worth * DOLLAR for worth in values], rel=1e-30)
    assert sum(found) == 30 * UNIT * price


def test_unknown_side(engine: Engine) -> None:
    with reverts("side: unknown"):
        engine.value_of(three(), terms(), 3, PAR)
