# SPDX-License-Identifier: Apache-2.0
"""Everybody leaves at the last price: traders, fee recipient, creator, lenders, arbitrageur, market maker."""

from steelyard.chain.client import Contract
from steelyard.demo.checks import Checks
from steelyard.demo.lending.week import Week
from steelyard.demo.stage import Stage
from steelyard.demo.units import FOREVER, USDC
from steelyard.model.rounding import WAD

_ALL = 2**128 - 1
_POSITION = 1  # the market maker's, the first that was ever made


def leave(week: Week, checks: Checks, time: int, price: int) -> None:
    """Sends everybody home at `price`; who cannot leave is a failed check."""
    stage = week.stage
    stage.anvil.set_next_time(time)
    stage.show_price(price)
    stage.show_dollar()
    stage.arbitrageur.trade_to(price)
    for trader in week.traders:
        if trader.inside:
            trader.leave(time, price)
            stage.arbitrageur.trade_to(price)
        checks.true(f"{trader.plan.name} came and left", trader.left is not None, _last(trader.refusals))
    _leave_markets(week)
    for lender in week.lenders:
        if lender.inside:
            lender.leave(time)
        checks.true(f"{lender.plan.name} came and left", lender.left != 0, _last(lender.refusals))
    for symbol, pool in week.pools.items():
        week.creator_withdrew[symbol] = _creator_leaves(stage, pool)
    _market_maker_leaves(stage)


def _leave_markets(week: Week) -> None:
    """The management fee for its recipient and the creator's first shares go in kind."""
    stage = week.stage
    creator, recipient = stage.account("creator"), stage.fund("fee recipient", 10_000 * USDC, 10 * WAD)
    for market in week.markets:
        market.token.transact("collect_fees", sender=recipient)
        stage.allow(recipient, market.token.address, market.debt_asset)
        for account in (recipient, creator):
            shares = market.token.call("balanceOf", account)
            market.token.transact("redeem", shares, account, account, b"", sender=account)


def _creator_leaves(stage: Stage, pool: Contract) -> int:
    """As far as there is cash: he lends what the locked seed owes for as long as it exists. Returns asset units."""
    creator = stage.account("creator")
    assets: int = pool.call("maxWithdraw", creator)
    pool.transact("withdraw", assets, creator, creator, sender=creator)
    return assets


def _market_maker_leaves(stage: Stage) -> None:
    positions, account = stage.uniswap.positions, stage.account("market maker")
    liquidity = positions.call("positions", _POSITION)[7]
    positions.transact("decreaseLiquidity", (_POSITION, liquidity, 0, 0, FOREVER), sender=account)
    positions.transact("collect", (_POSITION, account, _ALL, _ALL), sender=account)


def _last(refusals: list[str]) -> str:
    return f"last refusal: {refusals[-1]}" if refusals else ""
