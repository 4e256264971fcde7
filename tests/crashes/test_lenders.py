# SPDX-License-Identifier: Apache-2.0
"""What a replay says of lenders: nothing is lost where keepers come in time, and what is lost where they do not."""

from dataclasses import replace

import numpy as np
import pytest

from steelyard.model.clock import HOUR
from studies.crashes.kinds import (
    ABSENT,
    COVERED,
    DEEP,
    KINDS,
    MINUTE,
    OVERSIZED,
    SMALL,
    SPIKED,
    UTILIZATION,
    Kind,
    Venue,
)
from studies.crashes.lending import LeverageTask, replay
from studies.crashes.library import CRASHES
from studies.crashes.run import Found
from studies.stale_trader.price_path import PricePath, with_simulated_feed

START = 1_700_000_400
DEFAULTS = [kind for kind in KINDS if kind.is_default]


def bundled(name: str) -> PricePath:
    price_path = next(crash for crash in CRASHES if crash.name == name).price_path(None)
    assert price_path is not None
    return price_path


def gap(to: float) -> PricePath:
    """A price of 2,000 dollars that is another from one second to the next, and stays."""
    passed = np.arange(0, 10 * HOUR, 15)
    prices = np.where(passed < 6 * HOUR, 2_000.0, 2_000.0 * to)
    return with_simulated_feed("ETH gap", "made", START + passed, prices, 0.005, 4)


@pytest.mark.parametrize("late", [5 * MINUTE, COVERED])
@pytest.mark.parametrize("kind", DEFAULTS, ids=lambda kind: kind.name)
def test_lenders_of_a_default_market_lose_nothing_where_keepers_are_not_too_late(kind: Kind, late: int) -> None:
    task = LeverageTask(bundled("ETH 2021-05-19"), kind, late, DEEP)
    outcome = replay(task)
    assert task.is_covered
    assert outcome.lost == outcome.reserve_used == 0
    assert outcome.coverage > 1
    assert outcome.fills > 0
    assert not outcome.steps


def test_lenders_lose_what_is_missing_where_nobody_keeps() -> None:
    task = LeverageTask(bundled("ETH 2021-05-19"), Kind(3), ABSENT, DEEP)
    outcome = replay(task)
    assert not task.is_covered
    assert outcome.coverage < 0.85
    assert outcome.reserve_used > 0
    assert outcome.lost + outcome.reserve_used == pytest.approx(1 - outcome.coverage, abs=0.03)
    assert 0.75 * outcome.lost < outcome.lost_of_pool < 0.85 * outcome.lost
    assert outcome.nav == 0
    assert outcome.steps == ["start_wind_down", "confirm_wind_down", "write_off"]


@pytest.mark.parametrize(("kind", "to"), [(Kind(3), 0.6), (Kind(2, is_bear=True), 1.6)], ids=["3x", "-2x"])
def test_no_keeper_is_fast_enough_for_a_gap_beyond_the_equity(kind: Kind, to: float) -> None:
    outcome = replay(LeverageTask(gap(to), kind, MINUTE, DEEP))
    assert outcome.lost > 0.05
    assert Found([], [outcome], [], []).failed == [outcome]


def test_a_smaller_gap_costs_holders_and_not_lenders() -> None:
    outcome = replay(LeverageTask(gap(0.75), Kind(3), MINUTE, DEEP))
    assert outcome.lost == 0
    assert outcome.nav == pytest.approx(1 - 3 * 0.25, abs=0.06)


def test_a_loss_outside_the_promise_does_not_fail() -> None:
    outcome = replay(LeverageTask(gap(0.6), Kind(5), MINUTE, DEEP))
    assert outcome.lost > 0.05
    assert Found([], [outcome], [], []).failed == []


@pytest.mark.parametrize("kind", DEFAULTS, ids=lambda kind: kind.name)
def test_the_promise_covers_markets_that_one_emergency_fill_does_not_move_by_one_percent(kind: Kind) -> None:
    assert all(venue.bears(kind) for venue in (DEEP, SPIKED, SMALL))
    assert not OVERSIZED.bears(kind)
    edge = replace(DEEP, equity=int(UTILIZATION * DEEP.depth * (1.01**0.5 - 1) * 3 / kind.exposure))
    assert edge.bears(kind)
    assert not replace(edge, equity=edge.equity + 10).bears(kind)


def test_dear_gas_makes_a_keeper_wait() -> None:
    price_path = bundled("ETH 2022-11-08/10")
    cheap, dear = (replay(LeverageTask(price_path, Kind(3), MINUTE, venue)) for venue in (DEEP, SPIKED))
    assert 0 < dear.fills < cheap.fills
    assert dear.coverage < cheap.coverage


def test_an_exchange_pays_by_its_product_less_its_fee_and_the_gas() -> None:
    venue = Venue("made", depth=1e6, equity=1, gwei=100.0)
    swapped = 10_000 * 0.9995
    assert venue.received(10_000) == pytest.approx(1e6 * swapped / (1e6 + swapped))
    assert venue.gas(2_000) == pytest.approx(50)
