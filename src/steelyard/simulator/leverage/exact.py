# SPDX-License-Identifier: Apache-2.0
"""The exact engine: the integer twins of LeveragedToken and LendingPool, driven along a path."""

from math import nan

import numpy as np

from steelyard.model.clock import DAY
from steelyard.model.leverage.leveraged_token import BalanceSheet as TwinBalanceSheet
from steelyard.model.leverage.lifecycle import Stage
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.leverage.fills import moves_of
from steelyard.simulator.leverage.inputs import begun, input_rates
from steelyard.simulator.leverage.metrics import (
    BalanceSheet,
    Metrics,
    begin,
    count_fill,
    count_flow,
    count_hole,
    count_loss,
    equity_of,
    exposure_of,
    mark,
    nav_of,
    observe,
    totals_of,
)
from steelyard.simulator.leverage.rule import in_floats
from steelyard.simulator.leverage.terms import QUOTE_UNIT, Terms
from steelyard.simulator.leverage.twin_market import ANYBODY, HOLDER, KEEPER, TwinMarket
from steelyard.simulator.path import Path
from steelyard.simulator.record import record_of
from steelyard.simulator.run import Run
from steelyard.simulator.series import Series
from steelyard.simulator.world import World
from steelyard.strategy.leverage import Keeper, Offer, PricedExchange, View, best_offer, next_step


def run_exact(terms: Terms, path: Path, world: World) -> Run:
    """One token on one path: thousands of times slower than the fast engine, and what that one is measured by.

    Raises ValueError for a path without a price, and for a series that begins after it.
    """
    seen = np.flatnonzero(~np.isnan(path.price))
    if not len(seen):
        raise ValueError("run: the path has no price")
    return _Engine(terms, path, world, int(seen[0])).run()


