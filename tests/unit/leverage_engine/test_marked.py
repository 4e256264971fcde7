# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import pytest

from tests.unit.leverage_engine.cases import ETHER, PRICE, USD, ending
from tests.unit.leverage_engine.conftest import Both


@pytest.mark.parametrize("debt", [0, 1, 299_999 * USD, 300_000 * USD, 400_000 * USD])
@pytest.mark.parametrize("refused", [0, 1, PRICE, 2 * PRICE])
def test_at_most_the_offer_last_refused(both: Both, debt: int, refused: int) -> None:
    marked = both.marked(replace(ending(3), refused=refused), 100 * ETHER, debt)
    assert marked == min(debt, 100 * ETHER * refused // 10**36)


@pytest.mark.parametrize("stage", [0, 1, 4])
def test_nothing_outside_a_sale(both: Both, stage: int) -> None:
    assert both.marked(ending(stage), ETHER, USD) == "impair: not winding down"
