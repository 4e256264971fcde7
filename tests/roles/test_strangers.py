# SPDX-License-Identifier: Apache-2.0
"""GOV-01 from the other end: an account without any role calls every function of everything there is.

On live markets of both mechanisms, in calm and when a rebalance or a rebalance is due, nothing that belongs to
others falls: shares, units, loans, requests, orders and plain balances; a due rebalance may cost its tolerance.
"""

import boa
import pytest

from steelyard.artifacts.sources import products
from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.valuation import Side
from tests.roles.strangers import Stranger
from tests.roles.worlds import PRICE, USD
from tests.support.contracts import at, deploy
from tests.support.engine import now, wait
from tests.support.environment import BoaEnvironment
from tests.support.line import ContractLine, MirroredLine, token_of
from tests.support.line_world import UNIT, LineWorld
from tests.support.market import E36, WAD, Market
from tests.support.pairing import FT, LP, LT, PairingMarket
from tests.support.periphery import Periphery, build_periphery
from tests.support.uniswap import in_process
from tests.support.zaps import Zaps, build_zaps
from tools.report import functions

TOLERANCE = 0.005  # of equity: at 2,700 a 3x bull is at R = 3.86, a bear at 3,300 at 4.9
LEVERAGED = {
    *("MarketFactory", "LendingPool", "PoolGovernance", "LeveragedToken", "AnchoredToken"),
    *("Router", "Rebalancer", "QuoteLens"),
}
PAIRING = {"PairingFactory", "PairingPool", "PairingShare", "DelayedOrders", "PairingRouter"}
LINE = {"PairingLine"}
ROLE_ONLY = {
    *(f"PoolGovernance.{name}" for name in ("submit", "revoke", "guard_limit", "pause_borrowing", "cancel_limit")),
    *(f"LendingPool.set_{name}" for name in ("limit", "rate_model", "reserve_factor", "deposit_cap")),
    *(f"LendingPool.{name}" for name in ("withdraw_reserve", "pause_borrowing", "borrow", "impair")),
    *("LendingPool.write_off", "LeveragedToken.set_fee_recipient"),
    *(f"{name}.set_fee_recipient" for name in ("PairingPool", "PairingLine")),
    *(f"PairingShare.{name}" for name in ("mint", "burn", "settle", "consolidate")),
    *("PairingPool.mint_ordered", "PairingPool.redeem_ordered"),
}


def test_all_contracts_are_tried() -> None:
    """What no sweep below tries has no function but views, or keeps state of its caller alone."""
    changing = {name for name in products() if any(not function.view for function in functions(name))}
    assert changing - LEVERAGED - PAIRING - LINE == {"AdaptiveRateModel", "KinkedRateModel"}


# ------------------------------------------------------------------ leveraged tokens


@pytest.fixture(scope="module")
def periphery(holder: str, attacker: str) -> Periphery:
    """Both markets; the holder has shares and units, the owner shares and loans."""
    periphery = build_periphery()
    for account in (holder, attacker):
        periphery.supply(account)
        for market in (periphery.bull, periphery.bear):
            for asset in (periphery.usdc, periphery.weth, market.token):
                for spender in (market.token, market.pool, market.anchored):
                    asset.approve(spender.address, 2**256 - 1, sender=account)
            market.token.mint(20 * WAD, account, account, b"", sender=account)
            market.anchored.wrap(10 * WAD, account, sender=account)
            if account == attacker:
                market.pool.deposit(WAD if market.is_bear else 1_000 * USD, attacker, sender=attacker)
    return periphery


def leveraged_wealth(periphery: Periphery, holder: str) -> dict[str, float]:
    """What the two own: their parts of equity at the oracle's price, loans, and plain balances."""
    found: dict[str, float] = {}
    for name, market in (("bull", periphery.bull), ("bear", periphery.bear)):
        sheet = market.token.balance_sheet()
        equity = sheet.collateral * market.oracle.price() // E36 - sheet.debt
        for who in (holder, periphery.environment.owner):
            shares = market.token.balanceOf(who) + market.anchored.shares_of(who)
            found[f"{name} {who}"] = equity * shares // sheet.supply
            found[f"{name} loan {who}"] = market.pool.convertToAssets(market.pool.balanceOf(who))
    for asset in (periphery.usdc, periphery.weth, periphery.dai):
        for who in (holder, periphery.environment.owner):
            found[f"{asset.address} {who}"] = asset.balanceOf(who)
    return found


