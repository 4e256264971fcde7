# SPDX-License-Identifier: Apache-2.0
"""A monopolist takes the highest cost that the rule allows: no higher one is found by trying hundreds."""

import random

import numpy as np

from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.leverage.keeper import ROOM, dearest, fill_at
from steelyard.simulator.leverage.position import Position
from steelyard.simulator.leverage.rule import Fill, in_floats
from steelyard.simulator.leverage.terms import QUOTE_UNIT
from steelyard.simulator.record import record_of

PRICE, EQUITY = 2_000.0, 1e6
RULE = in_floats(Borrowed().parameters(QUOTE_UNIT).rule())
Asked = tuple[Position, float, int, bool, float]


def situations(count: int) -> list[Asked]:
    """Ratios on both sides of the target, at several times since it was met, and a part of the whole rebalance."""
    rng, found = random.Random(1), []
    for _ in range(count):
        ratio = rng.uniform(1.5, 6)
        debt, is_over = (ratio - 1) * EQUITY, ratio > RULE.target
        position = record_of(Position, collateral=ratio * EQUITY / PRICE, debt=debt, supply=1e4)
        now = rng.choice([100, 4_000, 90_000, 200_000])
        whole = fill_at(position, RULE, debt, PRICE, now, is_over, 1e18, 0.0)
        found.append((position, debt, now, is_over, whole.out / rng.choice([1, 1.01, 2, 4, 8, 16])))
    return found


def higher(asked: Asked, cost: float) -> float:
    """By how much a cost that is allowed too is above this one."""
    position, debt, now, is_over, maximum = asked
    tried = cost + np.linspace(0, 0.003, 200)[1:]
    allowed = [one for one in tried if one <= fill_at(position, RULE, debt, PRICE, now, is_over, maximum, one).allowed]
    return float(max(allowed) - cost) if allowed else 0.0


def first_found(asked: Asked) -> tuple[Fill, float]:
    """What stops at the first cost that is allowed: the planted fault."""
    position, debt, now, is_over, maximum = asked
    cost = fill_at(position, RULE, debt, PRICE, now, is_over, maximum, 0.0).allowed - ROOM
    return fill_at(position, RULE, debt, PRICE, now, is_over, maximum, cost), cost


def test_no_higher_cost_is_allowed() -> None:
    played, worst, worst_of_first = 0, 0.0, 0.0
    for asked in situations(300):
        position, debt, now, is_over, maximum = asked
        fill, cost = dearest(position, RULE, debt, PRICE, now, is_over, maximum)
        if fill.out <= 0:
            continue
        played += 1
        worst = max(worst, higher(asked, cost))
        planted, first = first_found(asked)
        if first <= planted.allowed:
            worst_of_first = max(worst_of_first, higher(asked, first))
    assert played > 250
    assert worst < 1e-6
    assert worst_of_first > 1e-4, "the test would not find a keeper who stops too early"
