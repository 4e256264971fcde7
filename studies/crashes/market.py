# SPDX-License-Identifier: Apache-2.0
"""A lending market on the integer model, with everything that is done to it written down for the contracts.

It begins as `tests.support.market.build_market` builds it from the contracts: the pool lent to, the limit given, the
price set. From then on each act is one `Act`, its time counted from there; the last one holds the balance sheets.
"""

from dataclasses import astuple, replace
from math import exp
from typing import Any

from steelyard.model.clock import DAY, HOUR, YEAR, Clock
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import KINKED, TIMELOCK, parameters
from steelyard.model.scenario.leverage import LeverageScenario, SettablePrice, oracle_price
from studies.crashes.kinds import COIN, DOLLAR, UTILIZATION, Kind
from studies.crashes.task import Action
from studies.stale_trader.price_path import DOLLAR as FEED

HOLDER, KEEPER = "holder", "keeper"
AGE = 90 * DAY  # of interest, which has filled the reserve
_RATE = (KINKED.base + (KINKED.rate_at_kink - KINKED.base) * UTILIZATION / (KINKED.kink / WAD)) / WAD
_PARTS = 8  # first mints, an hour apart: the hourly allowance
_PLENTY = 10**30


class LeverageMarket:
    """A market of `equity` dollars, 90 days old and on target when the feed gives its `answer` at the start."""

    def __init__(self, kind: Kind, equity: int, answer: int, start: int) -> None:
        self.kind, self.deposit = kind, round(equity * (kind.target - 1) / UTILIZATION)
        dollars = round(answer / FEED)
        self.clock = Clock(start - AGE - _PARTS * HOUR - 2 * TIMELOCK)
        scenario = LeverageScenario(self.clock)
        self.oracle = SettablePrice(self.price_of(dollars * FEED))
        lent = self.deposit * COIN // dollars if kind.is_bear else self.deposit * DOLLAR
        self.pool = scenario.add_pool(kind.is_bear, lent)
        self.token = scenario.add_token(self.pool, parameters(kind.exposure * WAD, kind.is_bear), self.oracle, lent)
        scenario.fund((HOLDER, KEEPER), _PLENTY, self.token)
        self.acts: list[Action] = []
        self._built = self.clock.now
        self._write("build", (self.deposit, dollars), None)
        self._open(equity * WAD // 100 // _PARTS, answer)

    def price_of(self, answer: int) -> int:
        """The oracle's price for a feed's answer: debt units per collateral unit, scaled by 1e36, rounded down."""
        return oracle_price(answer, DOLLAR, COIN, self.kind.is_bear, scale=FEED)

    def do(self, name: str, *arguments: Any) -> Any:
        """The token's operation, by the keeper; a refusal raises and is not written down."""
        if name in ("deleverage", "releverage"):
            answer = getattr(self.token, name)(*arguments, KEEPER, sender=KEEPER)
        else:
            answer = getattr(self.token, name)(sender=KEEPER)
        self._write(name, arguments, answer)
        return answer

    def set_price(self, answer: int) -> None:
        """A new round of the feed."""
        self.oracle.set(self.price_of(answer))
        self._write("price", (self.oracle.answer,), None)

    def end(self) -> None:
        """Writes down the balance sheets of token and pool as they are now."""
        sheet, built = self.token.balance_sheet(), self._built
        since = sheet.since - built if sheet.since else 0
        sheet = replace(sheet, last_read=sheet.last_read - built, since=since)
        self._write("end", (), (astuple(sheet), astuple(self.pool.pool_state())))

    def _open(self, shares: int, answer: int) -> None:
        """Mints at the price from which the interest, which fills the reserve, leads to the target."""
        grown = exp(_RATE * AGE / YEAR)
        self.set_price(round(answer * grown if self.kind.is_bear else answer / grown))
        for _ in range(_PARTS):
            self._write("mint", (shares,), self.token.mint(shares, HOLDER, HOLDER, sender=HOLDER))
            self.clock.advance(HOUR)
        self.clock.advance(AGE)
        self.set_price(answer)

    def _write(self, name: str, arguments: tuple[Any, ...], answer: Any) -> None:
        self.acts.append(Action(self.clock.now - self._built, name, arguments, answer))