class _Engine:
    """A market that begins at price `first` of the path, and what was measured so far."""

    def __init__(self, terms: Terms, path: Path, world: World, first: int) -> None:
        self.terms, self.path, self.world, self.first = terms, path, world, first
        self.answers = world.oracle.answers(path)
        self.gas, self.flows = begun(world.gas.dollars(), path), begun(world.flows.daily(), path)
        rates = input_rates(world.lenders)
        self.rates = begun(rates, path) if rates else None
        self.rule = in_floats(terms.parameters(QUOTE_UNIT).rule())
        self.now, self.true, self.bar = int(path.time[first]), float(path.price[first]), 0
        self.market = TwinMarket(terms, world, float(self.answers.answer[first]), self.now)
        self.keeper, self.venue = Keeper(share=world.keeper.share), world.venue.numbers()
        self.depths = world.depths(path)
        self.next_day = self._day_after()
        self.lands: int | None = None
        self.metrics = record_of(Metrics)
        self.columns = np.full((5, path.bars), nan)
        self.columns[2:] = 0.0
        self.fills: list[tuple[float, ...]] = []
        begin(self.metrics, self._sheet(), self.now)

    def run(self) -> Run:
        """Plays the path."""
        path = self.path
        for i in range(path.bars * path.per_bar):
            self.bar, is_last = i // path.per_bar, i % path.per_bar == path.per_bar - 1
            has_price = i >= self.first and not np.isnan(path.price[i])
            if i >= self.first:
                self._hear(i)
            if has_price:
                self.now, self.true = int(path.time[i]), float(path.price[i])
                self.market.set_time(self.now)
                self._play()
            if is_last and i >= self.first:
                self._close_bar(has_price)
        sheet, pool = self._sheet(), self.market.pool.pool_state()
        unit = self.market.units(False)
        worth = sheet.collateral * sheet.collateral_price / sheet.debt_price
        count_hole(self.metrics, (pool.debt + pool.carried) / unit, worth, pool.reserve / unit)
        fills = np.array(self.fills).reshape(-1, 5).T
        return Run.of(self.terms, path, totals_of(self.metrics, nav_of(sheet)), self.columns, fills, exact=True)

    # ------------------------------------------------------------------ one price after the other

    def _hear(self, i: int) -> None:
        self.market.oracle.answer = self.market.price_of(float(self.answers.answer[i]))
        self.market.oracle.round += int(self.answers.is_new[i])

    def _play(self) -> None:
        if self.rates is not None:
            rate = round(self._value(self.rates) * WAD)
            if rate != self.market.given_rate.rate:
                self.market.give_rate(rate)
        sheet = self._sheet()
        is_confirmed = self._twin().state >= Stage.SALE
        long, short = sheet.collateral * sheet.collateral_price, sheet.debt * sheet.debt_price
        observe(self.metrics, long, short, self.rule.lower, self.rule.upper, is_confirmed, self.now)
        if self.now >= self.next_day:
            self.next_day = self._day_after()
            self._flow()
        self._step()
        offer = self._offer()
        if offer is not None:
            self._fill(offer)

    def _close_bar(self, has_price: bool) -> None:
        sheet = self._sheet()
        mark(self.metrics, sheet)
        if has_price:
            long, short = sheet.collateral * sheet.collateral_price, sheet.debt * sheet.debt_price
            self.columns[:2, self.bar] = nav_of(sheet), exposure_of(long, short, self.terms.is_bear)
        self.columns[2:, self.bar] = self.metrics.interest, self.metrics.fees, self.metrics.cost

    # ------------------------------------------------------------------ what is done

    def _flow(self) -> None:
        part = max(self._value(self.flows), -1.0)
        before = self._sheet()
        if part == 0 or self._twin().state != Stage.OPEN or equity_of(before) <= 0:
            return
        mark(self.metrics, before)
        token, shares = self.market.token, int(self._twin().supply * abs(part))
        try:
            if part > 0:
                token.mint(shares, HOLDER, HOLDER, sender=HOLDER)
            else:
                token.redeem(min(shares, token.shares.balance_of(HOLDER)), HOLDER, HOLDER, sender=HOLDER)
        except Reverted:
            return
        count_flow(self.metrics, before, self._sheet())

    def _step(self) -> None:
        """Whoever sees that a step of a wind-down is open takes it, at once."""
        step = next_step(View.of(self.market.token))
        if not step:
            return
        before = self.market.pool.pool_state()
        getattr(self.market.token, step)(sender=ANYBODY)
        after, unit = self.market.pool.pool_state(), self.market.units(False)
        if self._twin().state >= Stage.SALE and self.metrics.ended < 0:
            self.metrics.ended = self.bar
        loss, used = before.total_assets - after.total_assets, before.reserve - after.reserve
        count_loss(self.metrics, loss / unit, used / unit)

    def _offer(self) -> Offer | None:
        """What the keeper does now; they look, come `latency` later and look again."""
        keeper = self.world.keeper
        if any(start <= self.now < end for start, end in keeper.outages):
            return None
        if self.lands is not None and self.now < self.lands:
            return None
        has_come, self.lands = self.lands is not None, None
        costs = self._value(self.gas) + keeper.min_profit
        offer = best_offer(View.of(self.market.token), self._exchange(), costs, self.keeper)
        if has_come or keeper.latency == 0 or offer is None:
            return offer
        self.lands = self.now + keeper.latency
        return None

    def _fill(self, offer: Offer) -> None:
        twin, before, pool = self._twin(), self._sheet(), self.market.pool.pool_state()
        mark(self.metrics, before)
        getattr(self.market.token, offer.name)(offer.maximum, offer.cost, KEEPER, sender=KEEPER)
        after, unit = self._sheet(), self.market.units(False)
        if pool.nominal:
            now = self.market.pool.pool_state()
            recovered, returned = now.total_assets - pool.total_assets, now.reserve - pool.reserve
            count_loss(self.metrics, -recovered / unit, -returned / unit)
        held, owed = self.market.units(True), self._twin()
        moves = moves_of(
            self.terms.is_bear,
            self.market.oracle.answer / E36 * held / unit,
            (twin.collateral / held, twin.debt / unit),
            (owed.collateral / held, owed.debt / unit),
            offer.fill.moved / unit,
        )
        sold, out = offer.name == "deleverage", offer.fill.out
        worth, paid = self._exchange().worth(sold, out), self._exchange().proceeds(sold, out)
        cost = count_fill(self.metrics, before, after, worth, paid, self._value(self.gas), moves.volume)
        self.fills.append((self.bar, *moves, cost))

    # ------------------------------------------------------------------ what is seen

    def _twin(self) -> TwinBalanceSheet:
        return self.market.token.balance_sheet()

    def _sheet(self) -> BalanceSheet:
        twin, is_bear = self._twin(), self.terms.is_bear
        collateral, debt = twin.collateral / self.market.units(True), twin.debt / self.market.units(False)
        true = (1.0, self.true) if is_bear else (self.true, 1.0)
        return BalanceSheet(collateral, debt, twin.supply / WAD, *true)

    def _exchange(self) -> PricedExchange:
        part = self._value(self.depths)
        venue = self.venue._replace(depth=self.venue.depth * part, room=self.venue.room * part)
        return self.market.exchange(self.true, venue)

    def _value(self, series: Series) -> float:
        return float(series.at(np.array([self.now]))[0])

    def _day_after(self) -> int:
        return (self.now // DAY + 1) * DAY
