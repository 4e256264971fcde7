# SPDX-License-Identifier: Apache-2.0
"""The market as its twin sees it; what is due as `rebalance` takes it; an answer in every state of the source."""

from dataclasses import replace
from typing import Any

import boa
import pytest

from steelyard.model.pairing import funding, valuation
from steelyard.model.pairing.outlook import rally_ceiling
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import Position, Side, Vault
from steelyard.model.pairing.wide import wide_down
from tests.support.pairing import E36, FT, LP, LT, live_terms
from tests.support.reverts import reason_of
from tests.unit.pairing_pool.world import DAY, HOUR, WAD, PoolWorld

UNBOUNDED = 2**256 - 1


def twin_of(position: Any, target: int) -> Position:
    vaults = [Vault(vault.leveraged, vault.funding) for vault in (position.leveraged, position.funding)]
    return Position(target, position.underlying, position.reference, position.index, *vaults)


def check_against_twin(world: PoolWorld, status: Any) -> None:
    """Demands every figure as the twin computes it from the same position."""
    terms, price = world.terms, status.price
    position = twin_of(status.position, terms.target)
    for side in Side:
        found, share = status.sides[side], world.share(side)
        worth = position.value(side, price)
        assert found.share == share.address
        assert found.supply == share.totalSupply()
        assert found.worth == worth // E36
        assert found.nav == wide_down(terms.dollars(worth, price), WAD, share.totalSupply())
        assert found.leverage == valuation.leverage(position, side, price)
    assert status.zero_point == position.zero_point
    assert status.kappa_leveraged == valuation.kappa_leveraged(position, price)
    assert status.rally_ceiling == rally_ceiling(terms.target, status.kappa_leveraged)
    assert status.utilization == funding.utilization(position, terms.mints_funding)
    assert status.funding_rate == funding.rate(terms.target, status.utilization)
    prices = Prices.around(terms.margin, price, status.mean)
    assert (status.low, status.high) == prices.both()


