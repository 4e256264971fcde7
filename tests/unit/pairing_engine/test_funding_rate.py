# SPDX-License-Identifier: Apache-2.0
"""What F earns per year, along the curve of each target."""

from dataclasses import replace

import pytest

from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.model.pairing.support import PERCENT
from tests.support.pairing_positions import Engine
from tests.unit.pairing_engine.accounting import PAR, terms

BASIS = PERCENT // 100


@pytest.mark.parametrize(
    ("target", "rates"),  # basis points at 0, 50, 80, 90 and 100%
    [
        (2, (200, 700, 1_000, 2_000, 3_000)),
        (3, (200, 700, 1_000, 2_000, 3_000)),
        (4, (140, 470, 668, 1_334, 2_000)),
        (5, (100, 350, 500, 1_000, 1_500)),
        (10, (50, 165, 234, 451, 666)),
    ],
)
def test_rate_along_the_kinked_curve(engine: Engine, target: int, rates: tuple[int, ...]) -> None:
    without_ft = replace(terms(mints_funding=False), target=target)
    for used, rate in zip((0, 50, 80, 90, 100), rates, strict=True):
        position = Position(target, 100, PAR, ONE, Vault(used), Vault())
        assert engine.funding_rate(position, without_ft) // BASIS == rate
