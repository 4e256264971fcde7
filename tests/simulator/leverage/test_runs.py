# SPDX-License-Identifier: Apache-2.0
"""What a run says, on paths whose outcome is known."""

from dataclasses import replace

import numpy as np
import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.simulator.leverage import Borrowed, Fees, Tolerance
from steelyard.simulator.path import Path
from steelyard.simulator.run import Run
from steelyard.simulator.series import Series
from steelyard.simulator.world import FixedRate, FlatCost, Flows, Gas, HistoricRate, Keeper, Oracle, Pool, World

FREE = World(
    oracle=Oracle(deviation=0.0, heartbeat=0),
    venue=FlatCost(0.0),
    gas=Gas(gwei=0.0),
    keeper=Keeper(latency=0, share=0.0),
    lenders=FixedRate(0.0),
)
"""Nothing costs anything, the oracle sees every price, and keepers work for nothing at once."""

ENGINES = pytest.mark.parametrize("engine", ["run", "run_exact"])


def path_of(*prices: float, step: int = HOUR) -> Path:
    """One price an hour."""
    return Path.of_closes(np.arange(len(prices)) * step, np.array(prices, dtype=float))


def play(engine: str, rule: Borrowed, path: Path, world: World) -> Run:
    run: Run = getattr(rule, engine)(path, world)
    return run


@ENGINES
@pytest.mark.parametrize(
    ("rule", "prices", "navs"),
    [
        (Borrowed(), (100, 120), (100, 160)),  # G1 of docs/concepts/leverage.md
        (Borrowed(), (100, 80), (100, 40)),  # G2
        (Borrowed(landing=0.0), (100, 80, 88), (100, 40, 52)),  # rebalanced to 3x in between
        (Borrowed(is_bear=True), (100, 101), (100, 97)),  # G6
        (Borrowed(is_bear=True), (100, 99), (100, 103)),
        (Borrowed(exposure=2, is_bear=True), (100, 101), (100, 98)),
        (Borrowed(exposure=1, is_bear=True, landing=0.0), (100, 120, 132), (100, 80, 72)),
    ],
)
def test_numbers_of_the_documentation(
    engine: str, rule: Borrowed, prices: tuple[float, ...], navs: tuple[float, ...]
) -> None:
    run = play(engine, rule, path_of(*prices), FREE)
    assert run.nav == pytest.approx(navs, rel=1e-8)


@ENGINES
def test_a_fill_is_written_down(engine: str) -> None:
    run = play(engine, Borrowed(landing=0.0), path_of(100, 120, 120), FREE)
    assert run.fills.bar.tolist() == [1]
    assert [column[0] for column in run.fills[1:]] == pytest.approx([2.25, 3, 0.75, 0], abs=1e-8)
    assert run.exposure == pytest.approx([3, 3, 3], rel=1e-8), "seen at the end of each bar"
    assert run.totals.turnover == pytest.approx(0.75, rel=1e-8)
    assert run.totals.coverage == pytest.approx(1.5), "lowest at the start"


@ENGINES
def test_a_fill_ends_at_the_landing_of_its_side(engine: str) -> None:
    run = play(engine, Borrowed(), path_of(100, 120, 120, 100, 100), FREE)
    assert run.exposure[1:3] == pytest.approx([3 - 0.65 * 0.3] * 2, rel=1e-8)
    assert run.exposure[3:] == pytest.approx([3 + 0.65 / 3] * 2, rel=1e-8)
    assert run.totals.fills == 2, "inside the band nothing is due, however long"


@ENGINES
def test_interest_and_fees_are_what_they_should_be(engine: str) -> None:
    """A price that stands still for a year: two of debt and one of equity at 5%, and 2% of the shares."""
    world, rule = (
        replace(FREE, lenders=FixedRate(0.05)),
        Borrowed(upper=1.3, fees=Fees(management=0.02)),
    )
    run = play(engine, rule, path_of(*[100.0] * 366, step=DAY), world)
    interest = 200 * np.expm1(0.05)
    assert run.totals.nav == pytest.approx((100 - interest) / 1.02, rel=1e-7)
    assert run.totals.nav == pytest.approx(100 - run.totals.interest - run.totals.fees, rel=1e-9)
    assert run.totals.interest == pytest.approx(interest, rel=0.02)


@ENGINES
def test_entry_and_exit_fees_stay_with_the_others(engine: str) -> None:
    rule = Borrowed(fees=Fees(mint=0.01, redeem=0.01))
    for net in (0.5, -0.5):
        run = play(engine, rule, path_of(100, 100, step=DAY), replace(FREE, flows=Flows(net)))
        assert run.totals.nav == pytest.approx(100 * {0.5: 1.5 / 1.495, -0.5: 0.505 / 0.5}[net], rel=1e-7)
        assert run.totals.fees == pytest.approx(100 - run.totals.nav, rel=1e-7)


