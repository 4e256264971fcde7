# SPDX-License-Identifier: Apache-2.0
"""The fast engine: prepares everything for the compiled loop, and reads the run off what it leaves."""

import numpy as np

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.valuation import ONE
from steelyard.simulator.pairing.feed import in_quote
from steelyard.simulator.pairing.keeper import keeper_of
from steelyard.simulator.pairing.metrics import Metrics, totals_of
from steelyard.simulator.pairing.position import Accrual, Position, Vault
from steelyard.simulator.pairing.rebalance import Market
from steelyard.simulator.pairing.rebalancing import Band
from steelyard.simulator.pairing.replay import Watch, replay
from steelyard.simulator.pairing.terms import SIDES, UNIT, Terms
from steelyard.simulator.path import Path
from steelyard.simulator.record import record_of
from steelyard.simulator.run import Run
from steelyard.simulator.world import World


def run_fast(terms: Terms, path: Path, world: World, record: bool) -> Run:
    """One share on one path. Without `record` the columns stay empty."""
    answers = world.oracle.answers(path)
    first = first_of(path)
    price = float(answers.answer[first])
    metrics, watch = record_of(Metrics), record_of(Watch)
    columns, fills = replay(
        path.time, path.price, path.per_bar, answers.answer, answers.is_new, first,
        _market(terms, terms.parameters(price)), keeper_of(world, not terms.holders_rebalance),
        _opening(terms, world.equity, price), metrics, watch, record,
    )  # fmt: skip
    return Run.of(terms, path, totals_of(metrics), columns, fills)


def first_of(path: Path) -> int:
    """The place of its first price. Raises ValueError if it has none."""
    first = int(np.isnan(path.price).argmin())
    if np.isnan(path.price[first]):
        raise ValueError("paired: the path has no price")
    return first


def _market(terms: Terms, parameters: Parameters) -> Market:
    curve, fees = terms.funding_curve, parameters.fees
    return Market(
        side=int(SIDES[terms.side]),
        is_bear=terms.is_bear,
        band=Band(parameters.fall / WAD, parameters.rise / WAD),
        accrual=Accrual(
            float(curve.floor), float(curve.slope), float(curve.steep),
            parameters.max_index / ONE, fees.management / WAD,
        ),
        window=parameters.window,
        period=parameters.period,
        rebalance=fees.rebalance / WAD,
        reward=fees.reward / WAD,
        max_reward=fees.max_reward / UNIT,
    )  # fmt: skip


def _opening(terms: Terms, equity: float, price: float) -> Position:
    underlying, leveraged, funding = terms.opening(equity, price)
    reference = in_quote(terms.is_bear, price)
    liquidity = Vault(underlying - leveraged, underlying - funding)
    return Position(
        float(terms.target), underlying, reference, 1.0, Vault(leveraged, 0.0), Vault(0.0, funding), liquidity
    )  # fmt: skip