def contracts_of(market: Market) -> list[tuple[str, object]]:
    return [
        ("LendingPool", market.pool),
        ("PoolGovernance", market.governance),
        ("LeveragedToken", market.token),
        ("AnchoredToken", market.anchored),
    ]


@pytest.mark.parametrize("dollars", [PRICE, 2_700])
def test_on_leveraged_tokens(periphery: Periphery, holder: str, attacker: str, dollars: int) -> None:
    """Calm, and with a bull that must sell. (GOV-01)"""
    if dollars != PRICE:
        periphery.move(dollars)
    markets = (periphery.bull, periphery.bear)
    addresses = [holder, periphery.environment.owner, periphery.usdc.address, periphery.weth.address]
    addresses += [contract.address for market in markets for contract in (market.pool, market.token, market.anchored)]
    stranger = Stranger(
        attacker,
        addresses,
        [[], *([hop] for hop in periphery.hops.values())],
        lambda: leveraged_wealth(periphery, holder),
        bearable=0.0 if dollars == PRICE else TOLERANCE,
    )
    around = [
        ("MarketFactory", periphery.factory),
        ("Router", periphery.router),
        ("Rebalancer", periphery.rebalancer),
    ]
    tried = [
        *contracts_of(periphery.bull),
        *contracts_of(periphery.bear),
        *around,
        ("QuoteLens", deploy("QuoteLens")),
    ]
    assert {name for name, _ in tried} == LEVERAGED
    for name, contract in tried:
        stranger.try_all(name, contract)
    assert not stranger.succeeded & ROLE_ONLY
    expected = {"deposit", "withdraw", "redeem", "transfer", "approve", "accrue"}
    assert {f"LendingPool.{name}" for name in expected} <= stranger.succeeded
    assert {
        f"LeveragedToken.{name}" for name in ("mint", "redeem", "report_oracle", "collect_fees")
    } <= stranger.succeeded
    assert {"AnchoredToken.wrap", "AnchoredToken.unwrap_shares"} <= stranger.succeeded


# ------------------------------------------------------------------ paired pools


@pytest.fixture(scope="module")
def zaps(holder: str, attacker: str) -> Zaps:
    """Three markets; the holder has LT and FT, a request in the queue and an order, the owner LP."""
    environment = BoaEnvironment()
    boa.env.set_balance(environment.owner, 10**6 * WAD)
    uniswap = environment.uniswap()
    zaps = build_zaps(environment, uniswap, in_process(uniswap.weth))
    for account in (holder, attacker):
        zaps.supply(account)
        for market in (zaps.bull, zaps.bear):
            market.asset.approve(market.pool.address, 2**256 - 1, sender=account)
            for side in (LT, FT):
                market.pool.mint(side, market.worth(20_000), 0, account, 2**255, sender=account)
            market.share(FT).enqueue(100 * WAD, sender=account)
        delayed_orders = zaps.ordered.delayed_orders
        zaps.weth.approve(delayed_orders.address, 2**256 - 1, sender=account)
        delayed_orders.commit(True, FT, WAD, 0, 2**255, account, sender=account)
    return zaps


def claims_of(market: PairingMarket) -> list[float]:
    """What one raw share of each side would get if the market ended now, in U."""
    engine = at("PairingEngine", market.pool.ENGINE())
    states = [market.share(side).state() for side in (LT, FT, LP)]
    price = market.source.latest().price
    settlements, _ = engine.close_all(market.pool.accrued_position(), market.pool.terms(), price, states, 0)
    return [(s.left + sum(s.paid) + s.cut) / state.supply for s, state in zip(settlements, states, strict=True)]


