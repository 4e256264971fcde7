# SPDX-License-Identifier: Apache-2.0
"""What a keeper of a paired pool does: come when a rebalance is due, and know what it would do and pay."""

from dataclasses import dataclass

from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.pairing_engine import Rebalanced
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import wide_down


@dataclass(frozen=True)
class Rebalance:
    """What a rebalance would do now, and its reward in units of the underlying."""

    outcome: Rebalanced
    reward: int


def preview(pool: PairingPool) -> Rebalance | None:
    """What rebalancing a pool of the model would do now; None if it would be refused."""
    terms = pool.parameters
    try:
        reading, mean = pool.source.latest_and_mean(terms.window)
        leveraged, funding, liquidity = (pool.tokens[side].state() for side in Side)
        outcome = engine.rebalance(
            pool.accrued_position(), terms, reading.price, mean, is_scheduled(pool, pool.clock.now),
            (leveraged, funding, liquidity), pool.cut,
        )  # fmt: skip
    except Reverted:
        return None
    return Rebalance(outcome, min(terms.fees.max_reward, wide_down(outcome.fee, terms.fees.reward, WAD)))


def is_scheduled(pool: PairingPool, now: int) -> bool:
    """Whether a period has gone by since the last rebalance."""
    return now >= pool.last_rebalance + pool.parameters.period


def is_due(pool: PairingPool, mean: int, *, for_queues: bool) -> bool:
    """Whether a keeper comes at a TWAP of `mean`: out of range, on schedule, or for a queue that has waited."""
    on_time = pool.is_due() if for_queues else is_scheduled(pool, pool.clock.now)
    return on_time or not pool.band.holds(pool.position.reference, mean)
