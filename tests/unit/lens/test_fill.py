# SPDX-License-Identifier: Apache-2.0
"""A fill of any size and cost, as the token computes it."""

import boa
import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market
from tests.support.reverts import reverts
from tests.unit.lens.conftest import USD
from tests.unit.lens.test_actions import MAXIMUM, act, confirmed_wind_down, dead_oracle


@pytest.mark.parametrize(("price", "over", "maximum"), [(80, True, 1_500 * WAD), (120, False, 120_000 * USD)])
def test_g1_g2_at_no_cost(lens: VyperContract, bull: Market, filler: str, price: int, over: bool, maximum: int) -> None:
    bull.set_price(price)
    fill = lens.fill(bull.token.address, over, MAXIMUM, 0)
    assert (fill.out, fill.payment, fill.moved) == (
        maximum,
        120_000 * USD if over else 1_000 * WAD,
        120_000 * USD,
    )
    assert act(bull, over, MAXIMUM, 0, filler) == (fill.out, fill.payment)


def test_size_and_cost(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(80)
    fill = lens.fill(bull.token.address, True, 100 * WAD, 10**15)
    assert (fill.out, fill.moved, fill.payment) == (100 * WAD, 8_000 * USD, 7_992 * USD)
    with boa.env.anchor(), reverts("cost: above tolerance"):
        act(bull, True, 100 * WAD, fill.allowed + 10**14, filler)
    assert act(bull, True, 100 * WAD, 10**15, filler) == (fill.out, fill.payment)


def test_wrong_side_is_empty(lens: VyperContract, bull: Market) -> None:
    bull.set_price(80)
    assert lens.fill(bull.token.address, False, MAXIMUM, 0).out == 0


@pytest.mark.parametrize(("over", "cost"), [(True, -WAD), (True, 3 * 10**16 + 1), (False, -WAD // 2), (False, WAD)])
def test_cost_out_of_range(lens: VyperContract, bull: Market, over: bool, cost: int) -> None:
    """Of a purchase from -1/(L - 1) on: it would end nowhere."""
    bull.set_price(80 if over else 120)
    with reverts("lens: cost out of range"):
        lens.fill(bull.token.address, over, MAXIMUM, cost)


def test_no_price(lens: VyperContract, bull: Market) -> None:
    bull.oracle.set_answers(0, 0, bull.oracle_price(80))
    assert lens.fill(bull.token.address, True, MAXIMUM, 0).out == 1_500 * WAD
    with reverts("lens: no price"):
        lens.fill(bull.token.address, False, MAXIMUM, 0)


def test_a_wind_down_takes_more_than_a_rebalance_may_cost(lens: VyperContract, bull: Market) -> None:
    confirmed_wind_down(bull, 60)
    fill = lens.fill(bull.token.address, True, 100 * WAD, 4 * 10**16)
    assert (fill.out, fill.moved, fill.payment) == (100 * WAD, 6_000 * USD, 5_760 * USD)


def test_a_dead_oracle_leaves_the_last_price(lens: VyperContract, bull: Market) -> None:
    dead_oracle(bull)
    assert lens.fill(bull.token.address, True, 100 * WAD, 0).out == 100 * WAD
    with reverts("lens: no price"):
        lens.fill(bull.token.address, False, 100 * WAD, 0)
