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
from tests.support.market import E36, NOBODY, WAD, Market, build_market
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery, RedeemOrder
from tests.support.permit import FOREVER, signed
from tests.support.reverts import reverts
from tests.support.uniswap import BoaChain

SHARES = 100 * WAD
MAXIMUM = 11_000 * WAD
BROKEN = (FOREVER, 27, bytes(31) + b"\x01", bytes(31) + b"\x01")


@pytest.fixture
def signer(periphery: Periphery) -> Any:
    account = Account.from_key(b"\x11" * 32)
    boa.env.set_balance(account.address, WAD)
    return account


def dollar_with_permit(periphery: Periphery) -> Any:
    """Deploys Uniswap's own ERC-20 with permit, 18 decimals, all of it the owner's."""
    content = json.loads(node_modules.file("@uniswap/v2-core/build/ERC20.json").read_text())
    abi: Abi = content["abi"]
    code = bytes.fromhex(content["bytecode"].removeprefix("0x"))
    return BoaChain().deploy_code(abi, code, 10**9 * WAD, sender=periphery.environment.owner).boa


@pytest.fixture
def dollar(periphery: Periphery) -> Any:
    return dollar_with_permit(periphery)


@pytest.fixture
def market(periphery: Periphery, dollar: Any) -> Market:
    """A bull whose quote asset takes permits."""
    owner = periphery.environment.owner
    market = build_market(periphery.environment, periphery.factory, dollar, periphery.weth, PRICE, fund=lambda *_: None)
    periphery.weth.approve(market.token.address, 2**256 - 1, sender=owner)
    market.token.mint(1_000 * WAD, owner, owner, b"", sender=owner)
    return market


@pytest.fixture
def order(periphery: Periphery, market: Market, dollar: Any, signer: Any) -> MintOrder:
    owner = periphery.environment.owner
    pool = periphery.uniswap.create_v3_pool(
        periphery.weth.address, dollar.address, 500, PRICE * E36, 10_000 * WAD, owner
    )
    dollar.transfer(signer.address, MAXIMUM, sender=owner)
    return MintOrder(market.token, dollar.address, MAXIMUM, [int(pool.address, 16)], signer.address)


def test_pays_a_mint(periphery: Periphery, market: Market, order: MintOrder, dollar: Any, signer: Any) -> None:
    permit = signed(signer, dollar.address, "Uniswap V2", 1, periphery.router.address, MAXIMUM)
    periphery.router.mint_shares(replace(order, permit=permit).encoded(), SHARES, sender=signer.address)
    assert market.token.balanceOf(signer.address) == SHARES


def test_one_used_before_by_another_is_ignored(
    periphery: Periphery, market: Market, order: MintOrder, dollar: Any, signer: Any, attacker: str
) -> None:
    permit = signed(signer, dollar.address, "Uniswap V2", 1, periphery.router.address, MAXIMUM)
    dollar.permit(signer.address, periphery.router.address, MAXIMUM, *permit, sender=attacker)
    periphery.router.mint_shares(replace(order, permit=permit).encoded(), SHARES, sender=signer.address)
    assert market.token.balanceOf(signer.address) == SHARES


def test_a_broken_one_without_allowance_is_refused(
    periphery: Periphery, order: MintOrder, dollar: Any, signer: Any
) -> None:
    dollar.approve(periphery.router.address, MAXIMUM - 1, sender=signer.address)
    with reverts("router: permit refused"):
        periphery.router.mint_shares(replace(order, permit=BROKEN).encoded(), SHARES, sender=signer.address)


def test_redeems_shares(periphery: Periphery, signer: Any) -> None:
    token = periphery.bull.token
    token.transfer(signer.address, SHARES, sender=periphery.environment.owner)
    permit = signed(signer, token.address, token.name(), 1, periphery.router.address, SHARES)
    order = RedeemOrder(
        token,
        periphery.usdc.address,
        SHARES,
        periphery.path("v3", periphery.weth),
        signer.address,
        permit=permit,
    )
    with reverts("router: permit refused"):
        periphery.router.redeem(replace(order, permit=BROKEN).encoded(), sender=signer.address)
    out = periphery.router.redeem(order.encoded(), sender=signer.address)
    assert out == periphery.usdc.balanceOf(signer.address) > 9_800 * USDC


def test_the_native_coin_needs_none(periphery: Periphery, holder: str) -> None:
    order = MintOrder(
        periphery.bull.token,
        NOBODY,
        4 * WAD,
        periphery.path("v3", periphery.usdc),
        holder,
        permit=BROKEN,
    )
    assert periphery.router.mint_shares(order.encoded(), SHARES, sender=holder, value=4 * WAD)[1] == SHARES
