# SPDX-License-Identifier: Apache-2.0
"""What the constructor set (name, symbol, terms, FACTORY, ASSET, SOURCE, ENGINE, ORDERS) is in test_init.py too."""

from dataclasses import astuple

from tests.support.engine import now
from tests.unit.pairing_pool.world import LT, NOBODY, WAD, Fees, PoolWorld, plain_terms

VIEWS = (
    "name", "symbol", "FACTORY", "ASSET", "SOURCE", "ENGINE", "ORDERS", "SHARE_BLUEPRINT", "terms", "fee_recipient",
    "position", "accrued_position", "clocks", "fees_owed",
)  # fmt: skip


def test_none_needs_a_price_or_an_open_market(unopened: PoolWorld) -> None:
    unopened.kill_source()
    for view in VIEWS:
        getattr(unopened.pool, view)()
    assert unopened.pool.SHARE_BLUEPRINT() != NOBODY


def test_the_book_is_as_last_stored(held: PoolWorld, keeper: str) -> None:
    before = held.pool.position()
    held.later(600, 2_000)
    assert held.pool.position() == before
    held.mint(LT, held.unit, keeper)
    assert held.pool.position() != before


def test_accrued_book_is_what_the_next_operation_finds(held: PoolWorld) -> None:
    """Funding runs until the last price goes stale."""
    assert held.pool.accrued_position() == held.pool.position()
    held.wait(600)
    index = held.pool.accrued_position().index
    yearly = held.engine.funding_rate(held.pool.position(), astuple(held.terms))
    assert index - held.pool.position().index == yearly * 600 > 0
    held.wait(86_400)
    assert held.pool.accrued_position().index - held.pool.position().index == yearly * 3_600


def test_accrued_book_without_a_source(held: PoolWorld) -> None:
    held.wait(600)
    expected = held.pool.accrued_position()
    held.kill_source()
    assert held.pool.accrued_position() == expected


def test_clocks(held: PoolWorld, keeper: str) -> None:
    opened = now()
    held.later(600, 2_020)
    held.mint(LT, held.unit, keeper)
    clocks = held.pool.clocks()
    assert (clocks.accrued_at, clocks.last_rebalance, clocks.last_price) == (now(), opened, held.price(2_020))
    assert clocks.fresh_until == now() + 3_600


def test_fees_owed_are_as_last_accrued(keeper: str) -> None:
    world = PoolWorld(plain_terms(fees=Fees(0, 0, 0, management=WAD // 50)))
    world.open()
    world.wait(3_600)
    assert tuple(world.pool.fees_owed()) == (0, 0)
    world.see(2_000)
    world.fund(keeper)
    world.mint(LT, world.unit, keeper)
    assert world.pool.fees_owed()[0] == 1_000 * world.unit * 2 * 3_600 // (100 * 31_536_000)
