# SPDX-License-Identifier: Apache-2.0
import boa
import pytest

from steelyard.model.pairing.parameters import PERCENT, Fees
from tests.support.engine import now
from tests.support.pairing import FOREVER, FT, LP, LT, live_terms
from tests.support.reverts import reverts
from tests.unit.delayed_orders.world import MILLION, MINUTE, OrdersWorld
from tests.unit.pairing_pool.world import WAD, plain_terms


def test_a_mint_at_the_first_price_after_it_by_anybody(world: OrdersWorld, holder: str, keeper: str) -> None:
    """A direct comparison: without fees and margin, a later price that is better for the owner changes nothing."""
    plain = OrdersWorld(holder, terms=plain_terms(10, commits=True))
    number = plain.commit(True, LT, plain.unit, holder)
    plain.later(MINUTE, 2_040)
    plain.later(MINUTE, 2_000)
    shares = plain.delayed_orders.execute(number, sender=keeper)
    event = plain.orders_event("Execute")
    assert (event.number, event.owner, event.result) == (number, holder, shares)
    assert plain.share(LT).balanceOf(holder) == shares
    assert plain.held == 0
    at_once = OrdersWorld(holder, terms=plain_terms(10, commits=True)).invest(world.unit, holder)
    assert shares < at_once * 9 // 10
    plain.check()


def test_every_kind_of_order(world: OrdersWorld, holder: str) -> None:
    minted = [world.commit(True, side, world.unit, holder) for side in (LT, FT, LP)]
    world.later(MINUTE, 2_000)
    for side, number in zip((LT, FT, LP), minted, strict=True):
        assert world.delayed_orders.execute(number) == world.share(side).balanceOf(holder) > 1_900 * WAD
    redeemed = [world.commit(False, side, world.share(side).balanceOf(holder), holder) for side in (LT, FT)]
    world.later(MINUTE, 2_000)
    for side, number in zip((LT, FT), redeemed, strict=True):
        before = world.asset.balanceOf(holder)
        paid = world.delayed_orders.execute(number)
        assert world.asset.balanceOf(holder) - before == paid > world.unit * 9 // 10
        assert world.share(side).balanceOf(holder) == world.share(side).balanceOf(world.delayed_orders.address) == 0
    world.check()


def test_once(invested: OrdersWorld) -> None:
    with reverts("order: unknown"):
        invested.delayed_orders.execute(0)
    with reverts("order: unknown"):
        invested.delayed_orders.execute(1)


def test_not_at_a_price_that_was_known(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, 1, holder)
    with reverts("order: no update yet"):
        world.delayed_orders.execute(number)


def test_not_at_a_price_that_came_within_a_minute(world: OrdersWorld, holder: str) -> None:
    """On the way it may have been before the order was given."""
    number = world.commit(True, LT, world.unit, holder)
    world.later(MINUTE - 1, 1_990)
    with reverts("order: no update yet"):
        world.delayed_orders.execute(number)
    world.later(1, 2_000)
    assert world.delayed_orders.execute(number)


def test_the_first_price_after_a_minute_counts_not_the_one_before_it(holder: str) -> None:
    shares = []
    for early in (1_960, 2_040):
        plain = OrdersWorld(holder, terms=plain_terms(10, commits=True))
        number = plain.commit(True, LT, plain.unit, holder)
        plain.later(MINUTE - 1, early)
        plain.later(1, 2_000)
        plain.later(2 * 900, 2_000)
        plain.later(900, 2_000)
        shares.append(plain.delayed_orders.execute(number))
    assert shares[0] == shares[1]


def test_not_after_more_rounds_than_are_looked_at(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, world.unit, holder)
    for _ in range(64):
        world.later(0, 2_000)
    world.later(MINUTE, 2_000)
    with reverts("order: too many rounds"):
        world.delayed_orders.execute(number)


def test_whoever_executes_gets_the_bounty_out_of_the_order(holder: str, keeper: str) -> None:
    bounty = 10**15
    world = OrdersWorld(holder, terms=live_terms(10, fees=Fees(max_reward=bounty)))
    assert world.delayed_orders.BOUNTY() == bounty
    minted = world.commit(True, LT, world.unit, holder)
    world.later(MINUTE, 2_000)
    shares = world.delayed_orders.execute(minted, sender=keeper)
    event = world.orders_event("Execute")
    assert (event.executor, event.bounty) == (keeper, bounty)
    assert (world.asset.balanceOf(keeper), world.held) == (bounty, 0)
    redeemed = world.commit(False, LT, shares, holder)
    world.later(MINUTE, 2_000)
    before = world.asset.balanceOf(holder)
    assert world.delayed_orders.execute(redeemed, sender=keeper) == world.asset.balanceOf(holder) - before
    assert (world.asset.balanceOf(keeper), world.held) == (2 * bounty, 0)
    world.check()


