# SPDX-License-Identifier: Apache-2.0
"""The figures that follow from the mechanism: leverage off the reference, ceilings, half-lives, funding curves."""

from dataclasses import replace
from typing import Any

import pytest

from steelyard.model.clock import YEAR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.funding import grown, rate, utilization
from steelyard.model.pairing.outlook import half_life, leverage_after, price_at_leverage, rally_ceiling
from steelyard.model.pairing.parameters import PERCENT, TARGETS, rise_of
from steelyard.model.pairing.valuation import ONE, Position, Vault
from steelyard.model.presets.pairing import LIVE_FALL
from tests.model.pairing.support import E36, UNIT, par_position, parameters, price_of

MOVES = (-10, -5, -4, 4, 5, 10, 20, 50)


@pytest.mark.parametrize(
    ("target", "leverages"),
    [
        (3, (3.857, 3.353, 3.273, 2.786, 2.739, 2.538, 2.250, 1.800)),
        (5, (9.0, 6.333, 6.0, 4.333, 4.2, 3.667, 3.0, 2.143)),
        (10, (0, 19.0, 16.0, 7.429, 7.0, 5.5, 4.0, 2.5)),
    ],
)
def test_leverage_off_the_reference(target: int, leverages: tuple[float, ...]) -> None:
    found = [leverage_after(target, move * PERCENT) / WAD for move in MOVES]
    assert found == pytest.approx(leverages, abs=0.001)


@pytest.mark.parametrize(
    ("target", "leverage", "move"), [(3, 3.75, -9.1), (3, 2.4, 14.3), (10, 12.5, -2.2), (10, 15, -3.6), (10, 8, 2.9)]
)
def test_price_at_which_leverage_is_reached(target: int, leverage: float, move: float) -> None:
    price = price_at_leverage(target, round(leverage * WAD))
    assert 100 * (price / WAD - 1) == pytest.approx(move, abs=0.06)


def test_leverage_of_one_is_reached_nowhere() -> None:
    with pytest.raises(Reverted, match="leverage: at most one"):
        price_at_leverage(3, WAD)


@pytest.mark.parametrize(
    ("target", "rises"), [(3, (216, 124, 83, 41, 11.8)), (5, (78, 50, 35, 19, 5.7)), (10, (29, 20, 14, 8.0, 2.5))]
)
def test_rally_ceiling(target: int, rises: tuple[float, ...]) -> None:
    found = [100 * (rally_ceiling(target, kappa * PERCENT) / WAD - 1) for kappa in (10, 20, 30, 50, 80)]
    assert found == pytest.approx(rises, abs=0.6)


@pytest.mark.parametrize(("volatility", "days"), [(80, (132, 40, 8.8)), (150, (37, 11, 2.5))])
def test_half_life(volatility: int, days: tuple[float, ...]) -> None:
    found = [half_life(target, volatility * PERCENT) / WAD for target in (3, 5, 10)]
    assert found == pytest.approx(days, rel=0.025)


@pytest.mark.parametrize("target", TARGETS)
def test_full_use_costs_at_most_60_percent_and_half_use_a_quarter_of_that(target: int) -> None:
    at_full, at_half = (rate(target, used) * (target - 1) for used in (WAD, WAD // 2))
    assert at_full <= 60 * PERCENT
    if target != 2:
        assert at_full >= 60 * PERCENT - target
    assert at_half <= 15 * PERCENT


def test_utilization_is_half_where_lp_holds_all_and_one_where_traders_hold_all_l() -> None:
    empty = par_position(3, 0, 0)
    assert utilization(empty, True) == WAD // 2
    assert utilization(par_position(3, 1_000, 0), True) == WAD
    assert utilization(par_position(3, 0, 2_000), True) == pytest.approx(0, abs=2)
    assert utilization(par_position(3, 800, 1_200), True) == pytest.approx(6 * WAD // 10, abs=2)
    assert utilization(par_position(3, 800, 1_200), False) == pytest.approx(8 * WAD // 10, abs=2)
    assert utilization(Position(3, 0, E36, ONE, Vault(), Vault()), True) == 0


def test_funding_is_linear_to_the_unit_however_often_it_is_counted() -> None:
    once = grown(ONE, 7 * PERCENT, 1_000, 2 * ONE)
    often = ONE
    for _ in range(1_000):
        often = grown(often, 7 * PERCENT, 1, 2 * ONE)
    assert once == often == ONE + 7 * PERCENT * 1_000
    assert grown(ONE, WAD, YEAR, 2 * ONE) == 2 * ONE


@pytest.mark.parametrize("target", TARGETS)
def test_capped_funding_leaves_five_percent_at_the_lower_bound(target: int) -> None:
    terms = parameters(target)
    assert terms.fall == LIVE_FALL[target]
    position = Position(target, UNIT, price_of(100), terms.max_index, Vault(), Vault())
    low = position.reference * (WAD - terms.fall) // WAD
    left = position.marks(low).leveraged * target / position.reference
    assert left == pytest.approx(0.05, abs=1e-9)
    assert terms.max_index > ONE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"target": 6}, "target: not offered"),
        ({"dollar": 0}, "dollar: zero"),
        ({"fall": 14 * PERCENT, "rise": PERCENT}, "fall: out of range"),
        ({"rise": rise_of(10 * PERCENT) + 1}, "rise: out of range"),
        ({"margin": 0}, "margin: below the deviation"),
        ({"margin": PERCENT}, "margin: too wide"),
        ({"window": 899}, "window: too short"),
        ({"period": 3_599}, "period: out of range"),
        ({"cap_leveraged": WAD + 1}, "caps: above one"),
    ],
)
def test_parameters_out_of_bounds(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Reverted, match=reason):
        replace(parameters(), **changes).check(deviation=PERCENT // 10)
