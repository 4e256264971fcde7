# SPDX-License-Identifier: Apache-2.0
"""Fault injection on paired pools: a bear, whose U is the dollar that its issuer may block."""

from dataclasses import astuple
from typing import Any

import pytest

from steelyard.chain.anvil import Anvil
from tests.integration.fault_injection.worlds import (
    DAY,
    ETHER,
    FAULTS,
    FEED_UNIT,
    GRACE,
    HOUR,
    PRICE,
    SHARE,
    USD,
    PairingFaults,
    reorganize,
    reverts,
)
from tests.support.environment import NodeEnvironment
from tests.support.market import E36
from tests.support.pairing import FOREVER, FT, LP, LT, live_terms


def require_closed_trade(faults: PairingFaults, reason: str) -> None:
    """Mint, redeem, deposit and rebalance are refused for that reason."""
    for call in (
        lambda: faults.mint(LT),
        lambda: faults.redeem(FT),
        lambda: faults.environment.send(faults.pool, "deposit", USD, 0, faults.holder, FOREVER, sender=faults.holder),
        faults.rebalance,
    ):
        with reverts(reason):
            call()


def queue_and_claim(faults: PairingFaults) -> None:
    """What no price is needed for: a request, its withdrawal, a transfer, and the U that was paid before."""
    epoch = faults.enqueue(LT, 10 * SHARE)
    faults.environment.send(faults.share(LT), "cancel", epoch, sender=faults.holder)
    faults.environment.send(faults.share(LT), "transfer", faults.keeper, SHARE, sender=faults.holder)
    assert faults.claim_paid() > 0


def end_by_deprecation(faults: PairingFaults) -> None:
    """72 hours after the report everybody claims in dollars, together all that the market held but the locked seeds."""
    underlying = faults.pool.call("accrued_position")[0]
    faults.environment.send(faults.pool, "report_stale", sender=faults.keeper)
    faults.environment.wait(72 * HOUR)
    faults.environment.send(faults.pool, "deprecate", sender=faults.keeper)
    seeds = 3 * 10 * USD
    got = faults.all_leave_after_the_end()
    kept = faults.environment.at("PairingShare", faults.share(LT).address).call("balanceOf", faults.keeper)
    if kept:
        faults.environment.send(faults.share(LT), "claim_closed", faults.keeper, sender=faults.keeper)
        got += faults.balance(faults.keeper)
    assert underlying - 2 * seeds < got <= underlying


@pytest.mark.parametrize("fault", FAULTS)
def test_no_price(pairing: PairingFaults, fault: str) -> None:
    """No trade and no rebalance; requests, claims and transfers go on; three days later all claims are fixed."""
    pairing.fail(fault)
    require_closed_trade(pairing, FAULTS[fault])
    queue_and_claim(pairing)
    end_by_deprecation(pairing)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_price_that_comes_back(pairing: PairingFaults, fault: str) -> None:
    """Within the three days: the report is void, and all trade as before once there is a mean again."""
    pairing.fail(fault)
    pairing.environment.send(pairing.pool, "report_stale", sender=pairing.keeper)
    pairing.environment.wait(DAY)
    pairing.recover()
    pairing.market.quiet(PRICE)
    with reverts("stale: source is fresh"):
        pairing.environment.send(pairing.pool, "report_stale", sender=pairing.keeper)
    with reverts("deprecate: not stale"):
        pairing.environment.send(pairing.pool, "deprecate", sender=pairing.keeper)
    assert pairing.redeem(LT) > 0
    pairing.mint(LT)


def test_a_jump_that_comes_back(pairing: PairingFaults) -> None:
    """A fifth up for a round: no rebalance, and who leaves gets the worse of spot and mean."""
    pairing.answer(PRICE * 1.2)
    with reverts("rebalance: not due"):
        pairing.rebalance()
    with reverts("price: out of range"):
        pairing.redeem(LT)
    assert pairing.claim_paid() > 0
    epoch = pairing.enqueue(LT, 10 * SHARE)
    pairing.recover()
    pairing.environment.wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.rebalance()
    before = pairing.balance(pairing.holder)
    pairing.environment.send(pairing.share(LT), "claim", epoch, pairing.holder, sender=pairing.holder)
    assert pairing.balance(pairing.holder) - before == pytest.approx(10 * USD, rel=0.02)


def test_a_jump_out_of_bounds(pairing: PairingFaults) -> None:
    """As no price."""
    pairing.answer(PRICE * 100)
    require_closed_trade(pairing, "oracle: out of bounds")
    queue_and_claim(pairing)
    pairing.recover()
    pairing.market.quiet(PRICE)
    assert pairing.redeem(FT) > 0


@pytest.mark.parametrize(("decimals", "answer"), [(18, PRICE * ETHER), (6, PRICE * 10**6)])
def test_feed_decimals_change(pairing: PairingFaults, decimals: int, answer: int) -> None:
    """The answer leaves its fixed bounds, up or down: the market stands as without a price, and ends like that."""
    pairing.environment.send(pairing.feed, "set_decimals", decimals)
    pairing.environment.send(pairing.feed, "set_answer", answer)
    require_closed_trade(pairing, "oracle: out of bounds")
    queue_and_claim(pairing)
    end_by_deprecation(pairing)


