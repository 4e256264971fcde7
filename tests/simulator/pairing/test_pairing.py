# SPDX-License-Identifier: Apache-2.0
"""What a paired pool does on paths so short that the right answer is known."""

from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.simulator.pairing import Fees, Pairing
from steelyard.simulator.path import Path
from steelyard.simulator.run import Run
from steelyard.simulator.world import Gas, Keeper, World
from tests.simulator.pairing.scenarios import AT_ONCE, FIVE_MINUTES, NO_FUNDING, SIDES, START, Side, path_of

OFFERED = (2, 3, 4, 5, 10, -1, -2, -3, -4, -9)
FREE = Gas(gwei=0.0)
THREE = Pairing(3)


# ------------------------------------------------------------------ terms


@pytest.mark.parametrize("multiple", OFFERED)
def test_a_small_move_is_multiplied(multiple: int) -> None:
    rule = Pairing.of(multiple)
    run = rule.run(path_of([100, 101]), AT_ONCE)
    assert rule.factor == multiple and str(multiple) in rule.name
    assert run.exposure[0] == pytest.approx(multiple)
    assert run.totals.nav == pytest.approx(100 + multiple, rel=0.002 if multiple > 0 else 0.02)


@pytest.mark.parametrize(("multiple", "side", "factor"), [(3, "ft", 0), (3, "lp", 1), (-2, "ft", 1), (-2, "lp", 0)])
def test_the_other_sides_promise_their_assets(multiple: int, side: Side, factor: float) -> None:
    rule = Pairing(multiple, side)
    assert rule.factor == factor
    if side == "ft":
        assert rule.run(path_of([100, 101]), AT_ONCE).exposure == pytest.approx(factor)


@pytest.mark.parametrize("factor", [0, 1, 2.5, 7, -5])
def test_what_is_not_offered(factor: float) -> None:
    with pytest.raises(ValueError, match="paired: "):
        Pairing.of(factor)


@pytest.mark.parametrize(
    "change",
    [{"fall": 0.2}, {"rise": 0.2}, {"window": 60}, {"period": 60}, {"side": "xx"}, {"fill": 0.0},
     {"fees": Fees(management=0.1)}],
)  # fmt: skip
def test_terms_that_no_market_has(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="paired: "):
        replace(Pairing.of(3), **change)


def test_a_market_too_small_to_be_one() -> None:
    with pytest.raises(ValueError, match="almost nothing"):
        Pairing.of(3).run(path_of([100.0]), World(equity=99.0))


def test_a_path_without_a_price() -> None:
    with pytest.raises(ValueError, match="no price"):
        Pairing.of(3).run(path_of([nan, nan]), AT_ONCE)


# ------------------------------------------------------------------ rebalances


def test_after_a_period_or_out_of_range_and_never_else() -> None:
    day = path_of([100.0, 101.0] * 13, step=HOUR)
    assert Pairing(3).run(day, AT_ONCE).fills.bar.tolist() == [24]
    assert Pairing(3).run(path_of([100.0] + [90.5] * 20), AT_ONCE).totals.fills == 0
    assert Pairing(3).run(path_of([100.0] + [89.5] * 20), AT_ONCE).totals.fills == 1


def test_it_waits_for_the_mean() -> None:
    """One step out of range at once would be at spot: it must agree with the mean within d/4, three prices later."""
    run = Pairing(3).run(path_of([100.0] + [85.0] * 20), AT_ONCE)
    assert run.fills.bar.tolist() == [4]
    assert run.fills.exposure_before[0] == pytest.approx(3 * 0.85 / 0.55, rel=1e-4)
    assert run.fills.exposure_after[0] == pytest.approx(3)


def test_a_wick_does_nothing() -> None:
    assert Pairing(3).run(path_of([100.0, 70.0] + [100.0] * 20), AT_ONCE).totals.fills == 0


def test_a_rally_without_l_leaves_it_under_levered() -> None:
    rule = Pairing(3, cap_leveraged=1.0, fill=0.9, curve=NO_FUNDING)
    run = rule.run(path_of([100.0] + [115.0] * 20), AT_ONCE)
    assert run.totals.fills == 1 and 2.5 < run.exposure[-1] < 2.9


def test_what_a_rebalance_at_the_market_costs_is_nothing() -> None:
    run = Pairing(3).run(path_of([100.0] + [85.0] * 20), AT_ONCE)
    assert run.totals.cost == pytest.approx(0, abs=1e-9)
    assert run.totals.turnover == pytest.approx(3 * 0.85 / 0.55 - 3, rel=1e-3)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("multiple", OFFERED)
def test_the_parts_add_up(multiple: int, side: Side) -> None:
    """Where the price returns to every value it left, what is not gained is interest, fees and cost."""
    fees = Fees(management=0.01, rebalance=0.0005)
    rule = Pairing(multiple, side, fees=fees, period=HOUR)
    run = rule.run(path_of([100.0] * 300), AT_ONCE)
    paid = run.totals.interest + run.totals.fees + run.totals.cost
    assert run.totals.fills == 24 and run.totals.fees > 0
    assert run.totals.nav == pytest.approx(100 - paid, rel=1e-12)


