# SPDX-License-Identifier: Apache-2.0
"""A 3x bull and a -3x bear, and positions around every threshold."""

import random
from collections.abc import Iterator

from steelyard.model.clock import DAY
from steelyard.model.leverage.balance_sheet import BalanceSheet, Fees, State
from steelyard.model.leverage.rebalance_rule import E36, Rule, Tolerance
from steelyard.model.leverage.wind_down import Position
from steelyard.model.libraries.rounding import WAD

USD = 10**6
ETHER = 10**18
PRICE = 3_000 * USD * E36 // ETHER
FEES = Fees(mint=WAD // 1_000, redeem=WAD // 500, management=0, recipient="0x" + "fe" * 20)
TOLERANCE = Tolerance(
    minimum=10**15, over=10**16, emergency=3 * 10**16, under=5 * 10**15, overdue=5 * 10**15, slope=10**12
)
ASKED = 60  # random positions per test


def rule(is_bear: bool = False) -> Rule:
    """Of a 3x bull, or of a -3x bear."""
    offset = is_bear * WAD
    band = {"upper": 333 * 10**16 + offset, "lower": 27 * 10**17 + offset}
    return Rule.of(is_bear=is_bear, target=3 * WAD + offset, interval=DAY, tolerance=TOLERANCE, **band)


def position(ratio: float, state: int = 0, overdue: int = 0, elapsed: int = 0, price: int = PRICE) -> Position:
    """100 ether at $3,000 with a debt that makes the leverage `ratio`; below 1: under water by that part."""
    assets = 100 * ETHER * PRICE // E36
    debt = int(assets * (1 - 1 / ratio)) if ratio >= 1 else int(assets / max(ratio, 0.01))
    return Position(100 * ETHER, debt, price, State(state), overdue, elapsed)


def positions(seed: int) -> Iterator[Position]:
    """Random ones, of every state, on both sides of every threshold."""
    draw = random.Random(seed)
    for _ in range(ASKED):
        yield position(
            draw.choice([0.5, 0.99, 1.0, 1.5, 2.6, 2.7, 2.99, 3.0, 3.01, 3.33, 3.34, 4, 6, 12, 40, 49, 50, 51, 10**4]),
            draw.choice([0, 0, 1, 2, 3, 4, 4, 12, 12]),
            draw.choice([0, 0, 1, 3_600, DAY]),
            draw.choice([0, 1, 600, 1_800, 1_801, DAY, 3 * DAY - 1, 3 * DAY, 9 * DAY]),
            PRICE * draw.choice([100, 100, 99, 98, 50, 1]) // 100,
        )


def balance_sheet(
    supply: int, collateral: int = 100 * ETHER, debt: int = 200_000 * USD, state: int = 0
) -> BalanceSheet:
    """A balance sheet in which nothing but these counts."""
    return BalanceSheet(collateral, debt, supply, 0, State(state), 0, 0, 0, 0, 0, 0, 0, 0)
