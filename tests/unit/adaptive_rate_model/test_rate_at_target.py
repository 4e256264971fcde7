# SPDX-License-Identifier: Apache-2.0
import math

import pytest

from tests.support.contracts import deploy

WAD = 10**18
YEAR = 31_536_000
CURVE = (9 * WAD // 10, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD)


def test_starts_at_the_initial_rate(holder: str) -> None:
    assert deploy("AdaptiveRateModel", *CURVE).rate_at_target(holder) == WAD // 25


def test_grows_with_the_error_and_time(holder: str) -> None:
    """exp(50 * error * years): ten days full, 1.37 of an exponent."""
    model = deploy("AdaptiveRateModel", *CURVE)
    model.accrue(WAD, 10 * 86_400, sender=holder)
    assert model.rate_at_target(holder) == pytest.approx(0.04 * math.exp(500 / 365) * WAD, rel=1e-12)


def test_stays_within_bounds(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    model.accrue(WAD, 10 * YEAR, sender=holder)
    assert model.rate_at_target(holder) == 2 * WAD // 10
    model.accrue(0, 10 * YEAR, sender=holder)
    assert model.rate_at_target(holder) == WAD // 1000
