# SPDX-License-Identifier: Apache-2.0
"""A market on the integer twin: a token, its pool, an oracle that says what it is told, and accounts with plenty."""

from dataclasses import dataclass
from math import log10

from steelyard.model.clock import DAY, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool, Setting
from steelyard.model.lending.rate_models import RateModel
from steelyard.model.leverage.leveraged_token import LeveragedToken
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from steelyard.simulator.leverage.terms import QUOTE_UNIT, Terms
from steelyard.simulator.world import Pool, World
from steelyard.simulator.world.oracle import UNITS
from steelyard.simulator.world.rates import wad

HOLDER, KEEPER, LENDER, ANYBODY = "holder", "keeper", "lender", "anybody"
PLENTY = 10**45
MAX_LENT = 2**95
SHARE_PRICE = 100
_FEED = int(UNITS)
_EPOCH = DAY  # paths may begin at second 0, which the twin takes for never


@dataclass
class TwinOracle:
    """Debt units per collateral unit, scaled by 1e36, and how many rounds there have been; never stale."""

    answer: int
    round: int = 0

    def price(self) -> int:
        """The strict price."""
        return self.answer

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and its round."""
        return self.answer, self.round


@dataclass
class InputRate:
    """A rate model that answers what it was told last, per second, scaled by 1e18."""

    rate: int = 0

    def accrue(self, utilization: int, elapsed: int, *, sender: str) -> int:
        """The rate."""
        return self.rate

    def mean_rate(self, account: str, utilization: int, elapsed: int) -> int:
        """The rate."""
        return self.rate


class TwinMarket:
    """A whole coin of the underlying is `coin` units: so many that the rounding of whole units is not seen."""

    def __init__(self, terms: Terms, world: World, answer: float, start: int) -> None:
        self.is_bear, self.told, lenders = terms.is_bear, InputRate(), world.lenders
        self.coin: int = 10 ** round(18 + log10(answer))
        self.clock = Clock(0)
        self.set_time(start)
        self.quote, self.underlying = Erc20(), Erc20()
        self.collateral, self.debt_asset = self.underlying, self.quote
        if self.is_bear:
            self.collateral, self.debt_asset = self.debt_asset, self.collateral
        self.oracle = TwinOracle(self.price_of(answer))
        if isinstance(lenders, Pool):
            dollars = lenders.deposit(world.equity * terms.debt_ratio)
            self._build(terms, lenders.model.twin(), wad(lenders.reserve_factor))
            self._lend(round(dollars / answer * self.coin) if self.is_bear else round(dollars * QUOTE_UNIT))
        else:
            self._build(terms, self.told, 0)
            self._lend(MAX_LENT)
        self.token.mint(round(world.equity / SHARE_PRICE * WAD), HOLDER, HOLDER, sender=HOLDER)
        if isinstance(lenders, Pool):
            self.pool.hourly_part = wad(lenders.hourly_part)

    def price_of(self, answer: float) -> int:
        """The oracle's price for a feed's answer in dollars, rounded down."""
        feed = round(answer * _FEED)
        if self.is_bear:
            return E36 * self.coin * _FEED // (feed * QUOTE_UNIT)
        return E36 * feed * QUOTE_UNIT // (_FEED * self.coin)

    def set_time(self, now: int) -> None:
        """The second that the path says it is."""
        self.clock.now = now + _EPOCH

    def units(self, is_collateral: bool) -> int:
        """Units of a whole dollar or coin, whichever it is."""
        return QUOTE_UNIT if is_collateral is self.is_bear else self.coin

    def tell_rate(self, rate: int) -> None:
        """From now on; interest until now is booked at the rate before."""
        self.pool.accrue(sender=ANYBODY)
        self.told.rate = rate

    def _build(self, terms: Terms, model: RateModel, reserve_factor: int) -> None:
        """The hourly allowance is the whole limit until the first mint is made."""
        registry = Registry()
        registry.add_rate_model("rates", model)
        registry.add_token("token")
        self.pool = LendingPool(
            self.debt_asset, LENDER, LENDER, "rates", MAX_LENT, reserve_factor, 0, WAD, 0,
            address="pool", factory=registry, clock=self.clock,
        )  # fmt: skip
        parameters = terms.parameters(QUOTE_UNIT)
        self.token = LeveragedToken("token", parameters, self.pool, self.collateral, self.oracle, self.clock)
        for account in (HOLDER, KEEPER, LENDER):
            for asset in (self.quote, self.underlying):
                asset.mint(account, PLENTY)
                for spender in ("pool", "token"):
                    asset.approve(spender, MAX_UINT256, sender=account)

    def _lend(self, amount: int) -> None:
        """All of it may be borrowed by the token; this pool's settings wait for nothing."""
        self.pool.deposit(amount, LENDER, sender=LENDER)
        self.pool.governance.submit(Setting.BORROW_LIMIT, "token", amount, sender=LENDER)
        self.pool.governance.accept(Setting.BORROW_LIMIT, "token", sender=LENDER)
