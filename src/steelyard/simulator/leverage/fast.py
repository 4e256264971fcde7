# SPDX-License-Identifier: Apache-2.0
"""The fast engine: prepares everything for the compiled loop, and reads the run off what it leaves."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from math import inf

import numpy as np

from steelyard.simulator.leverage import replay as loop
from steelyard.simulator.leverage.holders import Fees
from steelyard.simulator.leverage.inputs import input_rates
from steelyard.simulator.leverage.keeper import KeeperTerms
from steelyard.simulator.leverage.lending import ADAPTIVE, KINKED, TOLD
from steelyard.simulator.leverage.lending import Pool as PoolNumbers
from steelyard.simulator.leverage.metrics import Metrics, totals_of
from steelyard.simulator.leverage.position import Position
from steelyard.simulator.leverage.rule import in_floats
from steelyard.simulator.leverage.terms import QUOTE_UNIT, Terms
from steelyard.simulator.path import Path
from steelyard.simulator.record import record_of
from steelyard.simulator.run import Run
from steelyard.simulator.series import Series
from steelyard.simulator.world import Kinked, Pool, World

NO_STEPS = loop.Steps(np.empty(0, dtype=np.int64), np.empty(0))


def run_fast(terms: Terms, path: Path, world: World, record: bool) -> Run:
    """One token on one path. Without `record` the columns stay empty.

    Raises ValueError for a path without a price, and for a series that begins after it.
    """
    answers = world.oracle.answers(path)
    token, around, deposit = _prepared(terms, world)
    if world.thinning:
        around = around._replace(depths=_steps(world.depths(path)))
    for steps in (around.rates, around.gas, around.flows):
        if len(steps.time) and steps.time[0] > path.time[0]:
            raise ValueError(f"series: it begins at second {steps.time[0]}, after {path.time[0]}")
    position, metrics, watch = record_of(Position), record_of(Metrics), record_of(loop.Watch)
    columns, fills, last_nav = loop.replay(
        np.ascontiguousarray(path.time), np.ascontiguousarray(path.price), path.per_bar, answers.answer, answers.is_new,
        token, around, world.equity, deposit,
        position, metrics, watch, record,
    )  # fmt: skip
    if last_nav != last_nav:
        raise ValueError("run: the path has no price")
    return Run.of(terms, path, totals_of(metrics, last_nav), columns, fills)


@dataclass(frozen=True)
class _Same:
    """Terms and a world by identity: a world with a series has no hash, and many runs share one of each."""

    terms: Terms
    world: World

    def __hash__(self) -> int:
        return hash((id(self.terms), id(self.world)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.terms is other.terms and self.world is other.world


def _prepared(terms: Terms, world: World) -> tuple[loop.Token, loop.Around, float]:
    return _prepare(_Same(terms, world))


@lru_cache(maxsize=4)
def _prepare(same: _Same) -> tuple[loop.Token, loop.Around, float]:
    """What does not change from path to path: kernels only read it."""
    return _token(same.terms, same.world), _around(same.world), _deposit(same.terms, same.world)


def _token(terms: Terms, world: World) -> loop.Token:
    keeper, venue = world.keeper, world.venue.numbers()
    return loop.Token(
        is_bear=terms.is_bear,
        rule=in_floats(terms.parameters(QUOTE_UNIT).rule()),
        fees=record_of(Fees, **asdict(terms.fees)),
        pool=_pool(world),
        keeper=record_of(
            KeeperTerms,
            **venue._asdict(),
            latency=keeper.latency,
            min_profit=keeper.min_profit,
            share=keeper.share,
        ),
    )


def _pool(world: World) -> PoolNumbers:
    lenders = world.lenders
    if not isinstance(lenders, Pool):
        return record_of(PoolNumbers, kind=TOLD, hourly_part=1.0)
    return record_of(
        PoolNumbers,
        kind=KINKED if isinstance(lenders.model, Kinked) else ADAPTIVE,
        reserve_factor=lenders.reserve_factor,
        hourly_part=lenders.hourly_part,
        **asdict(lenders.model),
    )


def _around(world: World) -> loop.Around:
    rates = input_rates(world.lenders)
    return loop.Around(
        rates=_steps(rates) if rates else NO_STEPS,
        gas=_steps(world.gas.dollars()),
        flows=_steps(world.flows.daily()),
        depths=_steps(Series.constant(1.0)),
        venue=world.venue.numbers(),
        outages=world.keeper.edges(),
    )


def _deposit(terms: Terms, world: World) -> float:
    if isinstance(world.lenders, Pool):
        return world.lenders.deposit(world.equity * terms.debt_ratio)
    return inf


def _steps(series: Series) -> loop.Steps:
    return loop.Steps(series.time.astype(np.int64), series.value.astype(np.float64))
