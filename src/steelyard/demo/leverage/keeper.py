# SPDX-License-Identifier: Apache-2.0
"""A keeper without money of its own: fills rebalances from Uniswap through the Rebalancer when it pays.

They ask for what the swap costs them and a margin, never for more than the market allows. If the whole fill does not
pay they try a half and a quarter, whose price impact is smaller; if nothing pays they wait: the tolerance grows with
the danger. What they do `steelyard.strategy` decides.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.demo.environment import POOL_FEE, Environment
from steelyard.demo.leverage.lens import Reading, read_markets, read_view
from steelyard.demo.leverage.markets import Market
from steelyard.demo.leverage.model import Order, rule_of
from steelyard.demo.leverage.model import agrees as model_agrees
from steelyard.demo.units import FEED, USDC, dollars, wad
from steelyard.model.leverage.lifecycle import Stage
from steelyard.model.leverage.rebalance_rule import E36, Rule
from steelyard.model.libraries.rounding import WAD, div_toward_zero, mul_div_up
from steelyard.reverts.errors import Reverted
from steelyard.strategy import leverage as strategy
from steelyard.strategy.leverage import Offer, View

STEPS = {
    "start_wind_down": "started",
    "confirm_wind_down": "confirmed",
    "impair": "impaired",
    "write_off": "written off",
}
FLOOR = 10  # dollars a unit
COSTS = USDC  # what they want of a fill for the gas
# The market moves by a second of interest between looking and filling, and the tolerance with it.
TERMS = strategy.Keeper(share=0.0, margin=0.0002, smallest_part=4, headroom=10**11)


@dataclass(frozen=True)
class Uniswap:
    """Where they trade, at the market's price in feed units; worths are USDC units."""

    environment: Environment
    market: Market
    price: int

    def worth(self, is_collateral: bool, amount: int) -> float:
        """By the market's price."""
        return in_usdc(self.market.is_bear, self.price, amount, in_debt_asset=not is_collateral)

    def proceeds(self, is_collateral: bool, amount: int) -> float:
        """What Uniswap gives, by the market's price."""
        given, taken = self.market.collateral.address, self.market.debt_asset.address
        if not is_collateral:
            given, taken = taken, given
        swap = (given, taken, amount, POOL_FEE, 0)
        received: int = self.environment.uniswap.quoter.call("quoteExactInputSingle", swap)[0]
        return self.worth(not is_collateral, received)


@dataclass(frozen=True)
class Fill:
    """One rebalance; dollars, ratios before and after, costs as a fraction of the volume."""

    time: int
    symbol: str
    over: bool
    part: int
    ratio_before: float
    ratio_after: float
    nav: float
    volume: float
    cost: float
    allowed: float
    surplus: float


