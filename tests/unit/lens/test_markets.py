# SPDX-License-Identifier: Apache-2.0
"""A factory's markets, page by page, with their anchored units."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market
from tests.support.reverts import reverts


def read(lens: VyperContract, market: Market, start: int, count: int) -> list[str]:
    return [found.token for found in lens.markets(market.factory.address, start, count, 0)]


def test_pages(lens: VyperContract, bull: Market, bear: Market) -> None:
    both = [bull.token.address, bear.token.address]
    assert read(lens, bull, 0, 32) == both
    assert read(lens, bull, 0, 1) == both[:1]
    assert read(lens, bull, 1, 1) == both[1:]
    assert read(lens, bull, 2, 32) == []
    assert read(lens, bull, 7, 32) == []
    with reverts("lens: at most 32 markets"):
        read(lens, bull, 0, 33)


def test_anchored_unit(lens: VyperContract, bull: Market) -> None:
    (market,) = lens.markets(bull.factory.address, 0, 1, 0)
    assert market.anchored == bull.anchored.address
    assert market.unit_nav == 100 * WAD
    assert market[:6] == lens.market(bull.token.address, 0)[:6]


def test_g7_unit_after_a_rebase(lens: VyperContract, bull: Market) -> None:
    """At $7 a share, a hundred sevenths of it make a unit of $100 again."""
    bull.set_price(69)
    (market,) = lens.markets(bull.factory.address, 0, 1, 0)
    assert market.nav == market.unit_nav == 7 * WAD
    bull.anchored.rebase()
    bull.environment.wait(600)
    bull.set_price(69)
    bull.anchored.rebase()
    (market,) = lens.markets(bull.factory.address, 0, 1, 0)
    assert market.nav == 7 * WAD
    assert market.unit_nav == pytest.approx(100 * WAD, rel=10**-9)


def test_dead_oracle_beside_a_living_one(lens: VyperContract, bull: Market, bear: Market) -> None:
    bull.oracle.set_answers(0, 0, 0)
    dead, alive = lens.markets(bull.factory.address, 0, 2, 0)
    assert dead.ok and dead.price_source == 0
    assert alive.ok and alive.price_source == 2
