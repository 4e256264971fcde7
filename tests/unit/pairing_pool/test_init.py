# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import pytest

from tests.support.contracts import at
from tests.unit.pairing_pool.world import DAY, HOUR, LP, NOBODY, SIDES, PoolWorld, live_terms, plain_terms

KINDS = ("LT", "FT", "LP")


def test_says_what_it_was_made_of(unopened: PoolWorld) -> None:
    pool = unopened.pool
    assert (pool.name(), pool.symbol()) == ("Steelyard ETH 3x", "ETH3X")
    assert (pool.ASSET(), pool.SOURCE(), pool.ENGINE()) == (
        unopened.asset.address, unopened.source.address, unopened.engine.address,
    )  # fmt: skip
    assert (pool.FACTORY(), pool.fee_recipient()) == (unopened.creator, unopened.recipient)
    assert (*pool.terms()[:-1], tuple(pool.terms()[-1])) == astuple(unopened.terms)


@pytest.mark.parametrize("side", SIDES)
def test_makes_a_share_of_each_side(unopened: PoolWorld, side: int) -> None:
    share = unopened.share(side)
    assert (share.name(), share.symbol()) == (f"Steelyard ETH 3x {KINDS[side]}", f"ETH3X-{KINDS[side]}")
    assert (share.MARKET(), share.ASSET()) == (unopened.address, unopened.asset.address)
    assert (unopened.pool.generation(side), share.totalSupply()) == (1, 0)


@pytest.mark.parametrize(
    ("window", "of_traders", "of_liquidity"), [(900, 1_800, HOUR), (2 * HOUR, 2 * HOUR + 900, 2 * HOUR + 900)]
)
def test_notice_is_a_window_and_the_time_it_binds_and_of_liquidity_an_hour_at_least(
    window: int, of_traders: int, of_liquidity: int
) -> None:
    world = PoolWorld(plain_terms(window=window, period=DAY))
    assert [world.share(side).notice() for side in SIDES] == [of_traders, of_traders, of_liquidity]


def test_tells_of_its_shares(unopened: PoolWorld) -> None:
    events = unopened.events("Generation")
    assert [(event.side, event.share) for event in events] == [(side, unopened.pool.share(side)) for side in SIDES]


def test_no_delayed_orders_where_anybody_trades(unopened: PoolWorld) -> None:
    assert unopened.pool.ORDERS() == NOBODY


def test_a_delayed_orders_where_orders_trade() -> None:
    world = PoolWorld(live_terms(10))
    delayed_orders = at("DelayedOrders", world.pool.ORDERS())
    assert (delayed_orders.MARKET(), delayed_orders.ASSET(), delayed_orders.SOURCE()) == (
        world.address,
        world.asset.address,
        world.source.address,
    )


def test_is_empty(unopened: PoolWorld) -> None:
    position, clocks = unopened.pool.position(), unopened.pool.clocks()
    assert (position.underlying, position.reference, position.index) == (0, 0, 0)
    assert not clocks.is_open and not clocks.is_deprecated
    assert tuple(unopened.pool.fees_owed()) == (0, 0)
    assert unopened.share(LP).raw_supply() == 0