@pytest.mark.parametrize("target", [2, 3, 4, 5, 10])
def test_agrees_with_the_twin(lens: Any, target: int, holder: str) -> None:
    world = PoolWorld(replace(live_terms(target), commits=False))
    world.fund(holder)
    world.open()
    for side, units in ((LT, 15), (FT, 100), (LP, 50)):
        world.mint(side, units * world.unit, holder)
    status = lens.status(world.address)
    check_against_twin(world, status)
    assert status.kappa_funding == valuation.kappa_funding(twin_of(status.position, target), status.price)
    world.later(HOUR // 2, 2_000 * 1.02)
    moved = lens.status(world.address)
    check_against_twin(world, moved)
    assert moved.position.index > status.position.index
    assert moved.sides[LT].nav > status.sides[LT].nav


def test_agrees_with_the_twin_on_a_bear(lens: Any, holder: str) -> None:
    world = PoolWorld(live_terms(4, is_bear=True))
    world.fund(holder)
    world.open(2_000_000)
    world.mint(LT, 50_000 * world.unit, holder)
    world.later(HOUR // 2, 1_960)
    status = lens.status(world.address)
    check_against_twin(world, status)
    assert status.sides[LT].nav == pytest.approx(1.06 * WAD, rel=0.02)  # three times the fall, less the fee


def test_names_its_surroundings(lens: Any, world: PoolWorld) -> None:
    status = lens.status(world.address)
    assert (status.market, status.asset) == (world.address, world.asset.address)
    assert (status.source, status.delayed_orders) == (world.source.address, world.pool.ORDERS())
    assert (status.is_open, status.is_deprecated, status.is_usable, status.in_range) == (True, False, True, True)
    assert status.clocks == world.pool.clocks()
    assert (status.latest.price, status.latest.round) == (world.price(2_000), 1)
    assert [side.generation for side in status.sides] == [world.pool.generation(side) for side in (LT, FT, LP)]


def test_liquidity_that_waits_protects_nobody(lens: Any, world: PoolWorld) -> None:
    before = lens.status(world.address)
    world.enqueue(LP, world.share(LP).balanceOf(world.creator) // 2, world.creator)
    after = lens.status(world.address)
    position = twin_of(after.position, 3)
    state = world.share(LP).state()
    leaving = -(-position.value(Side.LIQUIDITY, after.price) * sum(state.epochs) // (state.supply * after.price))
    assert after.kappa_funding == valuation.kappa_funding(position, after.price, leaving) > before.kappa_funding
    assert after.kappa_leveraged == before.kappa_leveraged


def test_what_funding_costs(lens: Any, world: PoolWorld) -> None:
    """A day of it, as the NAV of LT shows at a flat price."""
    before = lens.status(world.address)
    world.later(DAY, 2_000)
    world.source.put_at(world.price(2_000), world.price(2_000), boa.env.timestamp - DAY, boa.env.timestamp)
    after = lens.status(world.address)
    elapsed = after.position.index - before.position.index
    seconds = elapsed // before.funding_rate
    assert 0 < seconds <= DAY
    lost = 1 - after.sides[LT].nav / before.sides[LT].nav
    assert lost == pytest.approx(before.funding_cost / WAD * seconds / (365 * DAY), rel=1e-6)
    assert before.funding_cost == pytest.approx(2 * before.funding_rate, rel=1e-9)


def test_a_rally_past_the_ceiling(lens: Any, world: PoolWorld) -> None:
    """Above one kappa says that LT stands below its target already: the ceiling lies under the price."""
    world.mint(LT, world.unit * 60, world.creator)
    for dollars in (2_240, 2_508, 2_809, 3_146, 3_523, 3_946, 4_420, 4_950):
        world.later(HOUR, dollars)
        world.rebalance()
    world.see(5_400)
    status = lens.status(world.address)
    assert status.kappa_leveraged > WAD
    assert status.rally_ceiling == rally_ceiling(3, status.kappa_leveraged) < WAD


# ------------------------------------------------------------------ what is due


def rebalance_outcome(world: PoolWorld, keeper: str) -> tuple[str, int]:
    """What `rebalance` would answer: the reason of its refusal, and its steps."""
    with boa.env.anchor():
        try:
            return "", world.rebalance(keeper)[0]
        except boa.BoaError as refused:
            return reason_of(refused), 0


NOT_DUE, WAITS = "rebalance: not due", "rebalance: spot far from twap"


@pytest.mark.parametrize(
    ("spot", "mean", "after", "reason", "backlog"),
    [
        (2_000, 2_000, HOUR, NOT_DUE, False),
        (2_000, 2_000, DAY, "", False),
        (2_000, 2_100, DAY, WAITS, False),
        (1_700, 1_990, HOUR, NOT_DUE, False),  # a wick
        (1_750, 1_760, HOUR, "", False),
        (1_750, 1_690, HOUR, WAITS, False),
        (1_500, 1_700, HOUR, "", True),
        (2_250, 2_250, HOUR, "", False),
        (2_600, 2_300, HOUR, "", True),
    ],
)
def test_what_is_due(
    lens: Any, world: PoolWorld, keeper: str, spot: int, mean: int, after: int, reason: str, backlog: bool
) -> None:
    world.wait(after)
    world.see(spot, mean)
    status = lens.status(world.address)
    assert status.scheduled_at == world.pool.clocks().last_rebalance + world.terms.period
    refusal, _ = rebalance_outcome(world, keeper)
    assert refusal == reason
    assert (status.is_due, status.rebalance_open, status.backlog) == (reason != NOT_DUE, reason == "", backlog)
    low, high = 1_800, 2_000 * 10 / 9
    assert status.in_range == (low <= spot <= high and low <= mean <= high)


def test_a_queue_makes_it_due(lens: Any, world: PoolWorld, keeper: str, holder: str) -> None:
    world.enqueue(LT, WAD, holder)
    for seconds, due in ((HOUR - 1, False), (1, True)):
        world.later(seconds, 2_000)
        status = lens.status(world.address)
        assert (status.is_due, status.rebalance_open) == (due, due)
        assert rebalance_outcome(world, keeper)[0] == ("" if due else NOT_DUE)


# ------------------------------------------------------------------ no price, no market


def check_unusable(status: Any) -> None:
    assert not status.is_usable and not status.in_range
    assert (status.mean, status.low, status.high) == (0, 0, 0)
    assert not status.rebalance_open and not status.backlog


def test_a_stale_source(lens: Any, world: PoolWorld) -> None:
    world.wait(DAY)
    status = lens.status(world.address)
    check_unusable(status)
    assert status.latest.fresh_until < boa.env.timestamp
    assert status.price == status.latest.price == world.price(2_000) and status.sides[LT].nav > 0
    assert status.is_due  # by the period, though nobody can rebalance


@pytest.mark.parametrize("faults", [(True, False, False), (False, True, False)])
def test_a_source_without_an_answer(lens: Any, world: PoolWorld, faults: tuple[bool, bool, bool]) -> None:
    world.see(1_900)
    world.mint(LT, world.unit, world.creator)  # the market has seen it
    world.source.set_faults(*faults)
    status = lens.status(world.address)
    check_unusable(status)
    assert status.latest.round == status.latest.price == 0
    assert status.price == world.price(1_900) == status.clocks.last_price
    assert status.sides[LT].worth > 0


def test_a_history_that_is_too_short(lens: Any, world: PoolWorld) -> None:
    world.source.put(world.price(1_950), 0)
    status = lens.status(world.address)
    check_unusable(status)
    assert status.price == status.latest.price == world.price(1_950)


def test_a_market_that_is_not_open(lens: Any) -> None:
    world = PoolWorld()
    status = lens.status(world.address)
    assert not status.is_open and status.is_usable
    assert (status.rally_ceiling, status.kappa_leveraged, status.kappa_funding) == (UNBOUNDED, 0, 0)
    assert (status.is_due, status.rebalance_open, status.scheduled_at) == (False, False, 0)
    assert all((side.supply, side.nav, side.worth) == (0, 0, 0) for side in status.sides)
    world.kill_source()
    assert lens.status(world.address).price == 0


def test_a_bear_that_is_not_open_and_has_no_price(lens: Any) -> None:
    world = PoolWorld(live_terms(4, is_bear=True))
    world.kill_source()
    check_unusable(lens.status(world.address))


def test_a_deprecated_market(lens: Any, world: PoolWorld, keeper: str) -> None:
    world.wait(2 * HOUR)
    world.deprecate(keeper)
    status = lens.status(world.address)
    assert status.is_deprecated and all(side.is_closed for side in status.sides)
    assert (status.position.underlying, status.is_due, status.rebalance_open) == (0, False, False)


def test_an_ended_generation(lens: Any, world: PoolWorld, holder: str) -> None:
    """Nearly everything of LT leaves; then a fall leaves the seed less than a dollar."""
    world.redeem(LT, world.share(LT).balanceOf(holder), holder)
    for dollars in (1_700, 1_400, 1_150, 930):
        world.later(HOUR, dollars)
        world.rebalance()
    before = lens.status(world.address)
    assert before.sides[LT].is_closed and not before.sides[FT].is_closed
    assert (before.sides[LT].generation, before.sides[LT].supply, before.sides[LT].nav) == (1, 0, 0)
    world.mint(LT, world.unit, holder)
    after = lens.status(world.address)
    assert (after.sides[LT].is_closed, after.sides[LT].generation) == (False, 2)
    check_against_twin(world, after)


def test_the_crash_floor(lens: Any, world: PoolWorld) -> None:
    """A fall in small steps leaves FT whole until there, and not below."""
    world.mint(FT, 150 * world.unit, world.creator)
    floor = lens.status(world.address).kappa_funding / WAD
    whole = world.value(FT, 2_000)
    dollars = 2_000.0
    while dollars * 0.88 > 2_000 * floor:
        dollars *= 0.88
        world.later(HOUR, dollars)
        world.rebalance()
    assert world.value(FT, dollars) >= whole * (1 - 1e-9)
    for _ in range(2):
        dollars *= 0.88
        world.later(HOUR, dollars)
        world.rebalance()
    world.see(dollars * 0.91)
    assert world.value(FT, dollars * 0.91) < whole * 0.99
