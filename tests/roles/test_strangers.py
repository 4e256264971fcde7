# SPDX-License-Identifier: Apache-2.0
"""GOV-01 from the other end: an account without any role calls every function of everything there is.

On live markets of both mechanisms, in calm and when a rebalance or a re-split is due, nothing that belongs to
others falls: shares, units, loans, requests, orders and plain balances; a due rebalance may cost its tolerance.
"""

import boa
import pytest

from tests.roles.strangers import Stranger
from tests.roles.worlds import PRICE, USD
from tests.support.contracts import at, deploy
from tests.support.desk import Desk, build_desk
from tests.support.engine import wait
from tests.support.market import E36, WAD, Market
from tests.support.paired import FT, LP, LT, PairedMarket
from tests.support.stage import BoaStage
from tests.support.zaps import Zaps, build_zaps
from tools.report import functions, products

TOLERANCE = 0.005  # of equity: at 2,700 a 3x bull is at R = 3.86, a bear at 3,300 at 4.9
LEVERAGED = {"MarketFactory", "LendingPool", "LeveragedToken", "AnchoredToken", "Router", "Rebalancer", "QuoteLens"}
PAIRED = {"PairedFactory", "PairedPool", "PairedShare", "OrderDesk", "PairedRouter"}
ROLE_ONLY = {
    *(f"LendingPool.{name}" for name in ("submit", "revoke", "guard_limit", "pause_borrowing", "borrow", "impair")),
    *("LendingPool.write_off", "LeveragedToken.set_fee_recipient", "PairedPool.set_fee_recipient"),
    *(f"PairedShare.{name}" for name in ("mint", "burn", "settle", "consolidate")),
    *("PairedPool.mint_ordered", "PairedPool.redeem_ordered"),
}


def test_all_contracts_are_tried() -> None:
    """What no sweep below tries has no function but views, or keeps state of its caller alone."""
    changing = {name for name in products() if any(not function.view for function in functions(name))}
    assert changing - LEVERAGED - PAIRED == {"AdaptiveRateModel", "KinkedRateModel"}


# ------------------------------------------------------------------ leveraged tokens


@pytest.fixture(scope="module")
def desk(holder: str, attacker: str) -> Desk:
    """Both markets; the holder has shares and units, the owner shares and loans."""
    desk = build_desk()
    for account in (holder, attacker):
        desk.supply(account)
        for market in (desk.bull, desk.bear):
            for asset in (desk.usdc, desk.weth, market.token):
                for spender in (market.token, market.pool, market.anchored):
                    asset.approve(spender.address, 2**256 - 1, sender=account)
            market.token.mint(20 * WAD, account, account, b"", sender=account)
            market.anchored.wrap(10 * WAD, account, sender=account)
            if account == attacker:
                market.pool.deposit(WAD if market.is_bear else 1_000 * USD, attacker, sender=attacker)
    return desk


def leveraged_wealth(desk: Desk, holder: str) -> dict[str, float]:
    """What the two own: their parts of equity at the oracle's price, loans, and plain balances."""
    found: dict[str, float] = {}
    for name, market in (("bull", desk.bull), ("bear", desk.bear)):
        sheet = market.token.sheet()
        equity = sheet.collateral * market.oracle.price() // E36 - sheet.debt
        for who in (holder, desk.stage.owner):
            shares = market.token.balanceOf(who) + market.anchored.shares_of(who)
            found[f"{name} {who}"] = equity * shares // sheet.supply
            found[f"{name} loan {who}"] = market.pool.convertToAssets(market.pool.balanceOf(who))
    for asset in (desk.usdc, desk.weth, desk.dai):
        for who in (holder, desk.stage.owner):
            found[f"{asset.address} {who}"] = asset.balanceOf(who)
    return found


def contracts_of(market: Market) -> list[tuple[str, object]]:
    return [("LendingPool", market.pool), ("LeveragedToken", market.token), ("AnchoredToken", market.anchored)]


@pytest.mark.parametrize("dollars", [PRICE, 2_700])
def test_on_leveraged_tokens(desk: Desk, holder: str, attacker: str, dollars: int) -> None:
    """Calm, and with a bull that must sell. (GOV-01)"""
    if dollars != PRICE:
        desk.move(dollars)
    markets = (desk.bull, desk.bear)
    addresses = [holder, desk.stage.owner, desk.usdc.address, desk.weth.address]
    addresses += [contract.address for market in markets for contract in (market.pool, market.token, market.anchored)]
    stranger = Stranger(
        attacker,
        addresses,
        [[], *([hop] for hop in desk.hops.values())],
        lambda: leveraged_wealth(desk, holder),
        bearable=0.0 if dollars == PRICE else TOLERANCE,
    )
    around = [("MarketFactory", desk.factory), ("Router", desk.router), ("Rebalancer", desk.rebalancer)]
    tried = [*contracts_of(desk.bull), *contracts_of(desk.bear), *around, ("QuoteLens", deploy("QuoteLens"))]
    assert {name for name, _ in tried} == LEVERAGED
    for name, contract in tried:
        stranger.try_all(name, contract)
    assert not stranger.succeeded & ROLE_ONLY
    expected = {"deposit", "withdraw", "redeem", "transfer", "approve", "accrue"}
    assert {f"LendingPool.{name}" for name in expected} <= stranger.succeeded
    assert {
        f"LeveragedToken.{name}" for name in ("mint", "redeem", "poke_oracle", "collect_fees")
    } <= stranger.succeeded
    assert {"AnchoredToken.wrap", "AnchoredToken.unwrap_shares"} <= stranger.succeeded


