# SPDX-License-Identifier: Apache-2.0
"""Role: Feed operators"""

import pytest

from tests.roles.worlds import ALL, ETHER, SHARE, USD, WAD, Leveraged
from tests.support.engine import wait
from tests.support.reverts import reverts


def test_worst_case_moves_the_price(leveraged: Leveraged, keeper: str) -> None:
    """Can: move the price.
    A fill at a wrong price costs holders, at most to the landing: told $2,400 instead of $3,000, they sell 4.64 ether
    for $11,133 that are worth $13,917."""
    leveraged.supply(keeper)
    truth = 3_000
    leveraged.set_price(2_400)
    out, paid = leveraged.token.deleverage(ALL, 0, keeper, b"", sender=keeper)
    assert leveraged.ratio() == pytest.approx((3 + 0.65 / 3) * WAD, rel=1e-6)
    lost = out * truth // ETHER - paid // USD
    leveraged.set_price(truth)
    assert lost == pytest.approx(2_783, abs=10)
    assert leveraged.equity() // USD == pytest.approx(10_000 - lost, abs=10)


def test_stops_no_exit(leveraged: Leveraged) -> None:
    """Whatever the feed says, or nothing: redeem gives the same, lenders withdraw. (GOV-01)"""
    token, holder, pool, lender = leveraged.token, leveraged.holder, leveraged.pool, leveraged.depositor
    for dollars in (0, 1, 10**9):
        leveraged.set_price(dollars)
        collateral, supply = leveraged.position()[0], leveraged.position()[2]
        assert token.redeem(SHARE, holder, holder, b"", sender=holder)[0] == collateral * SHARE // supply
        pool.withdraw(USD, lender, lender, sender=lender)


def test_a_wrong_price_for_an_instant_ends_nothing(leveraged: Leveraged) -> None:
    """A wind-down needs the wrong price on two rounds ten minutes apart."""
    token = leveraged.token
    leveraged.set_price(100)
    token.start_wind_down()
    with reverts("wind-down: wait 10 minutes"):
        token.confirm_wind_down()
    wait(600)
    with reverts("wind-down: wait for a round"):
        token.confirm_wind_down()
    leveraged.set_price(3_000)
    token.confirm_wind_down()
    assert token.balance_sheet().state == 0
