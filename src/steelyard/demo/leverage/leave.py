# SPDX-License-Identifier: Apache-2.0
"""Everybody leaves at the last price: traders, fee recipient, creator, lenders, arbitrageur, market maker."""

from steelyard.chain.client import Contract
from steelyard.demo.checks import Checks
from steelyard.demo.environment import Environment
from steelyard.demo.leverage.week import Week
from steelyard.demo.units import FOREVER, USDC
from steelyard.model.libraries.rounding import WAD

_ALL = 2**128 - 1
_POSITION = 1  # the market maker's, the first that was ever made


def leave(week: Week, checks: Checks, time: int, price: int) -> None:
    """Sends everybody home at `price`; who cannot leave is a failed check."""
    environment = week.environment
    environment.anvil.set_next_time(time)
    environment.show_price(price)
    environment.show_dollar()
    environment.arbitrageur.trade_to(price)
    for trader in week.traders:
        if trader.inside:
            trader.leave(time, price)
            environment.arbitrageur.trade_to(price)
        checks.true(f"{trader.plan.name} came and left", trader.left is not None, _last(trader.refusals))
    _leave_markets(week)
    for lender in week.lenders:
        if lender.inside:
            lender.leave(time)
        checks.true(f"{lender.plan.name} came and left", lender.left != 0, _last(lender.refusals))
    for symbol, pool in week.pools.items():
        week.creator_withdrew[symbol] = _creator_leaves(environment, pool)
    _market_maker_leaves(environment)


def _leave_markets(week: Week) -> None:
    """The management fee for its recipient and the creator's first shares go in kind."""
    environment = week.environment
    creator, recipient = environment.account("creator"), environment.fund("fee recipient", 10_000 * USDC, 10 * WAD)
    for market in week.markets:
        market.token.transact("collect_fees", sender=recipient)
        environment.allow(recipient, market.token.address, market.debt_asset)
        for account in (recipient, creator):
            shares = market.token.call("balanceOf", account)
            market.token.transact("redeem", shares, account, account, b"", sender=account)


def _creator_leaves(environment: Environment, pool: Contract) -> int:
    """As far as there is cash: they lend what the locked seed owes for as long as it exists. Returns asset units."""
    creator = environment.account("creator")
    assets: int = pool.call("maxWithdraw", creator)
    pool.transact("withdraw", assets, creator, creator, sender=creator)
    return assets


def _market_maker_leaves(environment: Environment) -> None:
    positions, account = environment.uniswap.positions, environment.account("market maker")
    liquidity = positions.call("positions", _POSITION)[7]
    positions.transact("decreaseLiquidity", (_POSITION, liquidity, 0, 0, FOREVER), sender=account)
    positions.transact("collect", (_POSITION, account, _ALL, _ALL), sender=account)


def _last(refusals: list[str]) -> str:
    return f"last refusal: {refusals[-1]}" if refusals else ""
