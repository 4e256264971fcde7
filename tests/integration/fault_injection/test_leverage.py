# SPDX-License-Identifier: Apache-2.0
"""Fault injection on leveraged tokens and their lenders."""

import pytest

from steelyard.devchain.anvil import Anvil
from steelyard.reverts.errors import Reverted
from tests.integration.fault_injection.worlds import (
    ALL,
    DAY,
    ETHER,
    FAULTS,
    FEED_UNIT,
    GRACE,
    HOUR,
    PRICE,
    SHARE,
    STALE_AFTER,
    USD,
    LeverageFaults,
    reorganize,
)
from tests.support.market import E36
from tests.support.reverts import reverts

TO_PAR = 36  # hourly steps in which the price of a dead sale falls from twice the last good one to that
OVER = 2_600  # dollars at which the bull is over-levered: R = 4.3


@pytest.mark.parametrize("fault", FAULTS)
def test_no_price(leveraged: LeverageFaults, fault: str) -> None:
    """No mint and no fill; holders redeem for the same amounts, lenders withdraw. After seven days a sale at a
    price that falls as it is refused clears the debt, and what is left is the holders'."""
    market, environment = leveraged.bull, leveraged.environment
    environment.send(market.token, "report_oracle")
    leveraged.fail(fault)
    for call in (
        lambda: leveraged.mint(market, SHARE),
        lambda: leveraged.fill(market, over=True),
        lambda: leveraged.fill(market, over=False),
        lambda: environment.send(market.token, "start_wind_down"),
    ):
        with reverts(FAULTS[fault]):
            call()
    leveraged.redeem(market)
    leveraged.withdraw(market)

    environment.send(market.token, "report_oracle")
    for wait in (2 * HOUR, 7 * DAY):
        environment.wait(wait)
        leveraged.redeem(market)
        environment.send(market.token, "report_oracle")
    before = leveraged.equity(market)
    for _ in range(TO_PAR):
        environment.wait(HOUR)
        leveraged.tick(market)
    leveraged.fill(market)
    assert leveraged.position(market)[1] == 0  # lenders have all of it back
    assert leveraged.equity(market) == pytest.approx(before, rel=0.01)
    leveraged.redeem(market, leveraged.shares(market))
    assert leveraged.shares(market) == 0


def test_no_price_of_the_dollar(leveraged: LeverageFaults) -> None:
    """The second feed stops: no mint, no releverage, but what must be sold is sold at its last value."""
    leveraged.environment.wait(STALE_AFTER)
    leveraged.answer(OVER)
    with reverts("oracle: stale"):
        leveraged.mint(leveraged.bull, SHARE)
    leveraged.fill(leveraged.bull)
    leveraged.redeem(leveraged.bull)
    leveraged.redeem(leveraged.bear)