@pytest.mark.parametrize("multiple", OFFERED)
def test_the_three_sides_share_the_underlying(multiple: int) -> None:
    """U stays, so that their worth is U times its price whatever happens, and what moves between them is no loss."""
    moves = np.random.default_rng(1).normal(0, 0.01, 1_000)
    path = path_of(100 * np.exp(np.cumsum(moves) - moves[0]))
    rules = [Pairing(multiple, side) for side in SIDES]
    parts = np.array([1e6 / rule.opening(1e6, 100.0).underlying for rule in rules])
    runs = [rule.run(path, AT_ONCE) for rule in rules]
    worth = sum(part * run.nav for part, run in zip(parts, runs, strict=True))
    cost = sum(part * run.cost for part, run in zip(parts, runs, strict=True))
    underlying = np.ones(1_000) if multiple < 0 else path.price / 100
    assert worth / worth[0] == pytest.approx(underlying)
    assert cost == pytest.approx(0, abs=1e-9 * worth[0])
    assert runs[0].totals.fills >= 5


# ------------------------------------------------------------------ the end, and FT


def test_lt_that_is_worth_less_than_a_dollar_ends() -> None:
    path = path_of([100.0] + [20.0] * 10 + [100.0] * 10)
    run = Pairing(3).run(path, World(keeper=Keeper(latency=0), equity=200.0))
    assert run.totals.ended == 4
    assert 0 < run.totals.nav < 0.5
    assert (run.nav[5:] == run.totals.nav).all() and (run.exposure[5:] == 0).all()


def test_coverage_is_of_ft_and_counts_the_worst_moment() -> None:
    path = path_of([100.0] + [50.0] * 10)
    assert Pairing(3, "ft").run(path, AT_ONCE).totals.coverage == pytest.approx(0.75, rel=1e-4)
    assert Pairing(3, "lt").run(path, AT_ONCE).totals.coverage == inf


# ------------------------------------------------------------------ keepers


def due_at_four(keeper: Keeper, gas: Gas = FREE, rule: Pairing = THREE) -> Run:
    return rule.run(path_of([100.0] + [85.0] * 40), World(keeper=keeper, gas=gas))


def test_a_keeper_comes_at_the_first_price_after_their_latency() -> None:
    assert due_at_four(Keeper(latency=60)).fills.bar.tolist() == [5]
    assert due_at_four(Keeper(latency=FIVE_MINUTES)).fills.bar.tolist() == [5]
    assert due_at_four(Keeper(latency=FIVE_MINUTES + 1)).fills.bar.tolist() == [6]


def test_nobody_comes_in_an_outage() -> None:
    out = (START + FIVE_MINUTES, START + 10 * FIVE_MINUTES)
    assert due_at_four(Keeper(latency=0, outages=(out,))).fills.bar.tolist() == [10]
    assert due_at_four(Keeper(latency=60, outages=(out,))).fills.bar.tolist() == [11]


@pytest.mark.parametrize(("gwei", "fills"), [(1, 1), (400, 0)])
def test_a_keeper_who_must_be_paid_looks_at_the_reward(gwei: float, fills: int) -> None:
    """A market of $12m pays half of 0.05% of what it is worth after the fall, at most $20 of before."""
    fees = Fees(rebalance=0.0005, reward=0.5, max_reward=20.0)
    gas = Gas(units=250_000, gwei=gwei, ether=2_000)
    run = due_at_four(Keeper(latency=0), gas, Pairing(3, fees=fees, holders_rebalance=False))
    assert run.totals.fills == fills
    assert run.totals.keeper_profit == pytest.approx(fills * (20 * 0.85 - 0.5))
    run = due_at_four(Keeper(latency=0), gas, Pairing(3, fees=fees))
    assert run.totals.keeper_profit == pytest.approx(20 * 0.85 - 0.5 * gwei)


# ------------------------------------------------------------------ prices


def test_without_a_price_there_is_no_nav_but_funding() -> None:
    prices = [100.0] + [nan] * 10 + [100.0] * 5
    with_gap, without = (Pairing(3).run(path_of(price), AT_ONCE) for price in (prices, [100.0] * 16))
    assert np.isnan(with_gap.nav[1:11]).all() and not np.isnan(with_gap.nav[11:]).any()
    assert with_gap.totals == pytest.approx(without.totals)


def test_before_the_first_price_there_is_nothing() -> None:
    run = Pairing(3).run(path_of([nan, nan, 100.0, 103.0]), AT_ONCE)
    assert np.isnan(run.nav[:2]).all() and run.nav[2] == 100
    assert run.interest[:2].tolist() == [0, 0]


def test_time_outside_is_counted_up_to_the_rebalance() -> None:
    run = Pairing(3).run(path_of([100.0] + [85.0] * 10), AT_ONCE)
    assert run.totals.outside == pytest.approx(4 / 10)


def test_bars_are_read_at_their_last_price() -> None:
    prices = np.array([100.0, 101.0, 99.0, 102.0, 103.0, 104.0, 102.0, 101.0])
    path = Path(START + np.arange(8) * 75, prices, 4)
    run = Pairing(3, curve=NO_FUNDING, period=DAY).run(path, AT_ONCE)
    assert run.nav == pytest.approx([106, 103])
