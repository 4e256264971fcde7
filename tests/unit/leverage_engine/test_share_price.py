# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.unit.leverage_engine.cases import ETHER, USD, ending, position, positions
from tests.unit.leverage_engine.conftest import Both

SUPPLY = 1_000 * 10**18


def test_every_position(both: Both) -> None:
    for e, p in positions(seed=8):
        for supply in (0, 1, SUPPLY):
            both.share_price(e, p, supply)


def test_by_stage(both: Both) -> None:
    """The equity, in a sale at least 1; closed, the collateral; nobody can say at R >= 50, started or dead."""
    unknown = "share: no price"

    def price(stage: int, ratio: float) -> object:
        return both.share_price(ending(stage), position(ratio), SUPPLY)

    assert price(0, 3) == pytest.approx(100_000 * USD * 10**36 // SUPPLY, rel=1e-9)
    assert [price(0, 51), price(1, 3), price(3, 3)] == [unknown] * 3
    assert (price(2, 0.5), price(4, 3)) == (1, 100 * ETHER * position(3).price // SUPPLY)
