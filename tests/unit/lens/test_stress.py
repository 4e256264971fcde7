# SPDX-License-Identifier: Apache-2.0
"""What happens at such a move: the seeds' numbers, reached without moving the price."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market
from tests.support.reverts import reverts
from tests.unit.lens.conftest import USD


@pytest.mark.parametrize(
    ("percent", "equity", "ratio", "volume"),
    [(20, 160_000, 225, 120_000), (-20, 40_000, 600, 120_000), (50, 250_000, 180, 300_000), (5, 115_000, 273, 0)],
)
def test_bull(lens: VyperContract, bull: Market, percent: int, equity: int, ratio: int, volume: int) -> None:
    stress = lens.stress(bull.token.address, percent * WAD // 100)
    assert stress.price == bull.oracle_price(100 + percent)
    assert (stress.equity, stress.nav) == (equity * USD, equity * WAD // 1_000)
    assert stress.ratio // 10**16 == ratio
    assert (stress.volume, stress.outside_band) == (volume * USD, volume != 0)
    assert stress.bad_debt == 0


@pytest.mark.parametrize("percent", [-40, -20, -1, 0, 1, 20, 45])
def test_is_what_comes(lens: VyperContract, bull: Market, bear: Market, percent: int) -> None:
    for market in (bull, bear):
        stress = lens.stress(market.token.address, percent * WAD // 100)
        market.set_price(100 + percent)
        after = lens.market(market.token.address, 0)
        assert stress.nav == pytest.approx(after.nav, rel=10**-9)
        assert stress.ratio == pytest.approx(after.ratio, rel=10**-9)
        assert stress.equity == pytest.approx(after.equity, rel=10**-9)


def test_bad_debt(lens: VyperContract, bull: Market, bear: Market) -> None:
    fallen = lens.stress(bull.token.address, -40 * WAD // 100)
    assert (fallen.assets, fallen.bad_debt, fallen.equity) == (180_000 * USD, 20_000 * USD, -20_000 * USD)
    assert (fallen.nav, fallen.volume) == (0, 0)
    # a -3x bear owes 3,000 ETH; at +50% its $400,000 buy 2,666.67 of them
    risen = lens.stress(bear.token.address, 50 * WAD // 100)
    assert risen.bad_debt == pytest.approx(3_000 * WAD - 400_000 * WAD // 150, rel=10**-9)


def test_no_price_below_zero(lens: VyperContract, bull: Market) -> None:
    with reverts("lens: move to zero or below"):
        lens.stress(bull.token.address, -WAD)
