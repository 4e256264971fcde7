# SPDX-License-Identifier: Apache-2.0
"""The rules of peers on paths so short that the right answer can be computed by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from steelyard.simulator.bars import Floats
from steelyard.simulator.path import Path
from steelyard.simulator.peers import PEERS, Financing, Peer
from steelyard.simulator.world import FixedRate, FlatCost, World

HOUR, DAY, YEAR = 3_600, 86_400, 31_536_000
FREE = World(venue=FlatCost(0.0), lenders=FixedRate(0.0))


def path_of(price: Sequence[float] | Floats, step: int = HOUR, start: int = 0) -> Path:
    return Path.of_closes(start + np.arange(len(price), dtype=np.int64) * step, np.array(price, dtype=float))


@pytest.mark.parametrize("name", PEERS)
@pytest.mark.parametrize("factor", [3.0, -2.0])
def test_every_peer_is_the_multiple_of_one_small_move(name: str, factor: float) -> None:
    run = PEERS[name](factor).run(path_of([100, 101]), FREE)
    assert run.nav == pytest.approx([100, 100 + factor], rel=1e-4)
    assert run.exposure[0] == pytest.approx(factor)


def test_continuous_is_the_product_of_the_returns() -> None:
    run = PEERS["continuous"](3.0).run(path_of([100, 90, 100, 120]), FREE)
    assert run.totals.nav == pytest.approx(100 * 0.7 * (1 + 3 / 9) * 1.6)


def test_daily_trades_at_midnight_only() -> None:
    prices = [100.0] * 12 + [110.0] * 12 + [121.0] * 2
    run = PEERS["daily"](3.0).run(path_of(prices), FREE)
    assert run.fills.bar.tolist() == [24]
    assert run.totals.nav == pytest.approx(163)
    assert run.fills.exposure_before[0] == pytest.approx(3 * 1.21 / 1.63)
    assert run.exposure[-1] == pytest.approx(3)


def test_the_published_trigger_of_ftx_bears_comes_out() -> None:
    """4x at a rise of 6.67%, as its walkthrough says, and at a fall of 11.1% for a bull; the day's look is past."""
    bear = PEERS["ftx"](-3.0)
    assert bear.run(path_of([100, 106.6, 106.6], start=HOUR), FREE).totals.fills == 0
    assert bear.run(path_of([100, 106.7, 106.7], start=HOUR), FREE).totals.fills == 1
    bull = PEERS["ftx"](3.0)
    assert bull.run(path_of([100, 88.95, 88.95], start=HOUR), FREE).totals.fills == 0
    assert bull.run(path_of([100, 88.85, 88.85], start=HOUR), FREE).totals.fills == 1


def test_fplt_lets_anyone_at_a_fall_of_20_or_a_rise_of_25_percent() -> None:
    for factor in (3.0, -2.0):
        rule = PEERS["fplt"](factor)
        for price, fills in ((80.1, 0), (79.9, 1), (124.9, 0), (125.1, 1)):
            assert rule.run(path_of([100, price, price]), FREE).totals.fills == fills


def test_fplt_charges_by_the_call() -> None:
    run = PEERS["fplt"](3.0).run(path_of([100, 125.1, 125.1]), FREE)
    nav, loan = 175.3, 200.0
    assert run.totals.fees == pytest.approx(nav * 0.001)
    assert run.totals.interest == pytest.approx(loan * 0.001)


def test_fli_goes_a_twentieth_of_the_way_once_a_day() -> None:
    run = PEERS["fli"](2.0).run(path_of([100.0] * 3 + [103.0] * 30), FREE)
    before = 2 * 1.03 / 1.06
    assert run.fills.exposure_before[0] == pytest.approx(before, rel=1e-4)
    assert run.fills.exposure_after[0] == pytest.approx(before + 0.05 * (2 - before), rel=1e-4)


def test_fli_returns_to_the_edge_when_outside() -> None:
    run = PEERS["fli"](2.0).run(path_of([100, 85, 85]), FREE)
    assert run.fills.exposure_after[0] == pytest.approx(2.3)


def test_a_trade_costs_what_the_venue_asks_and_the_parts_add_up() -> None:
    run = PEERS["toros"](3.0).run(path_of([100, 90, 100]), World(venue=FlatCost(0.01), lenders=FixedRate(0.0)))
    volume = 270 - 3 * 70  # at 90: 270 of exposure on 70
    assert run.fills.volume[0] == pytest.approx(volume / 70)
    assert run.cost[1] == pytest.approx(volume * 0.01)
    held = (270 - volume) / 90
    gains = 3 * (90 - 100) + held * 10
    assert run.totals.nav == pytest.approx(100 + gains - run.totals.cost, rel=1e-9)


def test_interest_is_on_what_is_borrowed_and_funding_on_what_is_held() -> None:
    world, year = World(venue=FlatCost(0.0), lenders=FixedRate(0.1)), path_of([100.0, 100.0], YEAR)
    for factor, financing, paid in (
        (3.0, Financing.BORROWED, 20.0),
        (-3.0, Financing.BORROWED, 30.0),
        (3.0, Financing.PERPETUAL, 30.0),
        (-3.0, Financing.PERPETUAL, -30.0),
    ):
        run = Peer("held", factor, financing=financing).run(year, world)
        assert run.totals.interest == pytest.approx(paid)
        assert run.totals.nav == pytest.approx(100 - paid)


def test_a_token_that_lost_everything_stays_dead_and_its_lenders_lose_the_rest() -> None:
    run = PEERS["daily"](3.0).run(path_of([100, 60, 100]), FREE)
    assert run.nav.tolist() == [100, 0, 0]
    assert run.totals.ended == 1
    assert run.totals.lender_loss == pytest.approx(20 / 200)


def test_hours_without_a_price_pass_without_a_trade() -> None:
    nothing = float("nan")
    run = PEERS["toros"](3.0).run(path_of([100, nothing, 80]), FREE)
    assert np.isnan(run.nav[1])
    assert run.fills.bar.tolist() == [2]


def test_totals_alone_are_the_same() -> None:
    path = path_of(100 * np.exp(np.cumsum(np.random.default_rng(3).normal(0, 0.01, 500))))
    for name, make in PEERS.items():
        whole, bare = (make(-2.0).run(path, World.default(), record=record) for record in (True, False))
        assert bare.totals == whole.totals, name
        assert len(bare.nav) == len(bare.fills.bar) == 0
