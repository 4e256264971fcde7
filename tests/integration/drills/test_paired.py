# SPDX-License-Identifier: Apache-2.0
"""Drills on paired pools: a bear, whose U is the dollar that its issuer may block."""

from dataclasses import astuple
from typing import Any

import pytest

from steelyard.chain.anvil import Anvil
from tests.integration.drills.worlds import (
    DAY,
    ETHER,
    FAULTS,
    FEED_UNIT,
    GRACE,
    HOUR,
    PRICE,
    SHARE,
    USD,
    PairedDrill,
    refuses,
    reorganize,
)
from tests.support.market import E36
from tests.support.paired import FOREVER, FT, LP, LT, live_terms
from tests.support.stage import NodeStage


def need_closed_trade(drill: PairedDrill, reason: str) -> None:
    """Mint, redeem, deposit and re-split are refused for that reason."""
    for call in (
        lambda: drill.mint(LT),
        lambda: drill.redeem(FT),
        lambda: drill.stage.send(drill.pool, "deposit", USD, 0, drill.holder, FOREVER, sender=drill.holder),
        drill.poke,
    ):
        with refuses(reason):
            call()


def queue_and_claim(drill: PairedDrill) -> None:
    """What no price is needed for: a request, its withdrawal, a transfer, and the U that was paid before."""
    epoch = drill.enqueue(LT, 10 * SHARE)
    drill.stage.send(drill.share(LT), "cancel", epoch, sender=drill.holder)
    drill.stage.send(drill.share(LT), "transfer", drill.keeper, SHARE, sender=drill.holder)
    assert drill.claim_paid() > 0


def end_by_deprecation(drill: PairedDrill) -> None:
    """72 hours after the report everybody claims in dollars, together all that the market held but the locked seeds."""
    underlying = drill.pool.call("accrued_book")[0]
    drill.stage.send(drill.pool, "report_stale", sender=drill.keeper)
    drill.stage.wait(72 * HOUR)
    drill.stage.send(drill.pool, "deprecate", sender=drill.keeper)
    seeds = 3 * 10 * USD
    got = drill.all_leave_after_the_end()
    kept = drill.stage.at("PairedShare", drill.share(LT).address).call("balanceOf", drill.keeper)
    if kept:
        drill.stage.send(drill.share(LT), "claim_closed", drill.keeper, sender=drill.keeper)
        got += drill.balance(drill.keeper)
    assert underlying - 2 * seeds < got <= underlying


@pytest.mark.parametrize("fault", FAULTS)
def test_no_price(paired: PairedDrill, fault: str) -> None:
    """No trade and no re-split; requests, claims and transfers go on; three days later all claims are fixed."""
    paired.fail(fault)
    need_closed_trade(paired, FAULTS[fault])
    queue_and_claim(paired)
    end_by_deprecation(paired)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_price_that_comes_back(paired: PairedDrill, fault: str) -> None:
    """Within the three days: the report is void, and all trade as before once there is a mean again."""
    paired.fail(fault)
    paired.stage.send(paired.pool, "report_stale", sender=paired.keeper)
    paired.stage.wait(DAY)
    paired.recover()
    paired.market.quiet(PRICE)
    with refuses("stale: source is fresh"):
        paired.stage.send(paired.pool, "report_stale", sender=paired.keeper)
    with refuses("deprecate: not stale"):
        paired.stage.send(paired.pool, "deprecate", sender=paired.keeper)
    assert paired.redeem(LT) > 0
    paired.mint(LT)


def test_a_jump_that_comes_back(paired: PairedDrill) -> None:
    """A fifth up for a round: no re-split, and who leaves gets the worse of spot and mean."""
    paired.answer(PRICE * 1.2)
    with refuses("poke: not due"):
        paired.poke()
    with refuses("price: out of range"):
        paired.redeem(LT)
    assert paired.claim_paid() > 0
    epoch = paired.enqueue(LT, 10 * SHARE)
    paired.recover()
    paired.stage.wait(HOUR)
    paired.market.quiet(PRICE)
    paired.poke()
    before = paired.balance(paired.holder)
    paired.stage.send(paired.share(LT), "claim", epoch, paired.holder, sender=paired.holder)
    assert paired.balance(paired.holder) - before == pytest.approx(10 * USD, rel=0.02)


def test_a_jump_out_of_bounds(paired: PairedDrill) -> None:
    """As no price."""
    paired.answer(PRICE * 100)
    need_closed_trade(paired, "oracle: out of bounds")
    queue_and_claim(paired)
    paired.recover()
    paired.market.quiet(PRICE)
    assert paired.redeem(FT) > 0


@pytest.mark.parametrize(("decimals", "answer"), [(18, PRICE * ETHER), (6, PRICE * 10**6)])
def test_feed_decimals_change(paired: PairedDrill, decimals: int, answer: int) -> None:
    """The answer leaves its fixed bounds, up or down: the market stands as without a price, and ends like that."""
    paired.stage.send(paired.feed, "set_decimals", decimals)
    paired.stage.send(paired.feed, "set_answer", answer)
    need_closed_trade(paired, "oracle: out of bounds")
    queue_and_claim(paired)
    end_by_deprecation(paired)


