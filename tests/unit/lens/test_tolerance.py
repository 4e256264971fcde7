# SPDX-License-Identifier: Apache-2.0
"""The curve at its break points, between them, and against the area that the token integrates."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.market import WAD, Market

BREAKPOINT = WAD * 100 // 6  # 1/(2 * 3%)


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (300, 2),  # inside the band: hundredths of a percent
        (400, 100),
        (500, 200),
        (600, 300),
        (1_200, 300),
        (270, 2),
        (2475, 26),  # half way to 3/4 of the target
        (225, 50),
        (100, 50),
    ],
)
def test_bull(lens: VyperContract, bull: Market, ratio: int, expected: int) -> None:
    scaled = ratio * WAD // (1_000 if ratio == 2_475 else 100)
    assert lens.tolerance(bull.token.address, scaled) == expected * 10**14


def test_falls_with_the_square_beyond_the_breakpoint(lens: VyperContract, bull: Market) -> None:
    assert lens.tolerance(bull.token.address, 2 * BREAKPOINT) == pytest.approx(75 * 10**14, rel=10**-12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing changes between examples
@given(ratio=st.integers(11 * WAD // 10, 40 * WAD))
def test_is_the_slope_of_the_cost(lens: VyperContract, bull: Market, bear: Market, ratio: int) -> None:
    """Over a path so short that the tolerance hardly moves, cost is t/(1 + R*t), of a purchase t/(1 - (R - 1)*t)."""
    for market in (bull, bear):
        rule, step = market.token.rule(), WAD // 10**6
        if rule.lower < ratio < rule.upper:
            continue
        landing = ratio - step if ratio > rule.target else ratio + step
        t = lens.tolerance(market.token.address, (ratio + landing) // 2) / WAD
        cost = lens.allowed_cost(market.token.address, ratio, landing)
        divisor = 1 + landing / WAD * t if ratio > rule.target else 1 - (landing / WAD - 1) * t
        assert cost == pytest.approx(t / divisor * WAD, rel=10**-4)
