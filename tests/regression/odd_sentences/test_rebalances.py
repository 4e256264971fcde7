# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on rebalances: what may start one, where it ends, what it may cost."""

import boa

from tests.regression.odd_sentences.leveraged import ETHER, PERCENT, TOKEN, bull
from tests.regression.odd_sentences.obvious import Cast, attempt, dearest, odd_sentence
from tests.support.planted import Change
from tests.unit.leveraged_token.world import ALL, DAY, TokenWorld

RULE = "leverage/rebalance_rule.vy"
DUST = ETHER // 1_000


def _lost(world: TokenWorld, dollars: int, before: int) -> float:
    return 1 - max(world.equity(dollars), 0) / before


@odd_sentence(
    "tolerance above 1/R",
    Change(RULE, "knee=E36 // (2 * convert(p.tolerance.emergency, uint256))", "knee=RATIO_CAP"),
    most=0.67,
    least=0.95,
)
def test_no_tolerance_takes_all_equity(cast: Cast) -> float:
    """From R = 1/(2 tol) the tolerance falls as 1/R^2, because equity is scarce there: whoever takes all that he may
    at R = 40 leaves a third of it. With a level tolerance he leaves next to nothing, and what comes then is the
    lenders' loss."""
    world = bull(cast)
    world.set_dollars(2_051)
    before = world.equity(2_051)
    left = before
    for size in (15 * ETHER, 50 * ETHER, ALL):
        cost = dearest(lambda cost, size=size: world.deleverage(cast.attacker, size, cost), 3 * PERCENT)
        with boa.env.anchor():
            attempt(world.deleverage, cast.attacker, size, cost)
            left = min(left, world.equity(2_051))
    return 1 - left / before


@odd_sentence(
    "full tolerance at the starting R",
    Change(
        RULE,
        "area = self._area_over(rule, start, lowest) - self._area_over(rule, landing, lowest)",
        "edge: uint256 = start - 10**12\n        area = (self._area_over(rule, start, lowest)"
        " - self._area_over(rule, edge, lowest)) * convert(run, int256) // 10**12",
    ),
    most=0.045,
    least=0.085,
)
def test_a_fill_costs_the_mean_over_its_path(cast: Cast) -> float:
    """At R = 6 a fill may cost 3% of what it moves, at R = 3 nothing much: the mean over the path is what counts."""
    world = bull(cast)
    world.set_dollars(2_400)
    before = world.equity(2_400)
    world.deleverage(cast.filler, cost=dearest(lambda cost: world.deleverage(cast.filler, cost=cost), 3 * PERCENT))
    return _lost(world, 2_400, before)


@odd_sentence(
    "plain mean",
    Change(RULE, "convert(run * WAD, int256) + convert(landing, int256) * area // IWAD", "convert(run * WAD, int256)"),
    most=1e-4,
    least=0.0015,
)
def test_a_fill_in_pieces_takes_no_more_than_one(cast: Cast) -> float:
    """c = m/(1 + R*m) and not the mean m itself: with m, pieces cost holders more than the whole. Counted is what they
    cost more, of the equity."""
    world = bull(cast)
    world.set_dollars(2_400)
    before = world.equity(2_400)

    def fill(pieces: int) -> float:
        for piece in range(pieces):
            size = ALL if piece == pieces - 1 else 50 * ETHER // pieces
            cost = dearest(lambda cost, size=size: world.deleverage(cast.filler, size, cost), 3 * PERCENT)
            attempt(world.deleverage, cast.filler, size, cost)
        return _lost(world, 2_400, before)

    with boa.env.anchor():
        whole = fill(1)
    return fill(5) - whole


@odd_sentence(
    "a dust fill that reverts every keeper",
    Change(
        RULE,
        "self._sale(min(min(volume, collateral), most), debt, price, cost)",
        "self._sale(min(collateral, most), debt, price, cost)",
    ),
    most=1e-6,
    least=1,
)
def test_dust_in_front_of_a_keeper_stops_no_rescue(cast: Cast) -> float:
    """The contract computes the volume when it fills. If the keeper names it, dust before him makes him pass the
    target, he is refused, and the next fall of the price finds the leverage where it was."""
    world = bull(cast)
    world.set_dollars(2_400)
    attempt(world.deleverage, cast.attacker, DUST)
    attempt(world.deleverage, cast.keeper, 50 * ETHER)
    world.set_dollars(1_990)
    return _lost(world, 1_990, (50 * 1_990 - 80_000) * 10**6)


@odd_sentence(
    "a dust fill that resets the schedule",
    Change(
        TOKEN,
        "            closing.state |= balance_book.REBALANCING\n",
        "            closing.last_on_target = block.timestamp\n",
    ),
    most=1e-6,
    least=0.4,
)
def test_dust_does_not_reset_the_clock(cast: Cast) -> float:
    """Only a fill that ends on target does. Else dust once a day parks the leverage in the band, and a fall takes more
    than the target would have lost: counted is what is left of that."""

    def crash(world: TokenWorld) -> int:
        attempt(world.deleverage, cast.keeper)
        world.set_dollars(2_035)
        return world.equity(2_035)

    world = bull(cast)
    world.set_dollars(2_950)
    world.wait(DAY + 1)
    with boa.env.anchor():
        promised = crash(world)
    attempt(world.deleverage, cast.attacker, DUST)
    return 1 - crash(world) / promised


@odd_sentence(
    "no tolerance on the under-levered side",
    Change(
        RULE,
        "self.allowed_cost(rule, self.ratio_down(assets, debt), self.ratio_down(bought, debt + volume), lowest)",
        "0",
    ),
    most=0.01,
    least=0.2,
)
def test_somebody_comes_when_leverage_is_too_low(cast: Cast) -> float:
    """Too little leverage endangers nobody, but holders paid for 3x. A keeper whose venue costs 0.05% brings it back
    after a rise, if he may. Counted is what the next rise of 20% fails to bring."""
    world = bull(cast)
    world.set_dollars(3_600)
    attempt(world.releverage, cast.keeper, cost=PERCENT // 20)
    before = world.equity(3_600)
    world.set_dollars(4_320)
    return 1 - (world.equity(4_320) - before) / (before * 3 / 5)