def pairing_wealth(zaps: Zaps, holder: str) -> dict[str, float]:
    """What the two own in each market, shares, requests, paid claims and orders together, and plain balances."""
    found: dict[str, float] = {}
    for market in (zaps.bull, zaps.bear):
        claims = claims_of(market)
        for side in (LT, FT, LP):
            share = market.share(side)
            for who in (holder, zaps.environment.owner):
                raw, paid = share.raw_balance(who), 0
                for number in range(2):
                    shares, _, _, is_paid, amount = share.epoch(number)
                    requested = share.request(who, number)
                    raw += 0 if is_paid else requested
                    paid += amount * requested // shares if is_paid else 0
                found[f"{market.pool.address} {side} {who}"] = raw * claims[side] + paid
    order = zaps.ordered.delayed_orders.order(0)
    shares = zaps.ordered.share(FT).raw_balance(holder) * claims_of(zaps.ordered)[FT]
    found["order"] = order.amount if order.owner == holder else shares
    for asset in (zaps.usdc, zaps.weth, zaps.dai):
        for who in (holder, zaps.environment.owner):
            found[f"{asset.address} {who}"] = asset.balanceOf(who)
    return found


@pytest.mark.parametrize("dollars", [PRICE, 2_600])
def test_on_pairing_pools(zaps: Zaps, holder: str, attacker: str, dollars: int) -> None:
    """Calm, and with rebalances due for the price and for the queue. (GOV-01)"""
    if dollars != PRICE:
        wait(3_600)
        zaps.quiet(dollars)
    addresses = [holder, zaps.environment.owner, zaps.usdc.address, zaps.weth.address]
    addresses += [zaps.bull.pool.address, zaps.bear.pool.address, zaps.ordered.delayed_orders.address]
    stranger = Stranger(
        attacker, addresses, [[], *([hop] for hop in zaps.hops.values())], lambda: pairing_wealth(zaps, holder)
    )
    tried = [("PairingPool", market.pool) for market in (zaps.bull, zaps.bear, zaps.ordered)]
    tried += [("PairingShare", zaps.bull.share(side)) for side in (LT, FT, LP)]
    tried += [
        ("DelayedOrders", zaps.ordered.delayed_orders),
        ("PairingFactory", zaps.bull.factory),
        ("PairingRouter", zaps.router),
    ]
    assert {name for name, _ in tried} == PAIRING
    for name, contract in tried:
        stranger.try_all(name, contract)
    assert not stranger.succeeded & ROLE_ONLY
    assert {f"PairingShare.{name}" for name in ("transfer", "enqueue", "approve")} <= stranger.succeeded
    assert ("PairingPool.rebalance" in stranger.succeeded) == (dollars != PRICE)


# ------------------------------------------------------------------ a paired pool on its line


def line_wealth(contract: ContractLine, owner: str) -> dict[str, float]:
    """What one owner has: shares held and owed at the last mark's price, U owed and held, entries that wait."""
    line, s = contract.line, contract.line.state()
    engine, (terms, _) = at("PairingEngine", line.ENGINE()), line.terms()
    found: dict[str, float] = {"U": line.credit(0, owner) + contract.asset.balanceOf(owner)}
    for side in (LT, FT, LP):
        token = token_of(side, 1)
        raw = line.credit(token, owner) + contract.share(side, 1).raw_balance(owner)
        found[f"{side}"] = engine.value_of(s.position, terms, side, s.price) / s.price * raw / s.supply[side]
    for queue in range(3):
        amounts = [line.entry(queue, number).amount for number in range(s.heads[queue], s.tails[queue])]
        found[f"queue {queue}"] = sum(amounts)
    return found


def test_on_a_line() -> None:
    """With shares held and owed, and an entry of each kind that waits for its mark. (GOV-01)"""
    world = LineWorld(shell=MirroredLine, start=now()).opened()
    contract = world.market.contract
    for kind in (Kind.MINT_LEVERAGED, Kind.MINT_FUNDING):
        world.holding(kind, 20 * UNIT)
        world.give(kind, UNIT)
    world.give(Kind.DEPOSIT, 20 * UNIT)
    world.give(Kind.MINT_LEVERAGED, 10**23)  # comes back
    world.carry_out()
    world.market.claim_shares_for("trader", Side.LIQUIDITY, 1)
    for kind in Kind:
        world.give(kind, UNIT)
    attacker, holder = contract.account("ann"), contract.account("trader")
    addresses = [holder, holder, contract.asset.address]
    stranger = Stranger(attacker, addresses, [[]], lambda: line_wealth(contract, holder))
    stranger.try_all("PairingLine", contract.line)
    assert not stranger.succeeded & ROLE_ONLY
    assert {f"PairingLine.{name}" for name in ("commit", "advance", "claim_for", "add_pay")} <= stranger.succeeded