def test_sequencer_down_and_back(paired: PairedDrill) -> None:
    """Down, and an hour of grace after: no trade; requests and claims go on."""
    paired.stage.send(paired.sequencer, "set_answer", 1)
    need_closed_trade(paired, "oracle: sequencer down")
    queue_and_claim(paired)
    paired.stage.send(paired.sequencer, "set_answer", 0)
    paired.answer(PRICE)
    need_closed_trade(paired, "oracle: grace time")
    paired.market.quiet(PRICE, minutes=GRACE // 60 + 30)
    assert paired.redeem(LT) > 0


def test_dollar_blocks_a_user(paired: PairedDrill) -> None:
    """A blocked holder cannot receive, but names another receiver, at once and at the claim."""
    paired.stage.send(paired.usdc, "set_blocked", paired.holder, True)
    for call in (lambda: paired.redeem(LT), paired.claim_paid, lambda: paired.mint(LT)):
        with refuses("asset: blocked"):
            call()
    assert paired.redeem(LT, receiver=paired.keeper) > 0
    assert paired.claim_paid(receiver=paired.keeper) > 0
    # nor does he hold up the queue
    epoch = paired.enqueue(LT, SHARE)
    paired.stage.wait(HOUR)
    paired.market.quiet(PRICE)
    paired.poke()
    paired.stage.send(paired.share(LT), "claim", epoch, paired.keeper, sender=paired.holder)


def test_dollar_blocks_the_market(paired: PairedDrill) -> None:
    """Nothing goes in or out until the issuer gives way; what was paid before lies in the share and is claimed. A queue
    is paid at the re-split all the same, and its U sent on later."""
    paired.stage.send(paired.usdc, "set_blocked", paired.pool.address, True)
    underlying = paired.pool.call("book")[0]
    for call in (lambda: paired.redeem(LT), lambda: paired.mint(LT)):
        with refuses("asset: blocked"):
            call()
    assert paired.claim_paid() > 0
    epoch = paired.enqueue(LP, SHARE, paired.lender)
    paired.stage.wait(HOUR)
    paired.market.quiet(PRICE)
    paired.poke()
    assert paired.pool.call("book")[0] < underlying == paired.usdc.call("balanceOf", paired.pool.address)
    with refuses("asset: blocked"):
        paired.forward(LP)
    paired.stage.send(paired.usdc, "set_blocked", paired.pool.address, False)
    paired.forward(LP)
    paired.stage.send(paired.share(LP), "claim", epoch, paired.lender, sender=paired.lender)
    assert paired.redeem(LT) > 0


def test_dollar_blocks_a_share(paired: PairedDrill) -> None:
    """One of the three, FT: what was paid to it cannot be claimed, what it is paid now waits in the market and is sent
    on by anybody. LT and FT leave at once as far as LP can swap."""
    paired.stage.send(paired.usdc, "set_blocked", paired.share(FT).address, True)
    with refuses("asset: blocked"):
        paired.claim_paid()
    paired.stage.wait(HOUR)
    epoch = paired.enqueue(FT, SHARE)
    paired.stage.wait(HOUR)
    paired.market.quiet(PRICE)
    paired.poke()
    assert paired.redeem(LT) > 0
    assert paired.redeem(FT) > 0
    with refuses("asset: blocked"):
        paired.forward(FT)
    paired.stage.send(paired.usdc, "set_blocked", paired.share(FT).address, False)
    paired.forward(FT)
    assert paired.claim_paid() > 0
    paired.stage.send(paired.share(FT), "claim", epoch, paired.holder, sender=paired.holder)


def test_dollar_blocks_a_share_but_not_the_others(paired: PairedDrill) -> None:
    """LP is paid at the re-split that cannot pay FT, in whose queue a single share waits."""
    paired.stage.send(paired.usdc, "set_blocked", paired.share(FT).address, True)
    paired.enqueue(FT, SHARE)
    epoch = paired.enqueue(LP, SHARE, paired.lender)
    paired.stage.wait(HOUR)
    paired.market.quiet(PRICE)
    paired.poke()
    paired.stage.send(paired.share(LP), "claim", epoch, paired.lender, sender=paired.lender)


def test_dollar_blocks_a_share_out_of_range(paired: PairedDrill) -> None:
    """At once is closed, FT is blocked with a request in its queue: the re-split that opens the range comes all the
    same, and so does the end by a dead source, at which LT and LP claim everything and FT when the issuer gives way."""
    paired.stage.send(paired.usdc, "set_blocked", paired.share(FT).address, True)
    for side in (LT, FT):
        paired.enqueue(side, SHARE)
    paired.stage.wait(HOUR)
    paired.market.quiet(PRICE * 1.12)
    for side in (LT, FT):
        with refuses("price: out of range"):
            paired.redeem(side)
    paired.poke()
    for side in (LT, FT):
        assert paired.redeem(side) > 0
    paired.fail("reverting")
    paired.stage.send(paired.pool, "report_stale", sender=paired.keeper)
    paired.stage.wait(72 * HOUR)
    paired.stage.send(paired.pool, "deprecate", sender=paired.keeper)
    for side, who in ((LT, paired.holder), (LP, paired.lender)):
        paired.stage.send(paired.share(side), "claim_closed", who, sender=who)
    with refuses("asset: blocked"):
        paired.stage.send(paired.share(FT), "claim_closed", paired.holder, sender=paired.holder)
    paired.stage.send(paired.usdc, "set_blocked", paired.share(FT).address, False)
    paired.forward(FT)
    assert paired.all_leave_after_the_end() > 10**6 * USD


def test_no_liquidity_on_the_exchange(paired: PairedDrill, anvil: Anvil) -> None:
    """A market whose price is an exchange's, after all liquidity has left it: the last tick goes on as spot and mean,
    so everybody leaves as before, at once and by the queue. Nothing is ever sold there."""
    stage, owner, holder = paired.stage, paired.owner, paired.holder
    coin, dollar = paired.market.coin, paired.market.dollar
    for token, amount in ((coin, 10**5 * ETHER), (dollar, 10**9 * USD)):
        stage.send(token, "mint", owner, amount)
    price = PRICE * E36 * USD // ETHER
    exchange = paired.uniswap.create_v3_pool(coin.address, dollar.address, 500, price, 10**4 * ETHER, owner)
    exchange.transact("increaseObservationCardinalityNext", 32, sender=owner)
    stage.wait(HOUR)
    market = dex_market(paired, exchange.address)
    stage.send(market, "open", 50 * ETHER)
    for side in (LT, FT):
        stage.send(market, "mint", side, ETHER, 0, holder, FOREVER, sender=holder)

    withdraw_liquidity(paired)
    assert exchange.call("liquidity") == 0
    stage.wait(DAY)
    lt, ft = (stage.at("PairedShare", market.call("share", side)) for side in (LT, FT))
    before = coin.call("balanceOf", holder)
    stage.send(market, "redeem", LT, lt.call("balanceOf", holder), 0, holder, False, FOREVER, sender=holder)
    assert coin.call("balanceOf", holder) - before == pytest.approx(ETHER, rel=0.04)
    epoch = ft.call("enqueue", ft.call("balanceOf", holder), sender=holder)
    stage.send(ft, "enqueue", ft.call("balanceOf", holder), sender=holder)
    stage.wait(HOUR)
    stage.send(market, "poke", sender=paired.keeper)
    before = coin.call("balanceOf", holder)
    stage.send(ft, "claim", epoch, holder, sender=holder)
    assert coin.call("balanceOf", holder) - before == pytest.approx(ETHER, rel=0.04)


def dex_market(paired: PairedDrill, exchange: str) -> Any:
    """A 3x bull of the coin, small enough for the depth of that pool."""
    stage, factory, coin = paired.stage, paired.market.factory, paired.market.coin
    sourcing = (exchange, coin.address, 300, 5 * 10**15)
    source = made(stage, factory, "create_uniswap_source", sourcing)
    terms = live_terms(3, most_underlying=100 * ETHER)
    parameters = ("Drill bull 3x", "DRILL", coin.address, source, paired.owner, astuple(terms))
    market = stage.at("PairedPool", made(stage, factory, "create_market", parameters))
    for account in (paired.owner, paired.holder):
        stage.send(coin, "mint", account, 1_000 * ETHER)
        stage.send(coin, "approve", market.address, 2**256 - 1, sender=account)
    return market


def made(stage: NodeStage, factory: Any, function: str, parameters: tuple[Any, ...]) -> str:
    """What a factory makes, and its address."""
    address = stage.call(factory, function, parameters)
    stage.send(factory, function, parameters)
    return str(address)


def withdraw_liquidity(paired: PairedDrill) -> None:
    """The owner's one position leaves the exchange."""
    positions, owner = paired.uniswap.positions, paired.owner
    token = positions.call("tokenOfOwnerByIndex", owner, positions.call("balanceOf", owner) - 1)
    liquidity = positions.call("positions", token)[7]
    positions.transact("decreaseLiquidity", (token, liquidity, 0, 0, FOREVER), sender=owner)
    most = 2**128 - 1
    positions.transact("collect", (token, owner, most, most), sender=owner)


def test_reorg_under_a_mint(paired: PairedDrill, anvil: Anvil) -> None:
    """A mint that the chain forgets never was. Sent again after another price, it is refused below its minimum."""
    before = paired.held(LT), paired.balance(paired.holder), paired.pool.call("book")
    mark = anvil.snapshot()
    paired.mint(LT)
    minted = paired.held(LT) - before[0]
    reorganize(anvil, mark)
    assert (paired.held(LT), paired.balance(paired.holder), paired.pool.call("book")) == before
    paired.stage.send(paired.feed, "set_answer", PRICE * FEED_UNIT * 98 // 100)
    with refuses("mint: below minimum"):
        paired.stage.send(paired.pool, "mint", LT, 20_000 * USD, minted, paired.holder, FOREVER, sender=paired.holder)
    assert paired.redeem(LT) > 0
