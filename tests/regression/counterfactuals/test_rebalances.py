# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on rebalances: what may start one, where it ends, what it may cost."""

from functools import partial

import boa

from tests.regression.counterfactuals.leverage import ETHER, PERCENT, bull
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual, dearest
from tests.support.planted import Change
from tests.unit.leveraged_token.world import ALL, TokenWorld

RULE = "leverage/rebalance_rule.vy"
DUST = ETHER // 1_000


def _lost(world: TokenWorld, dollars: int, before: int) -> float:
    return 1 - max(world.equity(dollars), 0) / before


@counterfactual(
    "tolerance above 1/R",
    Change(RULE, "breakpoint=E36 // (2 * convert(tolerance.emergency, uint256))", "breakpoint=RATIO_CAP"),
    maximum=0.67,
    minimum=0.95,
)
def test_no_tolerance_takes_all_equity(accounts: Accounts) -> float:
    """From R = 1/(2 tol) the tolerance falls as 1/R^2, because equity is scarce there: whoever takes all that they may
    at R = 40 leaves a third of it. With a level tolerance they leave next to nothing, and what comes then is the
    lenders' loss."""
    world = bull(accounts)
    world.set_dollars(2_051)
    before = world.equity(2_051)
    left = before
    for size in (15 * ETHER, 50 * ETHER, ALL):
        cost = dearest(partial(world.deleverage, accounts.attacker, size), 3 * PERCENT)
        with boa.env.anchor():
            attempt(world.deleverage, accounts.attacker, size, cost)
            left = min(left, world.equity(2_051))
    return 1 - left / before


@counterfactual(
    "full tolerance at the starting R",
    Change(
        RULE,
        "area: uint256 = self._area_over(rule, start) - self._area_over(rule, end)",
        "edge: uint256 = start - 10**12\n        area: uint256 = (self._area_over(rule, start)"
        " - self._area_over(rule, edge)) * (start - end) // 10**12",
    ),
    maximum=0.045,
    minimum=0.085,
)
def test_a_fill_costs_the_mean_over_its_path(accounts: Accounts) -> float:
    """At R = 6 a fill may cost 3% of what it moves, at R = 3 nothing much: the mean over the path is what counts."""
    world = bull(accounts)
    world.set_dollars(2_400)
    before = world.equity(2_400)
    world.deleverage(
        accounts.filler, cost=dearest(lambda cost: world.deleverage(accounts.filler, cost=cost), 3 * PERCENT)
    )
    return _lost(world, 2_400, before)


@counterfactual(
    "plain mean",
    Change(RULE, "(start - end) * WAD + rounding.mul_div_up(end, area, WAD)", "(start - end) * WAD"),
    maximum=1e-4,
    minimum=0.0015,
)
def test_a_fill_in_pieces_takes_no_more_than_one(accounts: Accounts) -> float:
    """c = m/(1 + R*m) and not the mean m itself: with m, pieces cost holders more than the whole. Counted is what they
    cost more, of the equity."""
    world = bull(accounts)
    world.set_dollars(2_400)
    before = world.equity(2_400)

    def fill(pieces: int) -> float:
        for piece in range(pieces):
            size = ALL if piece == pieces - 1 else 50 * ETHER // pieces
            cost = dearest(partial(world.deleverage, accounts.filler, size), 3 * PERCENT)
            attempt(world.deleverage, accounts.filler, size, cost)
        return _lost(world, 2_400, before)

    with boa.env.anchor():
        whole = fill(1)
    return fill(5) - whole


@counterfactual(
    "a dust fill that reverts every keeper",
    Change(
        RULE,
        "self.sale(min(min(volume, collateral), maximum), debt, price, cost)",
        "self.sale(min(collateral, maximum), debt, price, cost)",
    ),
    maximum=1e-6,
    minimum=1,
)
def test_dust_in_front_of_a_keeper_stops_no_rescue(accounts: Accounts) -> float:
    """The contract computes the volume when it fills. If the keeper names it, dust before them makes them pass the
    target, they are refused, and the next fall of the price finds the leverage where it was."""
    world = bull(accounts)
    world.set_dollars(2_400)
    attempt(world.deleverage, accounts.attacker, DUST)
    attempt(world.deleverage, accounts.keeper, 50 * ETHER)
    world.set_dollars(1_990)
    return _lost(world, 1_990, (50 * 1_990 - 80_000) * 10**6)


@counterfactual(
    "no tolerance on the under-levered side",
    Change(
        RULE,
        "self.allowed_cost(rule, ratio, max(ratio, self.ratio_down(bought, debt + volume)))",
        "0",
    ),
    maximum=0.01,
    minimum=0.2,
)
def test_somebody_comes_when_leverage_is_too_low(accounts: Accounts) -> float:
    """Too little leverage endangers nobody, but holders paid for 3x. A keeper whose venue costs 0.05% brings it back
    after a rise, if they may. Counted is what the next rise of 20% fails to bring."""
    world = bull(accounts)
    world.set_dollars(3_600)
    attempt(world.releverage, accounts.keeper, cost=PERCENT // 20)
    before = world.equity(3_600)
    world.set_dollars(4_320)
    return 1 - (world.equity(4_320) - before) / (before * 3 / 5)
