# SPDX-License-Identifier: Apache-2.0
"""What the constructor refuses, in the same words as its twin."""

from dataclasses import replace
from typing import Any

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.libraries.errors import Reverted
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.chainlink_oracle.world import BULL_PRICE, ETH_USD, USDC_USD, Source, Sources, World

WEEK = 7 * 86_400


def changed(**changes: Any) -> Sources:
    return (replace(ETH_USD, **changes), None, USDC_USD, None)


def reverted_alike(world: World, reason: str) -> None:
    with pytest.raises(Reverted) as refusal:
        world.twin()
    assert refusal.value.reason == reason
    with reverts(reason):
        _ = world.oracle


@pytest.mark.parametrize(
    ("main", "reason"), [(4, "main feed: not one of four"), (1, "main feed: missing"), (3, "main feed: missing")]
)
def test_the_main_feed_must_be_there(main: int, reason: str) -> None:
    reverted_alike(World(main=main), reason)


@pytest.mark.parametrize("heartbeat", [1, WEEK])
def test_a_heartbeat_may_be_a_second_to_a_week(heartbeat: int) -> None:
    assert World(changed(heartbeat=heartbeat)).oracle.price() == BULL_PRICE


@pytest.mark.parametrize("heartbeat", [0, WEEK + 1])
def test_no_other_heartbeat(heartbeat: int) -> None:
    reverted_alike(World(changed(heartbeat=heartbeat)), "heartbeat: 1 s to 7 days")


@pytest.mark.parametrize("bounds", [(0, 10**12), (10**12, 10**12), (10**12 + 1, 10**12)])
def test_bounds_hold_a_range_above_zero(bounds: tuple[int, int]) -> None:
    reverted_alike(World(changed(bounds=bounds)), "bounds: empty range")


def test_bounds_are_answers_that_a_feed_can_give() -> None:
    reverted_alike(World(changed(bounds=(1, 2**255))), "bounds: over 2**255 - 1")


def test_bounds_lie_strictly_inside_the_aggregators_limits() -> None:
    _, lower, upper = ETH_USD.terms
    assert World(changed(limits=(lower - 1, upper + 1))).oracle.price() == BULL_PRICE
    reverted_alike(World(changed(limits=(lower, upper + 1))), "bounds: at the feed's minimum")
    reverted_alike(World(changed(limits=(lower - 1, upper))), "bounds: at the feed's maximum")


def test_bounds_stand_where_no_aggregator_is_told() -> None:
    """A token has decimals, as a feed has, and no aggregator."""
    collateral, debt_asset, feeds, *rest = World().parameters
    feeds[0] = (deploy("MockAsset", 8).address, *ETH_USD.terms)
    assert tuple(deploy("ChainlinkOracle", (collateral, debt_asset, feeds, *rest)).feeds()[0]) == feeds[0]


@pytest.mark.parametrize("decimals", [(255, 6), (6, 255)])
def test_decimals_fit_one_power_of_ten(decimals: tuple[int, int]) -> None:
    """36 + 6 - 255 and 36 + 255 - 6 are both beyond 77."""
    reverted_alike(World(decimals=decimals), "decimals: out of range")


@pytest.mark.parametrize(
    "sources",
    [
        (replace(ETH_USD, bounds=(1, 2**200)), replace(ETH_USD, bounds=(1, 2**100)), USDC_USD, None),
        (ETH_USD, None, replace(USDC_USD, bounds=(1, 2**200)), replace(USDC_USD, bounds=(1, 2**100))),
    ],
)
def test_products_of_bounds_fit_a_word(sources: Sources) -> None:
    reverted_alike(World(sources), "bounds: product over 2**256 - 1")


def test_the_divisor_counts_in_the_product() -> None:
    """The collateral's feed has 70 decimals, the debt asset's none: everything is divided by 10**46."""
    sources = (Source(70, 3_000 * 10**70), None, Source(0, 10**6, bounds=(1, 2 * 10**31)), None)
    reverted_alike(World(sources), "bounds: product over 2**256 - 1")


def test_no_price_within_the_bounds_has_fewer_than_twelve_digits() -> None:
    """The least price is 10**24 * 10**-8 * lower / 10: of 10 feed units 10**17 / 10**9 * 10**2."""
    fits = (Source(8, 10**3, bounds=(1, 10**4)), None, Source(8, 10**8, bounds=(1, 10**13)), None)
    assert World(fits).oracle.price() == 10**19
    reverted_alike(World((fits[0], None, Source(8, 10**8, bounds=(1, 10**13 + 1)), None)), "bounds: under 12 digits")


def test_no_price_within_the_bounds_outgrows_the_books() -> None:
    """The greatest price is upper * 10**24 / lower of the debt asset's feed, here 1."""
    maximum = (2**160 - 1) // 10**24
    fits = (Source(8, 10**8, bounds=(1, maximum)), None, Source(8, 10**8, bounds=(1, 10**9)), None)
    assert World(fits).oracle.price() == 10**24
    beyond = replace(ETH_USD, bounds=(1, maximum + 1))
    reverted_alike(World((beyond, None, fits[2], None)), "bounds: over 2**160 - 1")


def test_bitcoin_in_a_debt_asset_of_18_decimals_is_beyond_the_books() -> None:
    """60,000 * 10**46 is over 2**160: such a market cannot be, and the constructor says why."""
    reverted_alike(World((Source(8, 60_000 * 10**8), None, USDC_USD, None), (8, 18)), "bounds: over 2**160 - 1")


def test_a_quotient_beyond_a_word_has_a_name_too() -> None:
    """10**36 * 2**200 would overflow the product's quotient."""
    sources = (Source(8, 10**8, bounds=(1, 2**200)), None, Source(8, 10**8, bounds=(1, 10**9)), None)
    reverted_alike(World(sources), "bounds: over 2**160 - 1")


_bound = st.integers(0, 2**256 - 1) | st.integers(0, 10**20)
_source = st.none() | st.builds(
    Source,
    decimals=st.integers(0, 80),
    answer=st.just(10**8),
    heartbeat=st.sampled_from([0, 1, WEEK, WEEK + 1]) | st.just(3_600),
    bounds=st.tuples(_bound, _bound),
    limits=st.none() | st.just((0, 10**20)),
)


@given(
    sources=st.tuples(_source, _source, _source, _source),
    decimals=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    main=st.integers(0, 4),
)
def test_any_parameters_are_taken_or_refused_alike(sources: Sources, decimals: tuple[int, int], main: int) -> None:
    with boa.env.anchor():
        world = World(sources, decimals, main)
        try:
            world.twin()
        except Reverted as refused:
            with reverts(refused.reason):
                _ = world.oracle
        else:
            assert world.oracle.MAIN() == main
