# SPDX-License-Identifier: Apache-2.0
"""A keeper without money of its own: fills rebalances from Uniswap through the Rebalancer when it pays.

They ask for what the swap costs them and a margin, never for more than the market allows. If the whole fill does not
pay they try a half and a quarter, whose price impact is smaller; if nothing pays they wait: the tolerance grows with
the danger and with the time overdue.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from steelyard.chain.errors import Reverted
from steelyard.demo.environment import Environment
from steelyard.demo.leverage.lens import Actions, Reading, read_actions, read_markets
from steelyard.demo.leverage.markets import Market
from steelyard.demo.leverage.twin import Order, rule_of
from steelyard.demo.leverage.twin import agrees as twin_agrees
from steelyard.demo.units import FEED, UNLIMITED, USDC, dollars, wad
from steelyard.model.leverage.rebalance_rule import E36, Rule
from steelyard.model.libraries.rounding import WAD, div_toward_zero, mul_div_down, mul_div_up

STEPS = {"start_wind_down": "started", "confirm_wind_down": "confirmed"}
FLOOR = 10  # dollars a unit
PARTS = (1, 2, 4)
MARGIN = 2 * 10**14  # 0.02% of the volume
MIN_SURPLUS = USDC  # for the gas
# The market moves by a second of interest between looking and filling, and the tolerance with it.
_ROOM = 10**11


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


@dataclass(frozen=True)
class Offer:
    """What the keeper sends: part of the largest fill, cost scaled by 1e18, least surplus in units."""

    part: int
    volume: int
    cost: int
    minimum: int


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
    compared: Counter[bool] = field(default_factory=Counter)  # fills that are, or are not, the twin's
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
        actions = read_actions(self.environment, market)
        if actions.wind_down:
            return self._step_wind_down(time, market, actions.wind_down, actions.cancel_wind_down)
        if actions.due:
            return self._fill(time, price, market, reading, actions)
        self.lent_out[market.symbol] += actions.lent_out
        return False

    # ------------------------------------------------------------------ rebalance

    def _fill(self, time: int, price: int, market: Market, before: Reading, actions: Actions) -> bool:
        offer = self._best_offer(price, market, actions)
        if offer is None:
            self.skipped[market.symbol] += 1
            return False
        surplus_asset = market.debt_asset if actions.deleverage_open else market.collateral
        held = surplus_asset.call("balanceOf", self.account)
        try:
            order = self._order(market, actions, offer)
            receipt = self.environment.rebalancer.transact("fill", *order, sender=self.account)
        except Reverted as refusal:
            self.refused[refusal.reason] += 1
            return False
        gained = surplus_asset.call("balanceOf", self.account) - held
        state = market.token.events("State", receipt)[0]["args"]
        if actions.deleverage_open:
            moved = mul_div_up(state["collateral_moved"], state["price"], E36)
        else:
            moved = state["debt_moved"]
        self._compare(market, before, actions, offer, state)
        self.costs[market.symbol] += div_toward_zero(moved * offer.cost, WAD)
        after = read_markets(self.environment, self.markets)[self.markets.index(market)]
        self.fills.append(
            Fill(
                time=time,
                symbol=market.symbol,
                over=actions.deleverage_open,
                part=offer.part,
                ratio_before=before.ratio,
                ratio_after=after.ratio,
                nav=after.nav,
                volume=dollars(_usdc(market.is_bear, price, moved, in_debt_asset=True)),
                cost=wad(offer.cost),
                allowed=wad(actions.allowed),
                surplus=dollars(_usdc(market.is_bear, price, gained, in_debt_asset=actions.deleverage_open)),
            )
        )
        return True

    def _compare(
        self, market: Market, before: Reading, actions: Actions, offer: Offer, state: Mapping[str, int]
    ) -> None:
        if before.wound_down:  # an auction has no target to land on
            return
        if market.symbol not in self._rules:
            self._rules[market.symbol] = rule_of(market)
        rule = self._rules[market.symbol]
        order = Order(actions.deleverage_open, offer.volume, offer.cost)
        agrees = twin_agrees(rule, before.sheet, order, state, self.environment.anvil.now())
        self.compared[agrees] += 1

    def _best_offer(self, price: int, market: Market, actions: Actions) -> Offer | None:
        for part in PARTS:
            volume = UNLIMITED if part == 1 else actions.out // part
            payment = actions.payment // part
            minimum = self._min_surplus(price, market, actions, payment)
            highest = actions.allowed - _ROOM
            surplus = self._try(market, actions, Offer(part, volume, highest, 0))
            if surplus is None or surplus < minimum:
                continue
            value = payment * WAD // (WAD - actions.allowed)
            cheaper = Offer(part, volume, highest - (surplus - minimum) * WAD // value, minimum * 95 // 100)
            if self._try(market, actions, cheaper) is not None:
                return cheaper
            return Offer(part, volume, highest, minimum)
        return None

    def _min_surplus(self, price: int, market: Market, actions: Actions, payment: int) -> int:
        """In units of the asset paid in."""
        gas = _from_usdc(market.is_bear, price, MIN_SURPLUS, in_debt_asset=actions.deleverage_open)
        return gas + mul_div_down(payment, MARGIN, WAD)

    def _try(self, market: Market, actions: Actions, offer: Offer) -> int | None:
        """The surplus of a fill that is only simulated; None if it would be refused."""
        try:
            answer: int = self.environment.rebalancer.call(
                "fill", *self._order(market, actions, offer), sender=self.account
            )
        except Reverted:
            return None
        return answer

    def _order(self, market: Market, actions: Actions, offer: Offer) -> tuple[object, ...]:
        place = (market.token.address, self.environment.path, actions.deleverage_open)
        return (*place, offer.volume, offer.cost, offer.minimum, self.account)

    # ------------------------------------------------------------------ the rest of a keeper's duties

    def _step_wind_down(self, time: int, market: Market, step: str, cancels: bool) -> bool:
        try:
            market.token.transact(step, sender=self.account)
        except Reverted as refusal:
            self.refused[refusal.reason] += 1
            return False
        self.wind_downs.append((time, market.symbol, "cancelled" if cancels else STEPS[step]))
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


def _usdc(is_bear: bool, price: int, amount: int, in_debt_asset: bool) -> int:
    """Units of the debt asset or of the collateral in USDC units."""
    if is_bear != in_debt_asset:
        return amount
    return amount * price * USDC // (WAD * FEED)


def _from_usdc(is_bear: bool, price: int, usdc: int, in_debt_asset: bool) -> int:
    """USDC units in units of the debt asset or of the collateral."""
    if is_bear != in_debt_asset:
        return usdc
    return usdc * WAD * FEED // (price * USDC)
