# SPDX-License-Identifier: Apache-2.0
"""What a keeper finds to do on the integer twin, and the steps of a wind-down that anybody takes."""

from dataclasses import dataclass

from steelyard.model.leverage.leveraged_token import CONFIRM_DELAY, WIND_DOWN_RATIO, BalanceSheet, State
from steelyard.model.leverage.rebalance_rule import E36, Fill
from steelyard.model.libraries.rounding import MAX_UINT256, WAD, mul_div_down
from steelyard.simulator.leverage.duties import assets_of, fill_of, is_open, is_over
from steelyard.simulator.leverage.keeper import ROUNDS, SMALLEST_PART
from steelyard.simulator.leverage.twin_market import TwinMarket
from steelyard.simulator.world import Keeper
from steelyard.simulator.world.venue import Depth, received

ROOM = 10**9  # that a keeper stays below what they may keep: `keeper.ROOM`, scaled by 1e18


@dataclass(frozen=True)
class TwinOffer:
    """A fill that pays: the operation's arguments, what it comes to, dollars handed out and what the venue gives."""

    is_over: bool
    maximum: int
    cost: int
    fill: Fill
    sold: float
    venue_pays: float


class TwinKeeper:
    """They see one market with its sheet and its oracle's price as they are now."""

    def __init__(self, market: TwinMarket, keeper: Keeper, venue: Depth) -> None:
        self.market, self.keeper, self.venue = market, keeper, venue
        self.rule = market.token.rule

    def is_open(self, sheet: BalanceSheet) -> bool:
        """Whether anything may be rebalanced."""
        return is_open(self.rule, sheet, self.market.oracle.answer, self.market.clock.now)

    def best_offer(
        self, sheet: BalanceSheet, collateral_price: float, debt_price: float, gas: float
    ) -> TwinOffer | None:
        """The largest part of a due rebalance that pays; prices are true dollars a whole dollar or coin."""
        over = is_over(self.rule, sheet, self.market.oracle.answer)
        out_price = (collateral_price if over else debt_price) / self.market.units(over)
        in_price = (debt_price if over else collateral_price) / self.market.units(not over)
        room = MAX_UINT256 if over else self.market.pool.loan_state("token").borrowable
        whole, part = self._fill(sheet, room, 0), 1
        while part <= SMALLEST_PART:
            maximum = room if part == 1 else whole.out // part
            part *= 2
            found = self._dearest(sheet, maximum)
            if found is None:
                continue
            fill, cost = found
            surplus = self._venue_pays(fill, out_price) - fill.payment * in_price - gas - self.keeper.min_profit
            if surplus <= 0:
                continue
            if self.keeper.share < 1:
                moved = fill.moved / self.market.units(False) * debt_price
                if not over:
                    moved = fill.payment * in_price / (1 - cost / WAD)
                cost -= round((1 - self.keeper.share) * surplus / moved * WAD)
                cost = max(cost, -WAD * WAD // (2 * self.rule.target))
                fill = self._fill(sheet, maximum, cost)
            if cost <= fill.allowed:
                return TwinOffer(over, maximum, cost, fill, fill.out * out_price, self._venue_pays(fill, out_price))
        return None

    def _dearest(self, sheet: BalanceSheet, maximum: int) -> tuple[Fill, int] | None:
        """The fill at the highest cost that the rule allows it, if there is one."""
        fill = self._fill(sheet, maximum, 0)
        for _ in range(ROUNDS):
            cost = fill.allowed - ROOM
            fill = self._fill(sheet, maximum, cost)
            if fill.out == 0:
                return None
            if cost <= fill.allowed:
                return fill, cost
        return None

    def _fill(self, sheet: BalanceSheet, maximum: int, cost: int) -> Fill:
        return fill_of(self.rule, sheet, self.market.oracle.answer, self.market.clock.now, maximum, cost)

    def _venue_pays(self, fill: Fill, out_price: float) -> float:
        return received(fill.out * out_price, self.venue.depth, self.venue.fee, self.venue.room)

    # ------------------------------------------------------------------ wind-down

    def next_step(self, sheet: BalanceSheet) -> str:
        """The step of a wind-down that is open, or an empty string."""
        if not sheet.debt:
            return ""
        assets = assets_of(sheet, self.market.oracle.answer)
        if sheet.state & State.CONFIRMED:
            return self._closing_step(sheet, assets)
        over = assets <= sheet.debt or assets >= WIND_DOWN_RATIO * (assets - sheet.debt)
        dying = over and self._in_quote(max(assets, sheet.debt)) >= self.market.token.quote_unit
        if not sheet.state & State.STARTED:
            return "start_wind_down" if dying else ""
        is_later = self.market.clock.now >= sheet.since + CONFIRM_DELAY and self.market.oracle.round > sheet.round
        return "confirm_wind_down" if is_later or not dying else ""

    def _closing_step(self, sheet: BalanceSheet, assets: int) -> str:
        if assets < sheet.debt and not self.market.pool.loan_state("token").nominal:
            return "impair"
        return "write_off" if self._in_quote(assets) < self.market.token.quote_unit else ""

    def _in_quote(self, amount: int) -> int:
        return mul_div_down(amount, E36, self.market.oracle.answer) if self.market.is_bear else amount