def test_sequencer_down_and_back(pairing: PairingFaults) -> None:
    """Down, and an hour of grace after: no trade; requests and claims go on."""
    pairing.environment.send(pairing.sequencer, "set_answer", 1)
    require_closed_trade(pairing, "oracle: sequencer down")
    queue_and_claim(pairing)
    pairing.environment.send(pairing.sequencer, "set_answer", 0)
    pairing.answer(PRICE)
    require_closed_trade(pairing, "oracle: grace time")
    pairing.market.quiet(PRICE, minutes=GRACE // 60 + 30)
    assert pairing.redeem(LT) > 0


def test_dollar_blocks_a_user(pairing: PairingFaults) -> None:
    """A blocked holder cannot receive, but names another receiver, at once and at the claim."""
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.holder, True)
    for call in (lambda: pairing.redeem(LT), pairing.claim_paid, lambda: pairing.mint(LT)):
        with reverts("asset: blocked"):
            call()
    assert pairing.redeem(LT, receiver=pairing.keeper) > 0
    assert pairing.claim_paid(receiver=pairing.keeper) > 0
    # nor do they hold up the queue
    epoch = pairing.enqueue(LT, SHARE)
    pairing.environment.wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.rebalance()
    pairing.environment.send(pairing.share(LT), "claim", epoch, pairing.keeper, sender=pairing.holder)


def test_dollar_blocks_the_market(pairing: PairingFaults) -> None:
    """Nothing goes in or out until the issuer gives way; what was paid before lies in the share and is claimed. A queue
    is paid at the rebalance all the same, and its U sent on later."""
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.pool.address, True)
    underlying = pairing.pool.call("position")[0]
    for call in (lambda: pairing.redeem(LT), lambda: pairing.mint(LT)):
        with reverts("asset: blocked"):
            call()
    assert pairing.claim_paid() > 0
    epoch = pairing.enqueue(LP, SHARE, pairing.lender)
    pairing.environment.wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.rebalance()
    assert pairing.pool.call("position")[0] < underlying == pairing.usdc.call("balanceOf", pairing.pool.address)
    with reverts("asset: blocked"):
        pairing.forward(LP)
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.pool.address, False)
    pairing.forward(LP)
    pairing.environment.send(pairing.share(LP), "claim", epoch, pairing.lender, sender=pairing.lender)
    assert pairing.redeem(LT) > 0


def test_dollar_blocks_a_share(pairing: PairingFaults) -> None:
    """One of the three, FT: what was paid to it cannot be claimed, what it is paid now waits in the market and is sent
    on by anybody. LT and FT leave at once as far as LP can swap."""
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.share(FT).address, True)
    with reverts("asset: blocked"):
        pairing.claim_paid()
    pairing.environment.wait(HOUR)
    epoch = pairing.enqueue(FT, SHARE)
    pairing.environment.wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.rebalance()
    assert pairing.redeem(LT) > 0
    assert pairing.redeem(FT) > 0
    with reverts("asset: blocked"):
        pairing.forward(FT)
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.share(FT).address, False)
    pairing.forward(FT)
    assert pairing.claim_paid() > 0
    pairing.environment.send(pairing.share(FT), "claim", epoch, pairing.holder, sender=pairing.holder)


def test_dollar_blocks_a_share_but_not_the_others(pairing: PairingFaults) -> None:
    """LP is paid at the rebalance that cannot pay FT, in whose queue a single share waits."""
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.share(FT).address, True)
    pairing.enqueue(FT, SHARE)
    epoch = pairing.enqueue(LP, SHARE, pairing.lender)
    pairing.environment.wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.rebalance()
    pairing.environment.send(pairing.share(LP), "claim", epoch, pairing.lender, sender=pairing.lender)


def test_dollar_blocks_a_share_out_of_range(pairing: PairingFaults) -> None:
    """At once is closed, FT is blocked with a request in its queue: the rebalance that opens the range comes all the
    same, and so does the end by a dead source, at which LT and LP claim everything and FT when the issuer gives way."""
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.share(FT).address, True)
    for side in (LT, FT):
        pairing.enqueue(side, SHARE)
    pairing.environment.wait(HOUR)
    pairing.market.quiet(PRICE * 1.12)
    for side in (LT, FT):
        with reverts("price: out of range"):
            pairing.redeem(side)
    pairing.rebalance()
    for side in (LT, FT):
        assert pairing.redeem(side) > 0
    pairing.fail("reverting")
    pairing.environment.send(pairing.pool, "report_stale", sender=pairing.keeper)
    pairing.environment.wait(72 * HOUR)
    pairing.environment.send(pairing.pool, "deprecate", sender=pairing.keeper)
    for side, who in ((LT, pairing.holder), (LP, pairing.lender)):
        pairing.environment.send(pairing.share(side), "claim_closed", who, sender=who)
    with reverts("asset: blocked"):
        pairing.environment.send(pairing.share(FT), "claim_closed", pairing.holder, sender=pairing.holder)
    pairing.environment.send(pairing.usdc, "set_blocked", pairing.share(FT).address, False)
    pairing.forward(FT)
    assert pairing.all_leave_after_the_end() > 10**6 * USD


