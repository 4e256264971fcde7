# SPDX-License-Identifier: Apache-2.0
"""What the Lens answers, by name."""

from dataclasses import dataclass
from typing import Any

from steelyard.demo.environment import Environment
from steelyard.demo.leverage.markets import Market
from steelyard.demo.named import call_named
from steelyard.demo.units import USDC, wad
from steelyard.model.leverage.leveraged_token import BalanceSheet
from steelyard.model.leverage.lifecycle import Stage
from steelyard.model.leverage.rebalance_rule import Rule
from steelyard.strategy.leverage import View


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
    calm: bool  # open within its band, or closed: there is nothing to fill

    @property
    def wound_down(self) -> bool:
        """Whether its wind-down is confirmed."""
        return self.sheet.state >= Stage.SALE


def read_markets(environment: Environment, markets: list[Market]) -> list[Reading]:
    """Reads these markets, which must be the first of the factory, in one call."""
    answers = call_named(environment.lens, "markets", environment.factory.address, 0, len(markets), 0)
    by_token = {answer["token"]: answer for answer in answers}
    return [_reading(by_token[market.token.address]) for market in markets]


def read_view(environment: Environment, market: Market, sheet: BalanceSheet, rule: Rule) -> View:
    """Reads what else a keeper looks at."""
    loan = call_named(market.pool, "loan_state", market.token.address)
    price, number = market.oracle.call("rescue_price")
    return View(
        rule=rule,
        is_bear=market.is_bear,
        dollar=USDC,
        balance_sheet=sheet,
        borrowable=loan["borrowable"],
        impaired=loan["nominal"],
        price=price,
        round=number,
        now=environment.anvil.now(),
    )


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
        calm=answer["sheet"]["state"] == Stage.CLOSED or (inside and answer["sheet"]["state"] == Stage.OPEN),
    )
