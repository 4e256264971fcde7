# SPDX-License-Identifier: Apache-2.0
"""What a filler who never quite ends a rebalance takes from holders."""

import random
from collections.abc import Iterator
from typing import Any

import boa

from tests.regression.audit.known import attempt, known_issue
from tests.support.contracts import deploy
from tests.support.engine import now
from tests.unit.leveraged_token.world import DAY, E36, REBALANCING, SHARE, TokenTerms, TokenWorld

TARGET = 3
USD = 10**6
PER_DAY, DAYS = 48, 3
PARKED = (0.0052, 0.012)  # of the assets wanted: what a fill leaves, just not on target, and the least gap it comes for
ENDED = (0.0, 0.0)


def prices() -> Iterator[float]:
    """A random walk with 70% volatility a year, from $3,000."""
    draw, price = random.Random(1), 3_000.0
    for _ in range(DAYS * PER_DAY):
        price *= 1 + draw.gauss(0, 0.7 / (365 * PER_DAY) ** 0.5)
        yield price


def is_due(world: TokenWorld) -> bool:
    """Whether a rebalance may start."""
    sheet, rule = world.token.balance_sheet(), world.token.rule()
    assets = sheet.collateral * world.oracle.rescue_price()[0] // E36
    ratio = assets * 10**18 // (assets - sheet.debt)
    begun = sheet.state & REBALANCING or now() > sheet.last_on_target + rule.interval
    return bool(begun or not rule.lower <= ratio <= rule.upper)


def fill(world: TokenWorld, lens: Any, filler: str, left: float, minimum: float) -> float:
    """Fills all but `left` of the gap at the highest cost that allows itself; returns what holders pay, units."""
    collateral, debt, _ = world.balance_sheet()
    price = int(world.oracle.rescue_price()[0])
    assets = collateral * price // E36
    wanted = TARGET * (assets - debt)
    if abs(assets - wanted) <= minimum * wanted:
        return 0.0
    over = assets > wanted
    volume = abs(assets - wanted) - left * wanted
    maximum = int(volume * E36 / price) if over else int(volume)
    low, high = -(10**15), 3 * 10**16
    while high - low > 10**12:
        middle = (low + high) // 2
        answer = lens.fill(world.address, over, maximum, middle)
        low, high = (middle, high) if answer.out and middle <= answer.allowed else (low, middle)
    moved = lens.fill(world.address, over, maximum, low).moved
    done = attempt(world.deleverage if over else world.releverage, filler, maximum, low)
    return 0.0 if done is None else moved * low / 10**18


@known_issue(70)
def test_nothing_is_gained_by_parking(curator: str, guardian: str, holder: str, filler: str) -> None:
    """Fills that never end on target keep band and interval from binding. They must cost no more than those of a
    keeper who comes when a rebalance is due and ends it."""
    world = TokenWorld(curator, guardian, TokenTerms(lent=20_000_000))
    lens = deploy("Lens")
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)

    def paid(left: float, minimum: float) -> float:
        total = 0.0
        with boa.env.anchor():
            for price in prices():
                world.wait(DAY // PER_DAY)
                world.oracle.set_price(int(price * USD * E36 // 10**18))
                if left or is_due(world):
                    total += fill(world, lens, filler, left, minimum)
        return total / USD

    parked, ended = paid(*PARKED), paid(*ENDED)
    assert parked <= ended * 1.1, f"of $100,000 holders pay ${parked:,.0f} in {DAYS} days, instead of ${ended:,.0f}"
