# SPDX-License-Identifier: Apache-2.0
"""A lending market on the integer twin, with everything that is done to it written down for the contracts.

It begins as `tests.support.market.build_market` builds it from the contracts: the pool lent to, the limit given, the
price set. From then on each act is one `Act`, its time counted from there; the last one holds the balance sheets.
"""

from dataclasses import astuple, replace
from typing import Any

from steelyard.model.clock import DAY, HOUR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool, Setting
from steelyard.model.lending.rate_models import KinkedRateModel
from steelyard.model.leverage.leveraged_token import Fees, LeveragedToken, Parameters
from steelyard.model.leverage.rebalance_rule import E36, Tolerance
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from studies.crashes.kinds import COIN, DOLLAR, UTILIZATION, Kind
from studies.crashes.task import Action
from studies.stale_trader.price_path import DOLLAR as FEED

HOLDER, KEEPER, LENDER = "holder", "keeper", "lender"
TOLERANCE = Tolerance(
    minimum=WAD // 1000, over=WAD // 100, emergency=3 * WAD // 100, under=WAD // 200, overdue=WAD // 200, slope=10**12
)
RATES = KinkedRateModel(base=2 * WAD // 100, kink=8 * WAD // 10, rate_at_kink=8 * WAD // 100, rate_at_full=WAD)
RESERVE_FACTOR = WAD // 10
HOURLY_PART = WAD // 4
DELAY = DAY  # the pool's timelock
AGE = 90 * DAY  # of interest, which has filled the reserve
_PARTS = 8  # first mints, an hour apart: the hourly allowance
_PLENTY = 10**30


class TwinPrice:
    """The oracle that the contracts use in tests: it answers what it is told, each time in a new round."""

    def __init__(self, price: int) -> None:
        self.answer, self.round = price, 1

    def set_price(self, price: int) -> None:
        """All functions answer `price`, in a new round."""
        self.answer, self.round = price, self.round + 1

    def price(self) -> int:
        """The strict price."""
        return self.answer

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and its round."""
        return self.answer, self.round


class LeverageMarket:
    """A market of `equity` dollars, 90 days old and on target when the feed gives its `answer` at the start."""

    def __init__(self, kind: Kind, equity: int, answer: int, start: int) -> None:
        self.kind, self.deposit = kind, round(equity * (kind.target - 1) / UTILIZATION)
        self.dollars = dollars = round(answer / FEED)
        self.clock = Clock(start - AGE - _PARTS * HOUR - 2 * DELAY)
        self.quote, self.underlying = Erc20(6), Erc20(18)
        self.oracle = TwinPrice(self.price_of(dollars * FEED))
        self.pool, self.token = self._build()
        self.acts: list[Action] = []
        self._built = self.clock.now
        self._write("build", (self.deposit, dollars), None)
        self._open(equity * WAD // 100 // _PARTS, answer)

    def price_of(self, answer: int) -> int:
        """The oracle's price for a feed's answer: debt units per collateral unit, scaled by 1e36, rounded down."""
        if self.kind.is_bear:
            return E36 * COIN * FEED // (answer * DOLLAR)
        return E36 * answer * DOLLAR // (FEED * COIN)

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
        self.oracle.set_price(self.price_of(answer))
        self._write("price", (self.oracle.answer,), None)

    def end(self) -> None:
        """Writes down the balance sheets of token and pool as they are now."""
        sheet, built = self.token.balance_sheet(), self._built
        since = sheet.since - built if sheet.since else 0
        sheet = replace(sheet, last_on_target=sheet.last_on_target - built, since=since)
        self._write("end", (), (astuple(sheet), astuple(self.pool.pool_state())))

    # ------------------------------------------------------------------ as the contracts are built

    def _build(self) -> tuple[LendingPool, LeveragedToken]:
        kind = self.kind
        collateral, debt_asset = (self.quote, self.underlying) if kind.is_bear else (self.underlying, self.quote)
        registry = Registry()
        registry.add_rate_model("rates", RATES)
        pool = LendingPool(
            debt_asset, LENDER, LENDER, "rates", 2**95, RESERVE_FACTOR, 0, HOURLY_PART, DELAY,
            address="pool", factory=registry, clock=self.clock,
        )  # fmt: skip
        token = LeveragedToken("token", self._parameters(), pool, collateral, self.oracle, self.clock)
        registry.add_token("token")
        for account, asset in ((a, b) for a in (HOLDER, KEEPER, LENDER) for b in (self.quote, self.underlying)):
            asset.mint(account, _PLENTY)
            for spender in ("pool", "token"):
                asset.approve(spender, MAX_UINT256, sender=account)
        lent = self.deposit * COIN // self.dollars if kind.is_bear else self.deposit * DOLLAR
        pool.deposit(lent, LENDER, sender=LENDER)
        pool.governance.submit(Setting.BORROW_LIMIT, "token", lent, sender=LENDER)
        self.clock.advance(2 * DELAY)
        pool.governance.accept(Setting.BORROW_LIMIT, "token", sender=LENDER)
        return pool, token

    def _parameters(self) -> Parameters:
        """As `tests.support.market` has them: the band from 0.9 to 1/0.9 of the exposure."""
        offset, exposure = WAD if self.kind.is_bear else 0, self.kind.exposure * WAD
        return Parameters(
            is_bear=self.kind.is_bear,
            quote_unit=DOLLAR,
            target=exposure + offset,
            upper=exposure * 10 // 9 + offset,
            lower=exposure * 9 // 10 + offset,
            interval=DAY,
            tolerance=TOLERANCE,
            fees=Fees(0, 0, 0, HOLDER),
        )

    def _open(self, shares: int, answer: int) -> None:
        """Mints, lets the interest fill the reserve, and puts the market back on target at no cost."""
        for _ in range(_PARTS):
            self._write("mint", (shares,), self.token.mint(shares, HOLDER, HOLDER, sender=HOLDER))
            self.clock.advance(HOUR)
        self.clock.advance(AGE)
        self.set_price(answer)
        self.do("deleverage", MAX_UINT256, 0)

    def _write(self, name: str, arguments: tuple[Any, ...], answer: Any) -> None:
        self.acts.append(Action(self.clock.now - self._built, name, arguments, answer))
