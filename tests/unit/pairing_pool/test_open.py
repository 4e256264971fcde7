# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from tests.support.engine import now
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import DEAD, E36, FT, LP, LT, PERCENT, SEED, SIDES, WAD, PoolWorld, plain_terms

SEED_UNITS = 5 * 10**15  # $10 of ether at $2,000


def opening(amount: int, **changes: Any) -> PoolWorld:
    """Opened with so many units under plain terms but for `changes`."""
    world = PoolWorld(plain_terms(**changes))
    world.pool.open(amount, sender=world.creator)
    return world


def test_locks_ten_dollars_in_each_vault_and_deposits_the_rest(unopened: PoolWorld) -> None:
    unit, purse = unopened.unit, unopened.asset.balanceOf(unopened.creator)
    shares = unopened.pool.open(1_000 * unit, sender=unopened.creator)
    assert purse - unopened.asset.balanceOf(unopened.creator) == 1_000 * unit
    assert shares == unopened.share(LP).balanceOf(unopened.creator)
    assert 0 <= (2_000_000 - 20) * WAD - SEED - shares <= 2_000 * WAD // unit
    assert [unopened.share(side).balanceOf(DEAD) for side in SIDES] == [SEED] * 3
    assert unopened.values(2_000) == pytest.approx((10, 10, 1_999_980))
    assert unopened.leverage(LT, 2_000) == pytest.approx(3)
    assert unopened.leverage(FT, 2_000) == 0
    unopened.check()


def test_starts_the_clocks(unopened: PoolWorld) -> None:
    clocks = unopened.open().pool.clocks()
    assert clocks.is_open
    assert (clocks.accrued_at, clocks.last_rebalance) == (now(), now())
    assert (clocks.last_price, clocks.fresh_until) == (unopened.price(2_000), now() + 3_600)
    assert (clocks.stale_since, clocks.unbilled) == (0, 0)


def test_events(unopened: PoolWorld) -> None:
    unopened.open()
    opened, state = unopened.event("Opened"), unopened.event("State")
    position = unopened.pool.position()
    assert (opened.creator, opened.amount, opened.price) == (unopened.creator, 10**21, unopened.price(2_000))
    assert opened.shares == unopened.share(LP).balanceOf(unopened.creator)
    assert (state.underlying, state.reference, state.index, state.fees_owed) == (
        10**21,
        position.reference,
        position.index,
        0,
    )
    assert (tuple(state.leveraged), tuple(state.funding)) == (tuple(position.leveraged), tuple(position.funding))


def test_anybody_may(unopened: PoolWorld, attacker: str) -> None:
    unopened.pool.open(1_000 * unopened.unit, sender=attacker)
    assert unopened.share(LP).balanceOf(attacker) > 0
    assert unopened.share(LP).balanceOf(unopened.creator) == 0


def test_the_reference_is_spot(unopened: PoolWorld) -> None:
    unopened.see(2_000, 2_040)
    assert unopened.open().pool.position().reference == unopened.price(2_000)


def test_refuses_twice(live: PoolWorld) -> None:
    with reverts("open: already"):
        live.open()


def test_refuses_prices_of_fewer_digits(unopened: PoolWorld) -> None:
    unopened.source.put(10**11 - 1, 10**11 - 1)
    with reverts("open: under 12 digits"):
        unopened.open()
    unopened.source.put(10**11, 10**11)
    with reverts("open: seeds not covered"):
        unopened.open()


def test_refuses_spot_further_from_the_mean_than_a_quarter_of_the_range(unopened: PoolWorld) -> None:
    unopened.see(2_050.01, 2_000)
    with reverts("open: spot far from twap"):
        unopened.open()
    unopened.see(1_949.99, 2_000)
    with reverts("open: spot far from twap"):
        unopened.open()
    unopened.see(2_050, 2_000)
    unopened.open()


def test_refuses_more_than_the_market_takes(unopened: PoolWorld) -> None:
    maximum = unopened.terms.max_underlying
    with reverts("mint: market full"):
        unopened.pool.open(maximum + 1, sender=unopened.creator)
    unopened.pool.open(maximum, sender=unopened.creator)


def test_refuses_what_does_not_cover_the_seeds() -> None:
    """At target leverage the leveraged seed alone takes up three times its worth."""
    with reverts("open: seeds not covered"):
        opening(3 * SEED_UNITS)
    with reverts("open: LP below 20 dollars"):
        opening(3 * SEED_UNITS + 1)


def test_refuses_less_than_twenty_dollars_of_liquidity() -> None:
    with reverts("open: LP below 20 dollars"):
        opening(4 * SEED_UNITS)
    world = opening(4 * SEED_UNITS + 1)
    assert 0 <= world.share(LP).balanceOf(world.creator) - SEED < 2_000


@pytest.mark.parametrize(
    ("changes", "reason", "min_out"),
    [
        ({"cap_leveraged": 50 * PERCENT}, "mint: leveraged cap", 6 * SEED_UNITS),
        ({"cap_funding": 20 * PERCENT}, "mint: funding cap", 75 * SEED_UNITS // 10),
    ],
)
def test_refuses_seeds_past_a_cap(changes: dict[str, int], reason: str, min_out: int) -> None:
    """$10 of LT take up $30 of the market, $10 of FT three halves of that; one unit more covers rounding."""
    with reverts(reason):
        opening(min_out - 1, **changes)
    opening(min_out + 1, **changes)


def test_refuses_without_a_price(unopened: PoolWorld) -> None:
    unopened.source.put(E36, 0)
    with reverts("twap: history too short"):
        unopened.open()
    unopened.wait(3_601)
    with reverts("oracle: stale"):
        unopened.open()
    unopened.kill_source()
    with reverts("source: broken"):
        unopened.open()


def test_refuses_without_the_asset(unopened: PoolWorld, guardian: str) -> None:
    with reverts("erc20: insufficient allowance"):
        unopened.pool.open(1_000 * unopened.unit, sender=guardian)