def test_no_liquidity_on_the_exchange(pairing: PairingFaults, anvil: Anvil) -> None:
    """A market whose price is an exchange's, after all liquidity has left it: the last tick goes on as spot and mean,
    so everybody leaves as before, at once and by the queue. Nothing is ever sold there."""
    environment, owner, holder = pairing.environment, pairing.owner, pairing.holder
    coin, dollar = pairing.market.coin, pairing.market.dollar
    for token, amount in ((coin, 10**5 * ETHER), (dollar, 10**9 * USD)):
        environment.send(token, "mint", owner, amount)
    price = PRICE * E36 * USD // ETHER
    exchange = pairing.uniswap.create_v3_pool(coin.address, dollar.address, 500, price, 10**4 * ETHER, owner)
    exchange.transact("increaseObservationCardinalityNext", 32, sender=owner)
    environment.wait(HOUR)
    market = dex_market(pairing, exchange.address)
    environment.send(market, "open", 50 * ETHER)
    for side in (LT, FT):
        environment.send(market, "mint", side, ETHER, 0, holder, FOREVER, sender=holder)

    withdraw_liquidity(pairing)
    assert exchange.call("liquidity") == 0
    environment.wait(DAY)
    lt, ft = (environment.at("PairingShare", market.call("share", side)) for side in (LT, FT))
    before = coin.call("balanceOf", holder)
    environment.send(market, "redeem", LT, lt.call("balanceOf", holder), 0, holder, False, FOREVER, sender=holder)
    assert coin.call("balanceOf", holder) - before == pytest.approx(ETHER, rel=0.04)
    epoch = ft.call("enqueue", ft.call("balanceOf", holder), sender=holder)
    environment.send(ft, "enqueue", ft.call("balanceOf", holder), sender=holder)
    environment.wait(HOUR)
    environment.send(market, "rebalance", sender=pairing.keeper)
    before = coin.call("balanceOf", holder)
    environment.send(ft, "claim", epoch, holder, sender=holder)
    assert coin.call("balanceOf", holder) - before == pytest.approx(ETHER, rel=0.04)


def dex_market(pairing: PairingFaults, exchange: str) -> Any:
    """A 3x bull of the coin, small enough for the depth of that pool."""
    environment, factory, coin = pairing.environment, pairing.market.factory, pairing.market.coin
    sourcing = (exchange, coin.address, 300, 5 * 10**15)
    source = made(environment, factory, "create_uniswap_source", sourcing)
    terms = live_terms(3, max_underlying=100 * ETHER)
    parameters = ("Drill bull 3x", "DRILL", coin.address, source, pairing.owner, astuple(terms))
    market = environment.at("PairingPool", made(environment, factory, "create_market", parameters))
    for account in (pairing.owner, pairing.holder):
        environment.send(coin, "mint", account, 1_000 * ETHER)
        environment.send(coin, "approve", market.address, 2**256 - 1, sender=account)
    return market


def made(environment: NodeEnvironment, factory: Any, function: str, parameters: tuple[Any, ...]) -> str:
    """What a factory makes, and its address."""
    address = environment.call(factory, function, parameters)
    environment.send(factory, function, parameters)
    return str(address)


def withdraw_liquidity(pairing: PairingFaults) -> None:
    """The owner's one position leaves the exchange."""
    positions, owner = pairing.uniswap.positions, pairing.owner
    token = positions.call("tokenOfOwnerByIndex", owner, positions.call("balanceOf", owner) - 1)
    liquidity = positions.call("positions", token)[7]
    positions.transact("decreaseLiquidity", (token, liquidity, 0, 0, FOREVER), sender=owner)
    maximum = 2**128 - 1
    positions.transact("collect", (token, owner, maximum, maximum), sender=owner)


def test_reorg_under_a_mint(pairing: PairingFaults, anvil: Anvil) -> None:
    """A mint that the chain forgets never was. Sent again after another price, it is refused below its minimum."""
    before = pairing.held(LT), pairing.balance(pairing.holder), pairing.pool.call("position")
    mark = anvil.snapshot()
    pairing.mint(LT)
    minted = pairing.held(LT) - before[0]
    reorganize(anvil, mark)
    assert (pairing.held(LT), pairing.balance(pairing.holder), pairing.pool.call("position")) == before
    pairing.environment.send(pairing.feed, "set_answer", PRICE * FEED_UNIT * 98 // 100)
    with reverts("mint: below minimum"):
        pairing.environment.send(
            pairing.pool, "mint", LT, 20_000 * USD, minted, pairing.holder, FOREVER, sender=pairing.holder
        )
    assert pairing.redeem(LT) > 0
