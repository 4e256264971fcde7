# SPDX-License-Identifier: Apache-2.0
"""What a filler who never quite ends a rebalance takes from holders: nothing more than one who does."""

import random
from collections.abc import Iterator
from typing import Any

import boa

from tests.regression.audit.known import attempt
from tests.support.contracts import deploy
from tests.unit.leveraged_token.world import DAY, E36, SHARE, TokenTerms, TokenWorld

USD = 10**6
PER_DAY, DAYS = 48, 12
PARKED = 0.0052  # of the assets wanted: what a fill leaves, just short of its landing
ENDED = 0.0


def prices() -> Iterator[float]:
    """A random walk with 70% volatility a year, from $3,000."""
    draw, price = random.Random(1), 3_000.0
    for _ in range(DAYS * PER_DAY):
        price *= 1 + draw.gauss(0, 0.7 / (365 * PER_DAY) ** 0.5)
        yield price


def fill(world: TokenWorld, lens: Any, filler: str, left: float) -> float:
    """Fills all but `left` of the gap at the highest cost that allows itself; returns what holders pay, units."""
    collateral, debt, _ = world.balance_sheet()
    price = int(world.oracle.rescue_price()[0])
    assets = collateral * price // E36
    rule = world.token.rule()
    over = assets * 10**18 > rule.target * (assets - debt)
    wanted = (rule.upper_landing if over else rule.lower_landing) * (assets - debt) / 10**18
    volume = abs(assets - wanted) - left * wanted
    if volume <= 0:
        return 0.0
    maximum = int(volume * E36 / price) if over else int(volume)
    if not lens.fill(world.address, over, maximum, 0).out:
        return 0.0
    low, high = -(10**15), 3 * 10**16
    while high - low > 10**12:
        middle = (low + high) // 2
        answer = lens.fill(world.address, over, maximum, middle)
        low, high = (middle, high) if answer.out and middle <= answer.allowed else (low, middle)
    moved = lens.fill(world.address, over, maximum, low).moved
    done = attempt(world.deleverage if over else world.releverage, filler, maximum, low)
    return 0.0 if done is None else moved * low / 10**18


def test_nothing_is_gained_by_parking(curator: str, guardian: str, holder: str, filler: str) -> None:
    """LEV-END-03. Fills that never quite land cost no more than those that do: outside the band is all that opens one.

    Before, a fill that ended just off its target kept band and interval from binding: 0.17% of the equity a week.
    """
    world = TokenWorld(curator, guardian, TokenTerms(lent=20_000_000, landing=65 * 10**16))
    lens = deploy("Lens")
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)

    fills: list[float] = []

    def paid(left: float) -> float:
        total = 0.0
        with boa.env.anchor():
            for price in prices():
                world.wait(DAY // PER_DAY)
                world.oracle.set_price(int(price * USD * E36 // 10**18))
                paid = fill(world, lens, filler, left)
                fills.append(paid)
                total += paid
        return total / USD

    parked, ended = paid(PARKED), paid(ENDED)
    assert sum(1 for cost in fills if cost > 0) >= 4, "the path was to leave the band"
    assert parked <= ended * 1.1, f"of $100,000 holders pay ${parked:,.0f} in {DAYS} days, instead of ${ended:,.0f}"
