# SPDX-License-Identifier: Apache-2.0
"""What the Lens answers, by name."""

from dataclasses import dataclass
from typing import Any

from steelyard.demo.environment import Environment
from steelyard.demo.leverage.markets import Market
from steelyard.demo.named import call_named
from steelyard.demo.units import wad
from steelyard.model.leverage.leveraged_token import BalanceSheet, State


@dataclass(frozen=True)
class Reading:
    """A market at one moment: dollars, ratios and signed moves as fractions."""

    sheet: BalanceSheet
    nav: float
    unit_nav: float
    equity: float
    ratio: float
    exposure: float
    gap: float  # move of the underlying to zero equity, where lenders begin to lose
    coverage: float  # assets over debt
    calm: bool  # within its band, nothing begun, nothing overdue: there is nothing to fill

    @property
    def wound_down(self) -> bool:
        """Whether its wind-down is confirmed."""
        return bool(self.sheet.state & State.CONFIRMED)


@dataclass(frozen=True)
class Actions:
    """What anybody may do now; amounts in units, `allowed` scaled by 1e18."""

    reasons: int  # why a rebalance may start, 0 for none
    deleverage_open: bool
    releverage_open: bool
    out: int
    payment: int
    moved: int
    allowed: int
    start_wind_down: bool
    confirm_wind_down: bool
    cancel_wind_down: bool

    @property
    def due(self) -> bool:
        """Whether a rebalance may be filled."""
        return self.deleverage_open or self.releverage_open

    @property
    def lent_out(self) -> bool:
        """Whether a rebalance is due that nobody can fill: the pool has nothing to lend to it."""
        return self.reasons != 0 and not self.due

    @property
    def wind_down(self) -> str | None:
        """The step of a wind-down that may be taken, if any."""
        if self.start_wind_down:
            return "start_wind_down"
        if self.confirm_wind_down or self.cancel_wind_down:
            return "confirm_wind_down"
        return None


def read_markets(environment: Environment, markets: list[Market]) -> list[Reading]:
    """Reads these markets, which must be the first of the factory, in one call."""
    answers = call_named(environment.lens, "markets", environment.factory.address, 0, len(markets), 0)
    by_token = {answer["token"]: answer for answer in answers}
    return [_reading(by_token[market.token.address]) for market in markets]


def read_actions(environment: Environment, market: Market) -> Actions:
    """Reads what may be done to this market."""
    answer = call_named(environment.lens, "actions", market.token.address)
    return Actions(**{name: answer[name] for name in Actions.__dataclass_fields__})


def read_quote(environment: Environment, function: str, *args: Any) -> dict[str, Any]:
    """Asks the QuoteLens what a mint or a redeem would come to."""
    answer: dict[str, Any] = call_named(environment.quotes, function, *args)
    return answer


def _reading(answer: dict[str, Any]) -> Reading:
    debt, rule = answer["sheet"]["debt"], answer["rule"]
    inside = rule["lower"] <= answer["ratio"] <= rule["upper"]
    return Reading(
        sheet=BalanceSheet(*answer["sheet"].values()),
        nav=wad(answer["nav"]),
        unit_nav=wad(answer["unit_nav"]),
        equity=wad(answer["equity_in_quote"]),
        ratio=wad(answer["ratio"]),
        exposure=wad(answer["exposure"]),
        gap=wad(answer["gap_to_zero"]),
        coverage=answer["assets"] / debt if debt else float("inf"),
        calm=inside and not answer["sheet"]["state"] and not answer["overdue"],
    )