@dataclass
class Keeper:
    """What they have done so far. `costs` is kept per market in debt asset units, as the token counts it."""

    environment: Environment
    markets: list[Market]
    account: str
    fills: list[Fill] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)  # due, but nothing paid
    lent_out: Counter[str] = field(default_factory=Counter)  # due, but the pool had nothing to lend
    refused: Counter[str] = field(default_factory=Counter)  # reasons of fills that failed when sent
    wind_downs: list[tuple[int, str, str]] = field(default_factory=list)
    rebases: list[tuple[int, str, float]] = field(default_factory=list)
    costs: Counter[str] = field(default_factory=Counter)
    compared: Counter[bool] = field(default_factory=Counter)  # fills that are, or are not, the model's
    _seen_low: set[str] = field(default_factory=set)  # units reported at their floor
    _rules: dict[str, Rule] = field(default_factory=dict)

    def look(self, time: int, price: int, readings: list[Reading]) -> bool:
        """Does what is due in all markets; returns whether anything was done."""
        done = False
        for market, reading in zip(self.markets, readings, strict=True):
            if not reading.calm:
                done |= self._act(time, price, market, reading)
            if reading.unit_nav <= FLOOR or market.symbol in self._seen_low:
                done |= self._rebase(time, market, reading)
        return done

    def _act(self, time: int, price: int, market: Market, reading: Reading) -> bool:
        if market.symbol not in self._rules:
            self._rules[market.symbol] = rule_of(market)
        view = read_view(self.environment, market, reading.sheet, self._rules[market.symbol])
        step = strategy.next_step(view)
        if step:
            return self._step_wind_down(time, market, step)
        if not view.is_open:
            return False
        if not view.sells and not view.borrowable:
            self.lent_out[market.symbol] += 1
            return False
        return self._fill(time, price, market, reading, view)

    # ------------------------------------------------------------------ rebalance

    def _fill(self, time: int, price: int, market: Market, before: Reading, view: View) -> bool:
        exchange, sells = Uniswap(self.environment, market, price), view.sells
        offer = strategy.best_offer(view, exchange, COSTS, TERMS)
        if offer is None:
            self.skipped[market.symbol] += 1
            return False
        surplus_asset = market.debt_asset if sells else market.collateral
        held = surplus_asset.call("balanceOf", self.account)
        order = (
            market.token.address,
            self.environment.path,
            sells,
            offer.maximum,
            offer.cost,
            self._least(exchange, sells, offer),
        )
        try:
            receipt = self.environment.rebalancer.transact("fill", *order, self.account, sender=self.account)
        except Reverted as refusal:
            self.refused[refusal.reason] += 1
            return False
        gained = surplus_asset.call("balanceOf", self.account) - held
        state = market.token.events("State", receipt)[0]["args"]
        moved = mul_div_up(state["collateral_moved"], state["price"], E36) if sells else state["debt_moved"]
        self._compare(before, view, offer, state)
        self.costs[market.symbol] += div_toward_zero(moved * offer.cost, WAD)
        after = read_markets(self.environment, self.markets)[self.markets.index(market)]
        self.fills.append(
            Fill(
                time=time,
                symbol=market.symbol,
                over=sells,
                part=offer.part,
                ratio_before=before.ratio,
                ratio_after=after.ratio,
                nav=after.nav,
                volume=dollars(in_usdc(market.is_bear, price, moved, in_debt_asset=True)),
                cost=wad(offer.cost),
                allowed=wad(offer.fill.allowed),
                surplus=dollars(in_usdc(market.is_bear, price, gained, in_debt_asset=sells)),
            )
        )
        return True

    def _compare(self, before: Reading, view: View, offer: Offer, state: Mapping[str, int]) -> None:
        if before.wound_down:  # a sale has no landing
            return
        order = Order(view.sells, offer.maximum, offer.cost)
        self.compared[model_agrees(view.rule, order, state)] += 1

    def _least(self, exchange: Uniswap, sells: bool, offer: Offer) -> int:
        """The surplus that they insist on: most of what they ask for, in units of the asset paid in."""
        wanted = COSTS + exchange.worth(not sells, offer.fill.payment) * TERMS.margin
        return round(wanted / exchange.worth(not sells, WAD) * WAD) * 95 // 100

    # ------------------------------------------------------------------ the rest of a keeper's duties

    def _step_wind_down(self, time: int, market: Market, step: str) -> bool:
        try:
            market.token.transact(step, sender=self.account)
        except Reverted as refusal:
            self.refused[refusal.reason] += 1
            return False
        is_cancelled = step == "confirm_wind_down" and market.balance_sheet().state == Stage.OPEN
        self.wind_downs.append((time, market.symbol, "cancelled" if is_cancelled else STEPS[step]))
        return True

    def _rebase(self, time: int, market: Market, reading: Reading) -> bool:
        """Reports a unit at its floor, restores one that stayed there, takes the report back if it did not."""
        try:
            restores = market.anchored.call("rebase", sender=self.account)
        except Reverted:  # ten minutes and a round of the oracle must pass between the two calls
            return False
        market.anchored.transact("rebase", sender=self.account)
        if restores:
            self.rebases.append((time, market.symbol, reading.unit_nav))
        if reading.unit_nav <= FLOOR and not restores:
            self._seen_low.add(market.symbol)
        else:
            self._seen_low.discard(market.symbol)
        return True


def in_usdc(is_bear: bool, price: int, amount: int, in_debt_asset: bool) -> int:
    """Units of the debt asset or of the collateral in USDC units."""
    if is_bear != in_debt_asset:
        return amount
    return amount * price * USDC // (WAD * FEED)
