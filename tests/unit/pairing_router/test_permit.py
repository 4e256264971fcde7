# SPDX-License-Identifier: Apache-2.0
"""Signed allowances for shares and for what is paid with; nobody can use another's."""

from dataclasses import replace
from typing import Any

import boa
import pytest
from eth_account import Account

from tests.support.market import WAD
from tests.support.pairing import LT
from tests.support.permit import FOREVER, signed
from tests.support.reverts import reverts
from tests.support.zaps import ZapIn, ZapOut, Zaps

BROKEN = (FOREVER, 27, bytes(31) + b"\x01", bytes(31) + b"\x01")


@pytest.fixture
def signer() -> Any:
    account = Account.from_key(b"\x11" * 32)
    boa.env.set_balance(account.address, WAD)
    return account


@pytest.fixture
def shares(zaps: Zaps, holder: str, signer: Any) -> int:
    """LT of the signer, who has approved nothing."""
    order = ZapIn(zaps.bull, zaps.weth.address, 10 * WAD, [], signer.address)
    return int(zaps.router.zap_mint(order.encoded(), sender=holder))


@pytest.fixture
def permit(zaps: Zaps, shares: int, signer: Any) -> tuple[int, int, bytes, bytes]:
    share = zaps.bull.share(LT)
    return signed(signer, share.address, share.name(), 1, zaps.router.address, shares)


@pytest.fixture
def order(zaps: Zaps, shares: int, signer: Any, permit: tuple[int, int, bytes, bytes]) -> ZapOut:
    return ZapOut(zaps.bull, zaps.weth.address, shares, [], signer.address, permit=permit)


def test_redeems_shares(zaps: Zaps, order: ZapOut, signer: Any) -> None:
    redeemed, out = zaps.router.zap_redeem(order.encoded(), sender=signer.address)
    assert redeemed == order.shares
    assert zaps.weth.balanceOf(signer.address) == out > 9 * WAD


def test_one_used_before_by_another_is_ignored(
    zaps: Zaps, order: ZapOut, permit: tuple[int, int, bytes, bytes], signer: Any, attacker: str
) -> None:
    zaps.bull.share(LT).permit(signer.address, zaps.router.address, order.shares, *permit, sender=attacker)
    assert zaps.router.zap_redeem(order.encoded(), sender=signer.address)[0] == order.shares


def test_of_another_gives_nothing(zaps: Zaps, order: ZapOut, signer: Any, attacker: str) -> None:
    """Not even once it is used: shares are only ever pulled from the caller."""
    stolen = replace(order, receiver=attacker)
    with reverts("router: permit refused"):
        zaps.router.zap_redeem(stolen.encoded(), sender=attacker)
    share = zaps.bull.share(LT)
    share.permit(signer.address, zaps.router.address, order.shares, *order.permit, sender=attacker)
    with reverts("router: permit refused"):
        zaps.router.zap_redeem(stolen.encoded(), sender=attacker)
    without = replace(stolen, permit=(0, 0, bytes(32), bytes(32)))
    with reverts("erc20: insufficient allowance"):
        zaps.router.zap_redeem(without.encoded(), sender=attacker)
    assert share.balanceOf(signer.address) == order.shares


def test_a_broken_one_without_allowance_is_refused(zaps: Zaps, order: ZapOut, signer: Any) -> None:
    with reverts("router: permit refused"):
        zaps.router.zap_redeem(replace(order, permit=BROKEN).encoded(), sender=signer.address)


def test_a_broken_one_for_what_is_paid_with(zaps: Zaps, attacker: str, holder: str) -> None:
    order = ZapIn(zaps.bear, zaps.usdc.address, 10**9, [], holder, permit=BROKEN)
    assert zaps.router.zap_mint(order.encoded(), sender=holder) > 0  # the holder has approved
    with reverts("router: permit refused"):
        zaps.router.zap_mint(order.encoded(), sender=attacker)