def test_what_is_worth_less_than_the_bounty_is_not_executed(holder: str) -> None:
    world = OrdersWorld(holder, terms=live_terms(10, fees=Fees(max_reward=10**15)))
    shares = world.invest(world.unit, holder)
    number = world.commit(False, LT, shares // 10**6, holder)
    world.later(MINUTE, 2_000)
    with reverts("redeem: below minimum"):
        world.delayed_orders.execute(number)


def test_not_after_its_deadline(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, world.unit, holder, deadline=now() + MINUTE)
    world.later(MINUTE + 1, 2_000)
    with reverts("order: expired"):
        world.delayed_orders.execute(number)


def test_not_below_its_minimum(world: OrdersWorld, holder: str) -> None:
    world.delayed_orders.commit(True, LT, world.unit, 2_000 * WAD, FOREVER, holder, sender=holder)
    world.later(MINUTE, 2_000)
    with reverts("mint: below minimum"):
        world.delayed_orders.execute(0)
    assert world.held == world.unit


def test_not_where_its_price_is_out_of_range(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, world.unit, holder)
    world.later(MINUTE, 2_100)
    world.later(MINUTE, 2_000)
    with reverts("price: out of range"):
        world.delayed_orders.execute(number)


def test_an_order_redeems_its_own_generation_only(invested: OrdersWorld, holder: str) -> None:
    number = invested.commit(False, LT, invested.share(LT).balanceOf(holder), holder)
    invested.end_generation()
    invested.later(MINUTE, 800)
    with reverts("order: generation ended"):
        invested.delayed_orders.execute(number)
    again = invested.commit(True, LT, invested.unit, holder)
    invested.later(MINUTE, 800)
    assert invested.delayed_orders.execute(again)
    with reverts("order: generation ended"):
        invested.delayed_orders.execute(number)


def test_after_a_consolidation_whole_shares_are_redeemed(holder: str) -> None:
    world = OrdersWorld(holder, terms=plain_terms(10, commits=True), units=20_000)
    shares = world.invest(1_500 * world.unit, holder)
    number = world.commit(False, LT, shares - 1, holder)
    world.later(MINUTE, 640)
    world.rebalance()
    world.pool.consolidate(LT)
    world.later(MINUTE, 640)
    assert world.delayed_orders.execute(number) > 0
    share = world.share(LT)
    assert share.index() == MILLION
    assert share.raw_balance(world.delayed_orders.address) == (shares - 1) % MILLION
    world.check()


@pytest.fixture
def capped(holder: str) -> tuple[OrdersWorld, int]:
    """An order of the holder for FT, which has had its price, and liquidity that is about to leave."""
    world = OrdersWorld(holder, terms=live_terms(10, fees=Fees(max_reward=10**15)))
    number = world.commit(True, FT, 100 * world.unit, holder)
    world.later(MINUTE, 2_000)
    world.enqueue(LP, world.share(LP).balanceOf(world.creator), world.creator)
    return world, number


def test_ft_at_the_cap_is_refunded_by_whoever_executes(
    capped: tuple[OrdersWorld, int], holder: str, keeper: str
) -> None:
    """Or who holds most of the liquidity could have it refused to everybody and carry it out when they like."""
    world, number = capped
    before, back = world.asset.balanceOf(holder), 100 * world.unit - 10**15
    assert world.delayed_orders.execute(number, sender=keeper) == 0
    refund, execute = world.orders_event("Refund"), world.orders_event("Execute")
    assert (refund.number, refund.owner, refund.amount) == (number, holder, back)
    assert (execute.number, execute.executor, execute.result, execute.bounty) == (number, keeper, 0, 10**15)
    assert world.asset.balanceOf(holder) - before == back
    assert (world.asset.balanceOf(keeper), world.held) == (10**15, 0)
    assert world.share(FT).balanceOf(holder) == 0
    world.share(LP).cancel(0, sender=world.creator)
    with reverts("order: unknown"):
        world.delayed_orders.execute(number, sender=holder)
    world.check()


def test_ft_below_the_cap_again_is_minted(capped: tuple[OrdersWorld, int], holder: str) -> None:
    world, number = capped
    world.share(LP).cancel(0, sender=world.creator)
    assert world.delayed_orders.execute(number) == world.share(FT).balanceOf(holder) > 0


def test_no_executor_makes_an_order_fail_by_bringing_little_gas(holder: str, attacker: str) -> None:
    """With whatever gas: it is refused, or carried out."""
    world = OrdersWorld(holder, terms=live_terms(10, fees=Fees(max_reward=10**15)))
    number, refused = world.commit(True, FT, world.unit, holder), 0
    world.later(MINUTE, 2_000)
    for gas in range(100_000, 700_000, 10_000):
        with boa.env.anchor():
            try:
                assert world.delayed_orders.execute(number, sender=attacker, gas=gas) > 0
            except boa.BoaError:
                refused += 1
                assert world.asset.balanceOf(attacker) == 0
    assert 0 < refused < 60


def test_lt_at_the_cap_waits(holder: str) -> None:
    """No request reaches that one."""
    world = OrdersWorld(holder, terms=live_terms(10, cap_leveraged=PERCENT))
    number = world.commit(True, LT, 100 * world.unit, holder)
    world.later(MINUTE, 2_000)
    with reverts("mint: leveraged cap"):
        world.delayed_orders.execute(number)
    assert world.held == 100 * world.unit


def test_a_long_refusal_comes_through(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, world.unit, holder)
    world.later(MINUTE, 2_000)
    world.asset.burn_of(world.delayed_orders.address, 1)
    with reverts("erc20: transfer amount exceeds balance"):
        world.delayed_orders.execute(number)
