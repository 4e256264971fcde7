# SPDX-License-Identifier: Apache-2.0
"""Signed allowances, in the same transaction; one that fails is ignored if the allowance suffices."""

import json
from dataclasses import replace
from typing import Any

import boa
import pytest
from eth_account import Account

from steelyard.artifacts import Abi
from steelyard.devchain import node_modules
from tests.support.delayed_orders import PRICE, USDC, DelayedOrders, MintOrder, RedeemOrder
from tests.support.market import E36, NOBODY, WAD, Market, build_market
from tests.support.permit import FOREVER, signed
from tests.support.reverts import reverts
from tests.support.uniswap import BoaChain

SHARES = 100 * WAD
MAXIMUM = 11_000 * WAD
BROKEN = (FOREVER, 27, bytes(31) + b"\x01", bytes(31) + b"\x01")


@pytest.fixture
def signer(delayed_orders: DelayedOrders) -> Any:
    account = Account.from_key(b"\x11" * 32)
    boa.env.set_balance(account.address, WAD)
    return account


def dollar_with_permit(delayed_orders: DelayedOrders) -> Any:
    """Deploys Uniswap's own ERC-20 with permit, 18 decimals, all of it the owner's."""
    content = json.loads(node_modules.file("@uniswap/v2-core/build/ERC20.json").read_text())
    abi: Abi = content["abi"]
    code = bytes.fromhex(content["bytecode"].removeprefix("0x"))
    return BoaChain().deploy_code(abi, code, 10**9 * WAD, sender=delayed_orders.environment.owner).boa


@pytest.fixture
def dollar(delayed_orders: DelayedOrders) -> Any:
    return dollar_with_permit(delayed_orders)


@pytest.fixture
def market(delayed_orders: DelayedOrders, dollar: Any) -> Market:
    """A bull whose quote asset takes permits."""
    owner = delayed_orders.environment.owner
    market = build_market(
        delayed_orders.environment, delayed_orders.factory, dollar, delayed_orders.weth, PRICE, fund=lambda *_: None
    )
    delayed_orders.weth.approve(market.token.address, 2**256 - 1, sender=owner)
    market.token.mint(1_000 * WAD, owner, owner, b"", sender=owner)
    return market


@pytest.fixture
def order(delayed_orders: DelayedOrders, market: Market, dollar: Any, signer: Any) -> MintOrder:
    owner = delayed_orders.environment.owner
    pool = delayed_orders.uniswap.create_v3_pool(
        delayed_orders.weth.address, dollar.address, 500, PRICE * E36, 10_000 * WAD, owner
    )
    dollar.transfer(signer.address, MAXIMUM, sender=owner)
    return MintOrder(market.token, dollar.address, MAXIMUM, [int(pool.address, 16)], signer.address)


def test_pays_a_mint(delayed_orders: DelayedOrders, market: Market, order: MintOrder, dollar: Any, signer: Any) -> None:
    permit = signed(signer, dollar.address, "Uniswap V2", 1, delayed_orders.router.address, MAXIMUM)
    delayed_orders.router.mint_shares(replace(order, permit=permit).encoded(), SHARES, sender=signer.address)
    assert market.token.balanceOf(signer.address) == SHARES


def test_one_used_before_by_another_is_ignored(
    delayed_orders: DelayedOrders, market: Market, order: MintOrder, dollar: Any, signer: Any, attacker: str
) -> None:
    permit = signed(signer, dollar.address, "Uniswap V2", 1, delayed_orders.router.address, MAXIMUM)
    dollar.permit(signer.address, delayed_orders.router.address, MAXIMUM, *permit, sender=attacker)
    delayed_orders.router.mint_shares(replace(order, permit=permit).encoded(), SHARES, sender=signer.address)
    assert market.token.balanceOf(signer.address) == SHARES


def test_a_broken_one_without_allowance_is_refused(
    delayed_orders: DelayedOrders, order: MintOrder, dollar: Any, signer: Any
) -> None:
    dollar.approve(delayed_orders.router.address, MAXIMUM - 1, sender=signer.address)
    with reverts("router: permit refused"):
        delayed_orders.router.mint_shares(replace(order, permit=BROKEN).encoded(), SHARES, sender=signer.address)


def test_redeems_shares(delayed_orders: DelayedOrders, signer: Any) -> None:
    token = delayed_orders.bull.token
    token.transfer(signer.address, SHARES, sender=delayed_orders.environment.owner)
    permit = signed(signer, token.address, token.name(), 1, delayed_orders.router.address, SHARES)
    order = RedeemOrder(
        token,
        delayed_orders.usdc.address,
        SHARES,
        delayed_orders.path("v3", delayed_orders.weth),
        signer.address,
        permit=permit,
    )
    with reverts("router: permit refused"):
        delayed_orders.router.redeem(replace(order, permit=BROKEN).encoded(), sender=signer.address)
    out = delayed_orders.router.redeem(order.encoded(), sender=signer.address)
    assert out == delayed_orders.usdc.balanceOf(signer.address) > 9_800 * USDC


def test_the_native_coin_needs_none(delayed_orders: DelayedOrders, holder: str) -> None:
    order = MintOrder(
        delayed_orders.bull.token,
        NOBODY,
        4 * WAD,
        delayed_orders.path("v3", delayed_orders.usdc),
        holder,
        permit=BROKEN,
    )
    assert delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder, value=4 * WAD)[1] == SHARES