def test_a_jump_that_comes_back(leveraged: LeverageFaults) -> None:
    """The feed says half for a round: a wind-down starts and is cancelled; who leaves meanwhile gets the same."""
    market, environment = leveraged.bull, leveraged.environment
    leveraged.answer(PRICE // 2)
    environment.send(market.token, "start_wind_down")
    leveraged.redeem(market)
    with reverts("mint: winding down"):
        leveraged.mint(market, SHARE)
    leveraged.recover()
    environment.send(market.token, "confirm_wind_down")
    leveraged.mint(market, SHARE)


def test_a_jump_out_of_bounds(leveraged: LeverageFaults) -> None:
    """A hundredfold price is not believed by whoever lends on it; nothing is bought at it."""
    leveraged.answer(PRICE * 100)
    for market in (leveraged.bull, leveraged.bear):
        for call in (lambda m=market: leveraged.mint(m, SHARE), lambda m=market: leveraged.fill(m, over=False)):
            with reverts("oracle: out of bounds"):
                call()
        leveraged.redeem(market)
        leveraged.withdraw(market)


def test_a_jump_that_is_believed(leveraged: LeverageFaults) -> None:
    """Three tenths down for one round: the rescue price is bounded by nothing, so a keeper may buy at it down to the
    landing. Who leaves first loses nothing, the others three quarters of what they had, and lenders nothing."""
    market = leveraged.bull
    leveraged.redeem(market, leveraged.shares(market) // 2)
    before, lent = leveraged.equity(market), market.pool.call("totalAssets")
    leveraged.answer(2_100)
    leveraged.fill(market)
    leveraged.recover()
    assert leveraged.equity(market) == pytest.approx(before * 0.24, rel=0.02)
    assert market.pool.call("totalAssets") >= lent


def test_a_jump_that_leaves_no_equity(leveraged: LeverageFaults) -> None:
    """A third down for one round: before a second one confirms it nothing is sold, at any price."""
    market = leveraged.bull
    before = leveraged.position(market)[0]
    leveraged.answer(1_990)
    with reverts("rebalance: not due"):
        leveraged.fill(market)
    leveraged.environment.send(market.token, "start_wind_down")
    with reverts("rebalance: not due"):
        leveraged.fill(market)
    leveraged.recover()
    leveraged.environment.send(market.token, "confirm_wind_down")
    assert leveraged.position(market)[0] == before
    leveraged.mint(market, SHARE)


def test_a_jump_that_is_true(leveraged: LeverageFaults) -> None:
    """A fall by 40% beyond zero equity: wind-down, a sale that gets cheaper as it is refused, a write-off. Lenders
    bear what is missing, once, from the confirmation on, and holders what they had."""
    market, environment = leveraged.bull, leveraged.environment
    truth = PRICE * 6 // 10
    leveraged.answer(truth)
    environment.send(market.token, "start_wind_down")
    environment.wait(600)
    leveraged.answer(truth)
    collateral, debt, _ = leveraged.position(market)
    lent, worth = market.pool.call("totalAssets"), collateral * truth * USD // ETHER
    environment.send(market.token, "confirm_wind_down")
    assert lent - market.pool.call("totalAssets") == pytest.approx(debt - worth * 95 // 100, abs=USD)
    for _ in range(3):
        environment.wait(600)
        leveraged.answer(truth)
        leveraged.tick(market)
    leveraged.fill(market, cost=5 * 10**16)
    environment.send(market.token, "write_off")
    assert lent - market.pool.call("totalAssets") == pytest.approx(debt - worth * 95 // 100, abs=USD)
    assert leveraged.position(market)[:2] == (0, 0)


def test_sequencer_down_and_back(leveraged: LeverageFaults) -> None:
    """Down: no mint, no fill. Back: what must be sold is sold at once, what lends waits for the grace time."""
    market, environment = leveraged.bull, leveraged.environment
    environment.send(leveraged.sequencer, "set_answer", 1)
    for call in (lambda: leveraged.mint(market, SHARE), lambda: leveraged.fill(market)):
        with reverts("oracle: sequencer down"):
            call()
    leveraged.redeem(market)
    leveraged.withdraw(market)
    environment.send(leveraged.sequencer, "set_answer", 0)
    leveraged.answer(OVER)
    with reverts("oracle: grace time"):
        leveraged.mint(market, SHARE)
    leveraged.fill(market)
    environment.wait(GRACE)
    leveraged.answer(OVER)
    environment.send(leveraged.dollar_feed, "set_answer", FEED_UNIT)
    leveraged.mint(market, SHARE)


def test_feed_decimals_grow(leveraged: LeverageFaults) -> None:
    """From 8 to 18: a price of 10 billion times. It is out of bounds for mint and releverage; as a rescue price it
    makes nothing due that sells."""
    environment, market = leveraged.environment, leveraged.bull
    environment.send(leveraged.feed, "set_decimals", 18)
    environment.send(leveraged.feed, "set_answer", PRICE * ETHER)
    with reverts("oracle: out of bounds"):
        leveraged.mint(market, SHARE)
    with pytest.raises(Reverted):
        leveraged.fill(market)
    with reverts("wind-down: no reason"):
        environment.send(market.token, "start_wind_down")
    leveraged.redeem(market)
    leveraged.withdraw(market)


def test_feed_decimals_shrink(leveraged: LeverageFaults) -> None:
    """From 8 to 6: a hundredth of the price. At that nobody has any equity, so nothing is sold before a second round
    says the same; who redeems or withdraws loses nothing."""
    environment, market = leveraged.environment, leveraged.bull
    environment.send(leveraged.feed, "set_decimals", 6)
    environment.send(leveraged.feed, "set_answer", PRICE * 10**6)
    with reverts("oracle: out of bounds"):
        leveraged.mint(market, SHARE)
    leveraged.redeem(market, leveraged.shares(market) // 2)
    leveraged.withdraw(market)
    before = leveraged.position(market)[0]
    with reverts("rebalance: not due"):
        leveraged.fill(market)
    environment.send(market.token, "start_wind_down")
    environment.send(leveraged.feed, "set_decimals", 8)
    leveraged.recover()
    environment.send(market.token, "confirm_wind_down")
    assert leveraged.position(market)[0] == before
    leveraged.mint(market, SHARE)


def test_dollar_blocks_a_user(leveraged: LeverageFaults) -> None:
    """A blocked holder cannot pay the debt part: they send their shares to another account, which redeems. A blocked
    lender names another receiver."""
    market, environment = leveraged.bull, leveraged.environment
    for blocked in (leveraged.holder, leveraged.lender):
        environment.send(leveraged.usdc, "set_blocked", blocked, True)
    with reverts("asset: blocked"):
        leveraged.redeem(market)
    environment.send(market.token, "transfer", leveraged.keeper, leveraged.shares(market), sender=leveraged.holder)
    leveraged.redeem(market, leveraged.shares(market, leveraged.keeper), by=leveraged.keeper)
    with reverts("asset: blocked"):
        leveraged.withdraw(market)
    leveraged.withdraw(market, receiver=leveraged.keeper)
    # a bear pays out dollars: a blocked holder names another receiver
    leveraged.redeem(leveraged.bear, receiver=leveraged.keeper)


def test_dollar_blocks_a_bull(leveraged: LeverageFaults) -> None:
    """It never holds a dollar, it only pulls: whoever pushes in a callback, as the router does, leaves; mints work."""
    market, environment = leveraged.bull, leveraged.environment
    environment.send(leveraged.usdc, "set_blocked", market.token.address, True)
    with reverts("asset: blocked"):
        leveraged.redeem(market)
    leveraged.mint(market, SHARE)
    caller = environment.deploy("PushingCaller")
    shares = leveraged.shares(market)
    environment.send(market.token, "transfer", caller.address, shares, sender=leveraged.holder)
    collateral, debt, supply = leveraged.position(market)
    owed = -(-debt * shares // supply)
    environment.send(leveraged.usdc, "mint", caller.address, owed)
    environment.send(caller, "plan", leveraged.usdc.address, market.pool.address, owed, 0)
    environment.send(caller, "redeem", market.token.address, shares)
    assert leveraged.weth.call("balanceOf", caller.address) == collateral * shares // supply
    leveraged.withdraw(market)


@pytest.mark.parametrize("side", ["bull", "bear"])
def test_dollar_blocks_what_holds_it(leveraged: LeverageFaults, side: str) -> None:
    """The bull's pool, or the bear itself: nobody leaves with dollars until the issuer gives way, shares can only be
    passed on. Everything is there afterwards."""
    market = leveraged.bull if side == "bull" else leveraged.bear
    place = market.pool if side == "bull" else market.token
    environment = leveraged.environment
    environment.send(leveraged.usdc, "set_blocked", place.address, True)
    with reverts("asset: blocked"):
        leveraged.redeem(market)
    if side == "bull":
        with reverts("asset: blocked"):
            leveraged.withdraw(market)
    else:
        leveraged.withdraw(market)  # of the bear's pool, in ether, as far as it is not lent
    environment.send(market.token, "transfer", leveraged.keeper, SHARE, sender=leveraged.holder)
    environment.wait(30 * DAY)
    environment.send(leveraged.usdc, "set_blocked", place.address, False)
    leveraged.redeem(market, leveraged.shares(market))
    if side == "bull":
        leveraged.withdraw(market)


def test_no_liquidity_on_the_exchange(leveraged: LeverageFaults) -> None:
    """The rebalancer finds nobody to trade with; a keeper with assets of their own fills, holders redeem in kind."""
    market, environment, owner = leveraged.bull, leveraged.environment, leveraged.owner
    environment.send(leveraged.weth, "mint", owner, ETHER)
    environment.send(leveraged.usdc, "mint", owner, 10**4 * USD)
    pair = (leveraged.weth.address, leveraged.usdc.address)
    pool = leveraged.uniswap.create_v3_pool(*pair, 500, OVER * E36 * USD // ETHER, ETHER // 1_000, owner)
    rebalancer = environment.deploy("Rebalancer")
    leveraged.answer(OVER)
    order = (market.token.address, [int(pool.address, 16)], True, ALL, 10**15, 1, leveraged.keeper)
    with pytest.raises(Reverted):
        environment.send(rebalancer, "fill", *order, sender=leveraged.keeper)
    leveraged.fill(market)
    leveraged.redeem(market, leveraged.shares(market))
    leveraged.withdraw(market)


def test_reorg_under_a_mint(leveraged: LeverageFaults, anvil: Anvil) -> None:
    """A mint that the chain forgets never was: the holder has their ether again, and may send it once more."""
    market = leveraged.bull
    held, ether = leveraged.shares(market), leveraged.weth.call("balanceOf", leveraged.holder)
    collateral, _, supply = leveraged.position(market)
    mark = anvil.snapshot()
    leveraged.mint(market, SHARE)
    assert leveraged.shares(market) == held + SHARE
    reorganize(anvil, mark)
    assert (leveraged.shares(market), leveraged.weth.call("balanceOf", leveraged.holder)) == (held, ether)
    assert leveraged.position(market)[::2] == (collateral, supply)
    leveraged.mint(market, SHARE)
    leveraged.redeem(market, leveraged.shares(market))
