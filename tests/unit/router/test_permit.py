# SPDX-License-Identifier: Apache-2.0
"""Signed allowances, in the same transaction; one that fails is ignored if the allowance suffices."""

import json
from dataclasses import replace
from typing import Any

import boa
import pytest
from eth_account import Account

from steelyard.chain import node_modules
from steelyard.chain.compile import Abi
from tests.support.desk import PRICE, USDC, Desk, MintOrder, RedeemOrder
from tests.support.market import E36, NOBODY, WAD, Market, build_market
from tests.support.permit import FOREVER, signed
from tests.support.refusal import refuses
from tests.support.uniswap import BoaChain

SHARES = 100 * WAD
MOST = 11_000 * WAD
BROKEN = (FOREVER, 27, bytes(31) + b"\x01", bytes(31) + b"\x01")


@pytest.fixture
def signer(desk: Desk) -> Any:
    account = Account.from_key(b"\x11" * 32)
    boa.env.set_balance(account.address, WAD)
    return account


def dollar_with_permit(desk: Desk) -> Any:
    """Deploys Uniswap's own ERC-20 with permit, 18 decimals, all of it the owner's."""
    content = json.loads(node_modules.file("@uniswap/v2-core/build/ERC20.json").read_text())
    abi: Abi = content["abi"]
    code = bytes.fromhex(content["bytecode"].removeprefix("0x"))
    return BoaChain().deploy_code(abi, code, 10**9 * WAD, sender=desk.stage.owner).boa


@pytest.fixture
def dollar(desk: Desk) -> Any:
    return dollar_with_permit(desk)


@pytest.fixture
def market(desk: Desk, dollar: Any) -> Market:
    """A bull whose quote asset takes permits."""
    owner = desk.stage.owner
    market = build_market(desk.stage, desk.factory, dollar, desk.weth, PRICE, fund=lambda *_: None)
    desk.weth.approve(market.token.address, 2**256 - 1, sender=owner)
    market.token.mint(1_000 * WAD, owner, owner, b"", sender=owner)
    return market


@pytest.fixture
def order(desk: Desk, market: Market, dollar: Any, signer: Any) -> MintOrder:
    owner = desk.stage.owner
    pool = desk.uniswap.create_v3_pool(desk.weth.address, dollar.address, 500, PRICE * E36, 10_000 * WAD, owner)
    dollar.transfer(signer.address, MOST, sender=owner)
    return MintOrder(market.token, dollar.address, MOST, [int(pool.address, 16)], signer.address)


def test_pays_a_mint(desk: Desk, market: Market, order: MintOrder, dollar: Any, signer: Any) -> None:
    permit = signed(signer, dollar.address, "Uniswap V2", 1, desk.router.address, MOST)
    desk.router.mint_shares(replace(order, permit=permit).encoded(), SHARES, sender=signer.address)
    assert market.token.balanceOf(signer.address) == SHARES


def test_one_used_before_by_another_is_ignored(
    desk: Desk, market: Market, order: MintOrder, dollar: Any, signer: Any, attacker: str
) -> None:
    permit = signed(signer, dollar.address, "Uniswap V2", 1, desk.router.address, MOST)
    dollar.permit(signer.address, desk.router.address, MOST, *permit, sender=attacker)
    desk.router.mint_shares(replace(order, permit=permit).encoded(), SHARES, sender=signer.address)
    assert market.token.balanceOf(signer.address) == SHARES


def test_a_broken_one_without_allowance_is_refused(desk: Desk, order: MintOrder, dollar: Any, signer: Any) -> None:
    dollar.approve(desk.router.address, MOST - 1, sender=signer.address)
    with refuses("router: permit refused"):
        desk.router.mint_shares(replace(order, permit=BROKEN).encoded(), SHARES, sender=signer.address)


def test_redeems_shares(desk: Desk, signer: Any) -> None:
    token = desk.bull.token
    token.transfer(signer.address, SHARES, sender=desk.stage.owner)
    permit = signed(signer, token.address, token.name(), 1, desk.router.address, SHARES)
    order = RedeemOrder(token, desk.usdc.address, SHARES, desk.path("v3", desk.weth), signer.address, permit=permit)
    with refuses("router: permit refused"):
        desk.router.redeem(replace(order, permit=BROKEN).encoded(), sender=signer.address)
    out = desk.router.redeem(order.encoded(), sender=signer.address)
    assert out == desk.usdc.balanceOf(signer.address) > 9_800 * USDC


def test_the_native_coin_needs_none(desk: Desk, holder: str) -> None:
    order = MintOrder(desk.bull.token, NOBODY, 4 * WAD, desk.path("v3", desk.usdc), holder, permit=BROKEN)
    assert desk.router.mint_shares(order.encoded(), SHARES, sender=holder, value=4 * WAD)[1] == SHARES