# ------------------------------------------------------------------ paired pools


@pytest.fixture(scope="module")
def zaps(holder: str, attacker: str) -> Zaps:
    """Three markets; the holder has LT and FT, a request in the queue and an order, the owner LP."""
    stage = BoaStage()
    boa.env.set_balance(stage.owner, 10**6 * WAD)
    uniswap = stage.uniswap()
    zaps = build_zaps(stage, uniswap, uniswap.weth.boa)
    for account in (holder, attacker):
        zaps.supply(account)
        for market in (zaps.bull, zaps.bear):
            market.asset.approve(market.pool.address, 2**256 - 1, sender=account)
            for side in (LT, FT):
                market.pool.mint(side, market.worth(20_000), 0, account, 2**255, sender=account)
            market.share(FT).enqueue(100 * WAD, sender=account)
        desk = zaps.ordered.desk
        zaps.weth.approve(desk.address, 2**256 - 1, sender=account)
        desk.commit(True, FT, WAD, 0, 2**255, account, sender=account)
    return zaps


def claims_of(market: PairedMarket) -> list[float]:
    """What one raw share of each side would get if the market ended now, in U."""
    engine = at("PairingEngine", market.pool.ENGINE())
    states = [market.share(side).state() for side in (LT, FT, LP)]
    price = market.source.latest().price
    settlements, _ = engine.close_all(market.pool.accrued_book(), market.pool.terms(), price, states, 0)
    return [(s.left + sum(s.paid) + s.cut) / state.supply for s, state in zip(settlements, states, strict=True)]


def paired_wealth(zaps: Zaps, holder: str) -> dict[str, float]:
    """What the two own in each market, shares, requests, paid claims and orders together, and plain balances."""
    found: dict[str, float] = {}
    for market in (zaps.bull, zaps.bear):
        claims = claims_of(market)
        for side in (LT, FT, LP):
            share = market.share(side)
            for who in (holder, zaps.stage.owner):
                raw, paid = share.raw_balance(who), 0
                for number in range(2):
                    shares, _, _, is_paid, amount = share.epoch(number)
                    requested = share.request(who, number)
                    raw += 0 if is_paid else requested
                    paid += amount * requested // shares if is_paid else 0
                found[f"{market.pool.address} {side} {who}"] = raw * claims[side] + paid
    order = zaps.ordered.desk.order(0)
    shares = zaps.ordered.share(FT).raw_balance(holder) * claims_of(zaps.ordered)[FT]
    found["order"] = order.amount if order.owner == holder else shares
    for asset in (zaps.usdc, zaps.weth, zaps.dai):
        for who in (holder, zaps.stage.owner):
            found[f"{asset.address} {who}"] = asset.balanceOf(who)
    return found


@pytest.mark.parametrize("dollars", [PRICE, 2_600])
def test_on_paired_pools(zaps: Zaps, holder: str, attacker: str, dollars: int) -> None:
    """Calm, and with re-splits due for the price and for the queue. (GOV-01)"""
    if dollars != PRICE:
        wait(3_600)
        zaps.quiet(dollars)
    addresses = [holder, zaps.stage.owner, zaps.usdc.address, zaps.weth.address]
    addresses += [zaps.bull.pool.address, zaps.bear.pool.address, zaps.ordered.desk.address]
    stranger = Stranger(
        attacker, addresses, [[], *([hop] for hop in zaps.hops.values())], lambda: paired_wealth(zaps, holder)
    )
    tried = [("PairedPool", market.pool) for market in (zaps.bull, zaps.bear, zaps.ordered)]
    tried += [("PairedShare", zaps.bull.share(side)) for side in (LT, FT, LP)]
    tried += [("OrderDesk", zaps.ordered.desk), ("PairedFactory", zaps.bull.factory), ("PairedRouter", zaps.router)]
    assert {name for name, _ in tried} == PAIRED
    for name, contract in tried:
        stranger.try_all(name, contract)
    assert not stranger.succeeded & ROLE_ONLY
    assert {f"PairedShare.{name}" for name in ("transfer", "enqueue", "approve")} <= stranger.succeeded
    assert ("PairedPool.poke" in stranger.succeeded) == (dollars != PRICE)
