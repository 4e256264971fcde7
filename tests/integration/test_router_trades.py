# SPDX-License-Identifier: Apache-2.0
"""Mint and redeem for one asset through the real Uniswap V3 and V2 and WETH9, on a node."""

import pytest
from eth_account import Account

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from tests.integration.trading import PRICE, USDC, Trading
from tests.support.market import WAD
from tests.support.permit import signed
from tests.support.reverts import reverts

SHARES = 100 * WAD  # $10,000 of equity
FAIR = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE, "native": 10_000 * WAD // PRICE}
SIDES_AND_KINDS = [(side, kind) for side in ("bull", "bear") for kind in ("v3", "v2")]


@pytest.fixture
def trading(anvil: Anvil, client: Client, uniswap: Uniswap) -> Trading:
    return Trading.build(anvil, client, uniswap)


@pytest.mark.parametrize(("side", "kind"), SIDES_AND_KINDS)
def test_in_and_out_for_each_asset(trading: Trading, side: str, kind: str) -> None:
    token, router, trader = trading.market(side).token, trading.router, trading.trader
    for asset, fair in FAIR.items():
        before = trading.held(trader, asset)
        maximum = fair * 11 // 10
        coins = maximum if asset == "native" else 0
        router.transact(
            "mint_shares", trading.mint_order(side, asset, maximum, kind), SHARES, sender=trader, value=coins
        )
        paid = before - trading.held(trader, asset)
        assert fair < paid < fair * 102 // 100
        assert token.call("balanceOf", trader) == SHARES
        before = trading.held(trader, asset)
        router.transact("redeem", trading.redeem_order(side, asset, SHARES, kind), sender=trader)
        assert fair * 98 // 100 < trading.held(trader, asset) - before < paid
        assert token.call("balanceOf", trader) == 0
        trading.require_nothing_held()


@pytest.mark.parametrize(("side", "kind"), SIDES_AND_KINDS)
def test_an_exact_amount_in(trading: Trading, side: str, kind: str) -> None:
    hint = 19_000 * USDC if side == "bull" else 28_000 * WAD // PRICE
    order = trading.mint_order(side, "usdc", FAIR["usdc"], kind)
    before = trading.held(trading.trader, "usdc")
    trading.router.transact("mint_amount", order, hint, sender=trading.trader)
    assert before - trading.held(trading.trader, "usdc") <= FAIR["usdc"]
    assert trading.market(side).token.call("balanceOf", trading.trader) > SHARES * 90 // 100
    trading.require_nothing_held()


def test_the_bounds_bite_when_the_market_moves_first(trading: Trading) -> None:
    router, trader = trading.router, trading.trader
    order = trading.mint_order("bull", "usdc", 11_000 * USDC, "v3")
    paid, out = router.call("mint_shares", order, SHARES, sender=trader)
    exact_in = trading.mint_order("bull", "usdc", FAIR["usdc"], "v3")
    _, bought = router.call("mint_amount", exact_in, 19_000 * USDC, sender=trader)
    router.transact("mint_shares", order, SHARES, sender=trader)
    proceeds = router.call("redeem", trading.redeem_order("bull", "usdc", SHARES, "v3"), sender=trader)

    trading.move(PRICE * 101 // 100)
    with reverts("router: above amount"):
        router.transact("mint_shares", trading.mint_order("bull", "usdc", paid, "v3"), SHARES, sender=trader)
    bounded = trading.mint_order("bull", "usdc", FAIR["usdc"], "v3", min_out=bought)
    with reverts("router: too little out"):
        router.transact("mint_amount", bounded, 18_000 * USDC, sender=trader)
    trading.move(PRICE * 99 // 100)
    with reverts("router: too little paid out"):
        router.transact("redeem", trading.redeem_order("bull", "usdc", SHARES, "v3", min_out=proceeds), sender=trader)
    assert out == SHARES


def test_the_deadline_bites(trading: Trading, anvil: Anvil) -> None:
    deadline = anvil.now() + 60
    order = trading.mint_order("bull", "usdc", 11_000 * USDC, "v3", deadline=deadline)
    trading.router.transact("mint_shares", order, SHARES, sender=trading.trader)
    anvil.wait(60)
    with reverts("router: too late"):
        trading.router.transact("mint_shares", order, SHARES, sender=trading.trader)
    late = trading.redeem_order("bull", "usdc", SHARES, "v3", deadline=deadline)
    with reverts("router: too late"):
        trading.router.transact("redeem", late, sender=trading.trader)


def test_a_permit_redeems_without_an_approval(trading: Trading, anvil: Anvil) -> None:
    signer = Account.from_key(b"\x11" * 32)
    anvil.rpc("anvil_setBalance", signer.address, hex(WAD))
    anvil.rpc("anvil_impersonateAccount", signer.address)
    owner = trading.client.accounts()[0]
    token, router = trading.bull.token, trading.router
    token.transact("transfer", signer.address, SHARES, sender=owner)
    chain_id = trading.client.web3.eth.chain_id
    permit = signed(signer, token.address, token.call("name"), chain_id, router.address, SHARES)
    unsigned = trading.redeem_order("bull", "usdc", SHARES, "v3")
    with reverts("erc20: insufficient allowance"):
        router.transact("redeem", unsigned, sender=signer.address)
    before = trading.held(trading.trader, "usdc")
    router.transact("redeem", trading.redeem_order("bull", "usdc", SHARES, "v3", permit=permit), sender=signer.address)
    assert trading.held(trading.trader, "usdc") - before > FAIR["usdc"] * 98 // 100
    trading.require_nothing_held()
