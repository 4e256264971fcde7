# SPDX-License-Identifier: Apache-2.0
"""An account with capital that can do whatever one can do with a lending market, its pool and the exchanges."""

from collections.abc import Callable
from typing import Any

import boa

from steelyard.devchain.uniswap import FOREVER, PRICE_SCALE
from steelyard.model.leverage.rebalance_rule import (
    Fill,
    Rule,
    Tolerance,
    deleverage_fill,
    releverage_fill,
)
from tests.attackers.search import Amount, Moves, Part, Plan, Steps, account, attempt
from tests.support.market import WAD, Market
from tests.support.periphery import USDC, Periphery

ALL = 2**256 - 1
ENOUGH = 2**112  # more than any fill hands out
CAPITAL_USDC = 10**9 * USDC
CAPITAL_WETH = 300_000 * WAD

PART = Part()
FILL = {"part": PART, "keen": PART}
DOLLAR = 10**18  # what profits are counted in; a wei of WETH is then worth its price

# what one may do, by the name of the method below; an opening must succeed, so that no plan is to do nothing
OPENING = Steps(1, mint={"shares": Amount(WAD // 100, 10**5 * WAD)}, lend={"part": PART})
IN_KIND: Moves = {"mint": {"shares": Amount(1, 10**5 * WAD)}, "redeem": {"part": PART}}
LENDING = {"lend": {"part": PART}, "withdraw": {"part": PART}, "queue": {"part": PART}, "serve": {}, "accrue": {}}
UNITS = {"wrap": {"part": PART}, "unwrap": {"part": PART}, "rebase": {}}
NOT_FILLS: Moves = IN_KIND | LENDING | UNITS | {"collect": {}}
EVERYTHING = NOT_FILLS | {"fill": FILL}


class Hand:
    """Trades, mints, fills and lends for one account. What it holds at the end counts at the true price."""

    def __init__(self, periphery: Periphery, name: str) -> None:
        self.periphery = periphery
        self.address = account(name)
        periphery.usdc.mint(self.address, CAPITAL_USDC)
        boa.env.set_balance(self.address, 2 * CAPITAL_WETH)
        periphery.weth.deposit(value=CAPITAL_WETH, sender=self.address)
        markets = (periphery.bull, periphery.bear)
        spenders = [
            periphery.router.address,
            periphery.uniswap.v3_router.address,
            periphery.uniswap.v2_router.address,
        ]
        spenders += [place.address for market in markets for place in (market.token, market.pool)]
        for asset in (periphery.usdc, periphery.weth):
            for spender in spenders:
                asset.approve(spender, ALL, sender=self.address)
        for market in markets:
            for spender in (market.anchored, periphery.router):
                market.token.approve(spender.address, ALL, sender=self.address)

    def wealth(self, price: int) -> int:
        """Returns what it holds of both assets in dollars scaled by 1e18, at `price` dollars per WETH, exactly."""
        weth, usdc = (asset.balanceOf(self.address) for asset in (self.periphery.weth, self.periphery.usdc))
        return int(usdc * (DOLLAR // USDC) + weth * price)

    def claim_on(self, market: Market, price: int) -> int:
        """Returns the worth of the pool shares that it could not withdraw, in the same dollars."""
        lent = market.pool.convertToAssets(market.pool.balanceOf(self.address))
        return int(lent * (price if market.is_bear else DOLLAR // USDC))

    def trade(self, venue: str, buys: bool, usdc: int, price: int) -> None:
        """Sells USDC, or WETH worth that much at `price`, on Uniswap."""
        sold, bought = (
            (self.periphery.usdc, self.periphery.weth) if buys else (self.periphery.weth, self.periphery.usdc)
        )
        amount, uniswap = usdc if buys else usdc * WAD // (price * USDC), self.periphery.uniswap
        if venue == "v3":
            order = (sold.address, bought.address, 500, self.address, FOREVER, amount, 0, 0)
            uniswap.v3_router.transact("exactInputSingle", order, sender=self.address)
        else:
            path = [sold.address, bought.address]
            swap = (amount, 0, path, self.address, FOREVER)
            uniswap.v2_router.transact("swapExactTokensForTokens", *swap, sender=self.address)

    def act(self, market: Market, steps: list[tuple[str, Plan]]) -> None:
        """Does one step after the other; a refused one is left out."""
        for step in steps:
            with attempt():
                self.open(market, [step])

    def open(self, market: Market, steps: list[tuple[str, Plan]]) -> None:
        """Does the steps; one that is refused refuses the plan."""
        for name, terms in steps:
            getattr(self, name)(market, **terms)

    def mint(self, market: Market, shares: int) -> None:
        """Mints in kind."""
        market.token.mint(shares, self.address, self.address, b"", sender=self.address)

    def redeem(self, market: Market, part: int) -> None:
        """Redeems this part of its shares in kind, 1e18."""
        shares = market.token.balanceOf(self.address) * part // WAD
        market.token.redeem(shares, self.address, self.address, b"", sender=self.address)

    def fill(self, market: Market, part: int = WAD, keen: int = WAD) -> None:
        """Fills this part, 1e18, of what is missing to the target, at the part `keen` of the dearest cost allowed."""
        over = is_over(market)
        maximum = whole_fill(market, over) * part // WAD
        dearest = dearest_cost(market, over, maximum)
        cost = dearest * keen // WAD if dearest > 0 else dearest
        act = market.token.deleverage if over else market.token.releverage
        act(maximum, cost, self.address, b"", sender=self.address)

    def wrap(self, market: Market, part: int) -> None:
        """Wraps this part of its shares, 1e18."""
        market.anchored.wrap(market.token.balanceOf(self.address) * part // WAD, self.address, sender=self.address)

    def unwrap(self, market: Market, part: int) -> None:
        """Unwraps this part of its units, 1e18."""
        units = market.anchored.balanceOf(self.address) * part // WAD
        market.anchored.unwrap(units, self.address, sender=self.address)

    def rebase(self, market: Market) -> None:
        """Rebases the units, or records that it is due."""
        market.anchored.rebase(sender=self.address)

    def collect(self, market: Market) -> None:
        """Mints the management fee to its recipient."""
        market.token.collect_fees(sender=self.address)

    def lend(self, market: Market, part: int) -> None:
        """Deposits this part of what it has of the pool's asset, 1e18."""
        amount = market.debt_asset.balanceOf(self.address) * part // WAD
        market.pool.deposit(amount, self.address, sender=self.address)

    def withdraw(self, market: Market, part: int) -> None:
        """Redeems this part of its pool shares, 1e18."""
        shares = market.pool.balanceOf(self.address) * part // WAD
        market.pool.redeem(shares, self.address, self.address, sender=self.address)

    def queue(self, market: Market, part: int) -> None:
        """Queues this part of its pool shares, 1e18."""
        market.pool.enqueue(market.pool.balanceOf(self.address) * part // WAD, sender=self.address)

    def serve(self, market: Market) -> None:
        """Serves the queue and claims what that brought it."""
        market.pool.process_queue(100, sender=self.address)
        market.pool.claim(self.address, sender=self.address)

    def accrue(self, market: Market) -> None:
        """Books the pool's interest."""
        market.pool.accrue(sender=self.address)

    def leave(self, market: Market) -> None:
        """Turns everything it has in the market back into assets, as far as that is possible at once."""
        if market.anchored.shares_of(self.address):
            market.anchored.unwrap_shares(market.anchored.shares_of(self.address), self.address, sender=self.address)
        if market.token.balanceOf(self.address):
            self.redeem(market, WAD)
        with attempt():
            self.serve(market)
        assets = market.pool.maxWithdraw(self.address)
        if assets:
            market.pool.withdraw(assets, self.address, self.address, sender=self.address)


def is_over(market: Market) -> bool:
    """Returns whether the token's leverage is above its target at the oracle's price."""
    sheet, target = market.token.balance_sheet(), market.token.rule().target
    assets = sheet.collateral * market.oracle.price() // PRICE_SCALE
    return bool(assets * WAD > target * (assets - sheet.debt))


def whole_fill(market: Market, over: bool) -> int:
    """Returns what the token hands out in one fill to its landing, at the dearest cost."""
    return _fill(market)(over, ENOUGH, dearest_cost(market, over)).out


def dearest_cost(market: Market, over: bool, maximum: int = ENOUGH) -> int:
    """Returns the highest cost, 1e18, at which the token accepts a fill of at most `max` now."""
    fill = _fill(market)
    low, high = -WAD // 10, WAD // 10 + 1
    while high - low > 1:
        cost = (low + high) // 2
        low, high = (cost, high) if cost <= fill(over, maximum, cost).allowed else (low, cost)
    return low


def _fill(market: Market) -> Callable[[bool, int, int], Fill]:
    """Returns the twin's fills of the token as it is now: by direction, most that is handed out, and cost."""
    terms: Any = market.token.rule()
    sheet, price = market.token.balance_sheet(), market.oracle.price()
    rule = Rule(**terms._asdict() | {"tolerance": Tolerance(*terms.tolerance)})

    def fill(over: bool, maximum: int, cost: int) -> Fill:
        act = deleverage_fill if over else releverage_fill
        return act(rule, sheet.collateral, sheet.debt, price, maximum, cost)

    return fill


def market_of(periphery: Periphery, side: str) -> Market:
    """Returns the "bull" or the "bear"."""
    return periphery.bull if side == "bull" else periphery.bear
