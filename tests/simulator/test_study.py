# SPDX-License-Identifier: Apache-2.0
"""The study behind the default parameters: what it replays, what it compares, and that its verdict can be bad."""

from math import inf

import numpy as np
import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.simulator.bars import Bars
from steelyard.simulator.random_paths import BrownianMotion
from steelyard.simulator.sweep import vary
from studies.crashes.kinds import KINDS, Kind
from studies.parameters.criteria import OFFERED, TIMELY, broken, lenders
from studies.parameters.found import Found
from studies.parameters.limits import limits
from studies.parameters.markets import MAJORS
from studies.parameters.replay import Cell, Key, Measures
from studies.parameters.samples import MONTH, cut
from studies.parameters.schedules import Schedule, Way
from studies.parameters.trial import DEFAULT
from studies.parameters.trials import EVERY_MINUTE, late

RESTLESS = BrownianMotion(0.0, 0.9, 300)


def bars_with_hole(hours: int, hole: range) -> Bars:
    time = np.arange(hours, dtype=np.int64) * HOUR
    price = np.full(hours, 2_000.0)
    price[hole.start : hole.stop] = np.nan
    return Bars("ETH", HOUR, time, price, price, price, price)


def found_with(loss: float, behind: float) -> Found:
    """Quiet months in which lenders of the 3x lost that much once and another band is so far behind."""
    calm = Measures(behind=0.2, cost=0.1, fills=400, end=0.99, outside=0.0, coverage=1.2, loss=0.0, profit=5.0)
    cells = []
    for kind in OFFERED[MAJORS.name]:
        for latency in EVERY_MINUTE:
            rows = [calm, calm._replace(loss=loss if kind == Kind(3) and late(latency) == TIMELY[7] else 0.0)]
            cells.append(Cell(Key("lenders", MAJORS.name, kind, "prices", late(latency)), np.array(rows)))
        for trial in ("band", "landing"):
            for label, value in ((DEFAULT, 0.2), ("other", behind)):
                rows = [calm._replace(behind=value + noise) for noise in (-0.01, 0.0, 0.01)]
                cells.append(Cell(Key(trial, MAJORS.name, kind, "prices", label), np.array(rows)))
    return Found({cell.key: cell for cell in cells}, {}, [], [])


@pytest.mark.parametrize("share", [1.0, 0.3])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_mean_schedule_is_the_engine(kind: Kind, share: float) -> None:
    """So that whatever differs in the other schedules is the schedule's."""
    token, path = MAJORS.token(kind), RESTLESS.path(3, 1, MONTH // 300, 2_000.0)
    world = vary(MAJORS.world(kind), {"keeper.share": share})
    engine, other = token.run(path, world, record=False).totals, Schedule(token, Way.MEAN).run(path, world).totals
    assert engine.fills == other.fills > 5
    for name in ("nav", "cost", "outside", "coverage", "keeper_profit"):
        assert getattr(other, name) == pytest.approx(getattr(engine, name), rel=1e-9)


def test_the_whole_tolerance_at_the_start_costs_more_than_the_mean() -> None:
    token, path = MAJORS.token(Kind(3)), RESTLESS.path(3, 1, MONTH // 300, 2_000.0)
    world = MAJORS.world(Kind(3))
    mean, start = (Schedule(token, way).run(path, world).totals for way in (Way.MEAN, Way.START))
    assert start.cost / start.fills > mean.cost / mean.fills


def test_prices_are_cut_into_months_and_never_across_a_hole() -> None:
    months = list(cut(bars_with_hole(100 * 24, range(40 * 24, 45 * 24))))
    assert [round(len(month) / 24) for month in months] == [40, 28, 28]
    assert not any(month.missing for month in months)
    assert sum(len(month) for month in cut(bars_with_hole(60 * 24, range(500, 520)))) == 60 * 24


def test_good_defaults_break_nothing() -> None:
    assert broken(found_with(loss=0.0, behind=0.19)) == []


def test_a_loss_with_timely_keepers_and_a_far_better_band_are_named() -> None:
    lost = broken(found_with(loss=0.02, behind=0.19))
    assert lost == ["lenders of 3x on majors lose 2.00% of the debt though keepers are in time"]
    better = broken(found_with(loss=0.0, behind=0.1))
    assert len(better) == 2 * len(OFFERED[MAJORS.name])
    assert all("other gains holders" in fault for fault in better)


def test_losses_are_counted_by_the_worst_latency() -> None:
    risk = lenders(found_with(loss=0.02, behind=0.19), MAJORS.name, Kind(3), TIMELY)
    assert (risk.months, risk.loss, risk.often) == (2, 0.02, 0.5)
    assert risk.yearly == pytest.approx(0.01 * 365 * DAY / MONTH)


def test_keepers_need_more_equity_at_the_edge_than_in_an_emergency() -> None:
    for one in limits():
        assert one.at_emergency < one.at_edge
    at = {(one.market, one.kind, one.gwei): one for one in limits()}
    majors = at["majors", Kind(3), 5.0]
    assert majors.at_edge == inf, "the exchange takes more than the minimum: keepers come when the ramp pays for it"
    assert majors.at_emergency == pytest.approx(2.5 / (0.7833 * (0.00431 - 0.0005)), rel=0.01)
