# SPDX-License-Identifier: Apache-2.0
"""Shares into an order to redeem, in the receiver's name."""

from typing import Any

import boa
import pytest
from eth_account import Account

from tests.support.engine import now, wait
from tests.support.market import WAD
from tests.support.pairing import FOREVER, LP, LT
from tests.support.periphery import NO_PERMIT, PRICE
from tests.support.permit import signed
from tests.support.reverts import reverts
from tests.support.zaps import ZapIn, Zaps


@pytest.fixture
def shares(zaps: Zaps, holder: str) -> int:
    """LT of the holder on the market that trades by orders."""
    order = ZapIn(zaps.ordered, zaps.weth.address, 10 * WAD, [], holder)
    number, _ = zaps.router.commit_mint(order.encoded(), 0, sender=holder)
    wait(60)
    zaps.ordered.answer(PRICE)
    return int(zaps.ordered.delayed_orders.execute(number, sender=holder))


def test_becomes_the_receivers_order(zaps: Zaps, shares: int, holder: str, keeper: str) -> None:
    market, deadline = zaps.ordered, now() + 600
    pool, share = market.pool.address, market.share(LT)
    number = zaps.router.commit_redeem(pool, LT, shares, 7, keeper, deadline, NO_PERMIT, sender=holder)
    order = market.delayed_orders.order(number)
    assert (order.is_mint, order.side, order.share) == (False, LT, share.address)
    assert (order.amount, order.min_out, order.owner, order.deadline) == (shares, 7, keeper, deadline)
    assert (share.balanceOf(holder), share.balanceOf(market.delayed_orders.address)) == (0, shares)
    assert zaps.held_by(zaps.router.address) == 0
    assert share.allowance(zaps.router.address, market.delayed_orders.address) == 0

    wait(60)
    market.answer(PRICE)
    before = zaps.weth.balanceOf(keeper)
    out = market.delayed_orders.execute(number, sender=holder)
    assert zaps.weth.balanceOf(keeper) - before == out > 9 * WAD


def test_by_permit(zaps: Zaps, shares: int, holder: str) -> None:
    signer: Any = Account.from_key(b"\x11" * 32)
    boa.env.set_balance(signer.address, WAD)
    share = zaps.ordered.share(LT)
    share.transfer(signer.address, shares, sender=holder)
    permit = signed(signer, share.address, share.name(), 1, zaps.router.address, shares)
    order = (zaps.ordered.pool.address, LT, shares, 0, signer.address, FOREVER)
    with reverts("erc20: insufficient allowance"):
        zaps.router.commit_redeem(*order, NO_PERMIT, sender=signer.address)
    number = zaps.router.commit_redeem(*order, permit, sender=signer.address)
    assert zaps.ordered.delayed_orders.order(number).owner == signer.address


def test_refuses(zaps: Zaps, shares: int, holder: str) -> None:
    pool, bull = zaps.ordered.pool.address, zaps.bull.pool.address
    stranger = zaps.environment.deploy("MockAsset", 18).address

    def commit(market: str, side: int, amount: int, deadline: int = FOREVER) -> None:
        zaps.router.commit_redeem(market, side, amount, 0, holder, deadline, NO_PERMIT, sender=holder)

    with reverts("router: unknown market"):
        commit(stranger, LT, shares)
    with reverts("router: market has no orders"):
        commit(bull, LT, shares)
    with reverts("router: too late"):
        commit(pool, LT, shares, now() - 1)
    with reverts("erc20: transfer amount exceeds balance"):
        commit(pool, LT, shares + 1)
    with reverts("order: nothing"):
        commit(pool, LT, 0)


def test_liquidity_leaves_by_the_queue(zaps: Zaps, holder: str) -> None:
    zaps.ordered.share(LP).transfer(holder, WAD, sender=zaps.environment.owner)
    with reverts("order: LP leaves by the queue"):
        zaps.router.commit_redeem(zaps.ordered.pool.address, LP, WAD, 0, holder, FOREVER, NO_PERMIT, sender=holder)
