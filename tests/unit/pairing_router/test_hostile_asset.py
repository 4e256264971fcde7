# SPDX-License-Identifier: Apache-2.0
"""An asset that answers False, and does nothing, fails the order by name."""

from typing import Any

from tests.support.contracts import deploy
from tests.support.market import WAD
from tests.support.pairing import create_pairing_market, live_terms
from tests.support.reverts import reverts
from tests.support.zaps import ZapIn, Zaps

PAID = 10 * WAD


def silent(zaps: Zaps, holder: str) -> Any:
    """An asset of which the holder lets the router spend ten."""
    asset = deploy("SilentAsset", 18)
    asset.mint(holder, PAID)
    asset.approve(zaps.router.address, PAID, sender=holder)
    return asset


def test_does_not_pay(zaps: Zaps, holder: str) -> None:
    asset = silent(zaps, holder)
    asset.set_refusing(True)
    order = ZapIn(zaps.bull, asset.address, PAID, zaps.path("v3", zaps.usdc), holder)
    with reverts("router: payment failed"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_does_not_pay_the_pool(zaps: Zaps, holder: str) -> None:
    """It came to the router, and answers False from the swap on."""
    asset = silent(zaps, holder)
    pool = zaps.environment.deploy("ScriptedPool", asset.address, zaps.weth.address)
    pool.script(asset.address, asset.set_refusing.prepare_calldata(True))
    pool.script(zaps.router.address, zaps.router.uniswapV3SwapCallback.prepare_calldata(PAID, -WAD, b""))
    order = ZapIn(zaps.bull, asset.address, PAID, [int(pool.address, 16)], holder)
    with reverts("route: transfer failed"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_denies_the_market_its_allowance(zaps: Zaps, holder: str) -> None:
    """As U of a market, which it let be made."""
    asset, base = deploy("DenyingAsset", 18), zaps.bull
    market = create_pairing_market(zaps.environment, base.factory, base.feed, asset, base.dollar, live_terms(3))
    asset.mint(holder, PAID)
    asset.approve(zaps.router.address, PAID, sender=holder)
    asset.set_denying(True)
    with reverts("router: approval failed"):
        zaps.router.zap_mint(ZapIn(market, asset.address, PAID, [], holder).encoded(), sender=holder)
