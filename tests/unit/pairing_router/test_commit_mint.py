# SPDX-License-Identifier: Apache-2.0
"""One asset into an order to mint, in the receiver's name."""

from dataclasses import replace

import boa
import pytest

from tests.support.engine import now, wait
from tests.support.market import NOBODY, WAD
from tests.support.pairing import FT, LP, LT
from tests.support.periphery import PRICE, USDC
from tests.support.reverts import reverts
from tests.support.zaps import ZapIn, Zaps

DOLLARS = 30_000
PAID = {"usdc": DOLLARS * USDC, "weth": DOLLARS * WAD // PRICE, "native": DOLLARS * WAD // PRICE}


@pytest.mark.parametrize("name", ["usdc", "weth", "native"])
@pytest.mark.parametrize("side", [LT, FT, LP])
def test_becomes_the_receivers_order(zaps: Zaps, side: int, name: str, holder: str, keeper: str) -> None:
    market, deadline = zaps.ordered, now() + 600
    path = zaps.path("v3", zaps.usdc) if name == "usdc" else []
    order = ZapIn(market, zaps.asset(name), PAID[name], path, keeper, side, min_out=7, deadline=deadline)
    coins = PAID[name] if name == "native" else 0
    number, bought = zaps.router.commit_mint(order.encoded(), 1, sender=holder, value=coins)
    waiting = market.delayed_orders.order(number)
    assert (waiting.is_mint, waiting.side, waiting.share) == (True, side, NOBODY)
    assert (waiting.amount, waiting.min_out, waiting.owner) == (bought, 7, keeper)
    assert waiting.deadline == deadline
    assert zaps.weth.balanceOf(market.delayed_orders.address) == bought > PAID["weth"] * 98 // 100
    assert zaps.held_by(zaps.router.address) == boa.env.get_balance(zaps.router.address) == 0
    assert zaps.weth.allowance(zaps.router.address, market.delayed_orders.address) == 0

    wait(60)
    market.answer(PRICE)
    shares = market.delayed_orders.execute(number, sender=holder)
    assert market.share(side).balanceOf(keeper) == shares > 0


def test_the_least_bought_bites(zaps: Zaps, holder: str) -> None:
    """An order that is never executed gives back what the path gave: the swap has a bound of its own."""
    order = ZapIn(zaps.ordered, zaps.usdc.address, PAID["usdc"], zaps.path("v3", zaps.usdc), holder)
    with boa.env.anchor():
        bought = zaps.router.commit_mint(order.encoded(), 0, sender=holder)[1]
    with reverts("router: too little bought"):
        zaps.router.commit_mint(order.encoded(), bought + 1, sender=holder)
    assert zaps.router.commit_mint(order.encoded(), bought, sender=holder)[1] == bought


def test_refuses_a_market_without_a_delayed_orders(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.bull, zaps.weth.address, PAID["weth"], [], holder)
    with reverts("router: market has no orders"):
        zaps.router.commit_mint(order.encoded(), 0, sender=holder)


def test_refuses_what_is_no_market(zaps: Zaps, holder: str) -> None:
    stranger = zaps.environment.deploy("MockAsset", 18)
    order = ZapIn(replace(zaps.ordered, pool=stranger), zaps.weth.address, PAID["weth"], [], holder)
    with reverts("router: unknown market"):
        zaps.router.commit_mint(order.encoded(), 0, sender=holder)


def test_refuses_too_late_and_other_coins(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.ordered, NOBODY, PAID["native"], [], holder)
    with reverts("router: too late"):
        zaps.router.commit_mint(replace(order, deadline=now() - 1).encoded(), 0, sender=holder, value=order.amount)
    with reverts("router: wrong value sent"):
        zaps.router.commit_mint(order.encoded(), 0, sender=holder, value=order.amount - 1)
    with reverts("router: foreign asset"):
        zaps.router.commit_mint(replace(order, asset=zaps.usdc.address).encoded(), 0, sender=holder)
