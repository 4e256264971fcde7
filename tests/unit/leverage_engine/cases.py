# SPDX-License-Identifier: Apache-2.0
"""A 3x bull and a -3x bear, and positions and endings around every threshold."""

import random
from collections.abc import Iterator

from steelyard.model.clock import DAY, HOUR
from steelyard.model.leverage.balance_sheet import BalanceSheet, Fees
from steelyard.model.leverage.lifecycle import FLOOR, Ending, Position, Stage
from steelyard.model.leverage.rebalance_rule import E36, Rule
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import TOLERANCE

USD = 10**6
ETHER = 10**18
NOW = 1_700_000_000
PRICE = 3_000 * USD * E36 // ETHER
FEES = Fees(mint=WAD // 1_000, redeem=WAD // 500, management=0, recipient="0x" + "fe" * 20)
ASKED = 60  # random positions per test


def rule(is_bear: bool = False) -> Rule:
    """Of a 3x bull, or of a -3x bear, with the usual landing."""
    offset = is_bear * WAD
    band = {"upper": 333 * 10**16 + offset, "lower": 27 * 10**17 + offset}
    return Rule.of(is_bear=is_bear, target=3 * WAD + offset, landing=65 * WAD // 100, tolerance=TOLERANCE, **band)


def position(ratio: float, price: int = PRICE, number: int = 2, alive_at: int = 0) -> Position:
    """100 ether at $3,000 with a debt that makes the leverage `ratio`; below 1: under water by that part."""
    assets = 100 * ETHER * PRICE // E36
    debt = int(assets * (1 - 1 / ratio)) if ratio >= 1 else int(assets / max(ratio, 0.01))
    return Position(100 * ETHER, debt, price, number, alive_at)


def ending(stage: int = 0, gap: int = 600, clock: int = 0, reported: int = 0) -> Ending:
    """In `stage`, its last call `gap` seconds ago; of sales the last fill saw A <= D."""
    sold = stage in (Stage.SALE, Stage.DEAD_SALE)
    return Ending(
        Stage(stage), PRICE, NOW - gap, reported, NOW - gap if stage else 0, 1 if stage else 0, clock,
        clock if stage == Stage.SALE else 0, sold, FLOOR if sold else 0, PRICE if sold else 0,
    )  # fmt: skip


def positions(seed: int) -> Iterator[tuple[Ending, Position]]:
    """Random ones, of every stage, on both sides of every threshold."""
    draw = random.Random(seed)
    for _ in range(ASKED):
        yield (
            ending(
                draw.choice([0, 0, 1, 1, 2, 2, 3, 3, 4]),
                draw.choice([0, 1, 599, 600, 1_199, 1_200, HOUR, 2 * HOUR, 8 * DAY]),
                draw.choice([0, 600, 1_800]),
                draw.choice([0, NOW - 7 * DAY, NOW - 2 * HOUR, NOW - 1]),
            ),
            position(
                draw.choice(
                    [0.5, 0.99, 1.0, 1.5, 2.6, 2.7, 2.99, 3.0, 3.01, 3.33, 3.34, 4, 6, 12, 40, 49, 50, 51, 10**4]
                ),
                draw.choice([PRICE, PRICE, PRICE * 99 // 100, PRICE // 2, 0, 2**160]),
                draw.choice([1, 2]),
                draw.choice([0, 0, NOW - 1]),
            ),
        )


def balance_sheet(
    supply: int, collateral: int = 100 * ETHER, debt: int = 200_000 * USD, state: int = 0
) -> BalanceSheet:
    """A balance sheet in which nothing but these counts."""
    return BalanceSheet(collateral, debt, supply, 0, Stage(state), 0, 0, 0, 0, 0, 0, 0, False, 0, 0, 0, 0, 0)