@ENGINES
def test_cost_goes_to_a_monopolist_and_not_to_competitors(engine: str) -> None:
    path, alone = path_of(100, 88, 88), replace(FREE, keeper=Keeper(latency=0, share=1.0))
    maximum, minimum = play(engine, Borrowed(), path, alone), play(engine, Borrowed(), path, FREE)
    assert (minimum.totals.cost, minimum.totals.keeper_profit) == pytest.approx((0, 0), abs=1e-6)
    assert maximum.totals.cost > 0.1
    assert maximum.totals.keeper_profit == pytest.approx(maximum.totals.cost * 1e4, rel=1e-7), "of ten thousand shares"
    assert maximum.totals.nav == pytest.approx(minimum.totals.nav - maximum.totals.cost)


@ENGINES
def test_a_late_keeper_acts_later_and_one_who_is_out_not_at_all(engine: str) -> None:
    path = path_of(100, 90, 90, 90, 90)
    late = replace(FREE, keeper=Keeper(latency=2 * HOUR, share=0.0))
    out = replace(FREE, keeper=Keeper(latency=0, share=0.0, outages=((0, 3 * HOUR),)))
    assert play(engine, Borrowed(), path, late).fills.bar.tolist() == [3]
    run = play(engine, Borrowed(), path, out)
    assert run.fills.bar.tolist() == [3]
    assert run.totals.outside == pytest.approx(3 / 4), "seen at the prices 1 to 3, before anything was done"


@ENGINES
def test_nobody_comes_for_less_than_the_gas(engine: str) -> None:
    dear = replace(FREE, gas=Gas(gwei=1e6))
    assert play(engine, Borrowed(), path_of(100, 90, 90), dear).totals.fills == 0


@ENGINES
def test_a_crash_winds_down_and_takes_from_lenders(engine: str) -> None:
    world = replace(FREE, lenders=Pool(utilization=0.5), oracle=Oracle(deviation=0.005, heartbeat=600))
    run = play(engine, Borrowed(), path_of(*[100.0] * 20, *[60.0] * 300, step=600), world)
    assert run.totals.ended == 21, "seen at bar 20, confirmed ten minutes and a round later"
    assert run.totals.nav == 0
    assert run.totals.coverage == pytest.approx(0.9, rel=1e-4)
    assert 0.1 < run.totals.lender_loss < 0.2
    assert run.totals.fills > 0


@ENGINES
def test_a_hole_at_the_end_is_a_loss(engine: str) -> None:
    run = play(engine, Borrowed(), path_of(100, 60), FREE)
    assert run.totals.ended == -1
    assert run.totals.lender_loss == pytest.approx(0.1)


@ENGINES
def test_without_a_price_there_is_nothing(engine: str) -> None:
    run = play(engine, Borrowed(), path_of(np.nan, 100, np.nan, 120), FREE)
    assert run.nav == pytest.approx([np.nan, 100, np.nan, 160], nan_ok=True)
    assert np.isfinite(run.interest).all()
    with pytest.raises(ValueError, match="no price"):
        play(engine, Borrowed(), path_of(np.nan, np.nan), FREE)


@ENGINES
def test_a_dry_pool_leaves_it_under_levered(engine: str) -> None:
    dry, plenty = (replace(FREE, lenders=Pool(utilization=used, reserve_factor=0.0)) for used in (0.99, 0.2))
    path = path_of(100, 120, 120, 120)
    assert play(engine, Borrowed(landing=0.0), path, plenty).exposure[-1] == pytest.approx(3, rel=1e-4)
    assert play(engine, Borrowed(), path, dry).exposure[-1] < 2.5


@ENGINES
def test_a_record_that_begins_after_the_path_is_refused(engine: str) -> None:
    late = Series(np.array([1]), np.array([0.05]))
    for world in (replace(FREE, lenders=HistoricRate(late)), replace(FREE, gas=Gas(gwei=late))):
        with pytest.raises(ValueError, match="it begins at second 1, after 0"):
            play(engine, Borrowed(), path_of(100, 90), world)


def test_a_narrow_band_trades_more() -> None:
    moves = np.random.default_rng(3).standard_normal(2_000) * 0.01
    path = Path.of_closes(np.arange(2_000) * HOUR, 100 * np.exp(np.cumsum(moves)))
    wide, narrow = (
        Borrowed(lower=1 / upper, upper=upper, tolerance=Tolerance(minimum=0.002)).run(path, FREE)
        for upper in (1.3, 1.05)
    )
    assert narrow.totals.fills > 2 * wide.totals.fills
    assert len(narrow.fills.bar) == narrow.totals.fills > 64, "more than the columns begin with"
