# SPDX-License-Identifier: Apache-2.0
"""A market on the integer twin for a token in a world: what it begins with, and what things are worth there."""

from math import log10

from steelyard.model.clock import DAY, Clock
from steelyard.model.lending.rate_models import RateModel
from steelyard.model.libraries.rounding import WAD
from steelyard.model.scenario.leverage import LeverageScenario, SettablePrice, SettableRate, oracle_price
from steelyard.simulator.leverage.terms import QUOTE_UNIT, Terms
from steelyard.simulator.world import Pool, World
from steelyard.simulator.world.oracle import UNITS
from steelyard.simulator.world.rates import wad
from steelyard.simulator.world.venue import Depth, received
from steelyard.strategy.leverage import PricedExchange

HOLDER, KEEPER, ANYBODY = "holder", "keeper", "anybody"
PLENTY = 10**45
MAX_LENT = 2**95
SHARE_PRICE = 100
_FEED = int(UNITS)
_EPOCH = DAY  # paths may begin at second 0, which the twin takes for never


class TwinMarket:
    """A whole coin of the underlying is `coin` units: so many that the rounding of whole units is not seen.

    The hourly allowance is the whole limit until the first mint is made; the pool's settings wait for nothing.
    """

    def __init__(self, terms: Terms, world: World, answer: float, start: int) -> None:
        self.is_bear, self.given_rate, lenders = terms.is_bear, SettableRate(), world.lenders
        self.coin: int = 10 ** round(18 + log10(answer))
        self.clock = Clock(0)
        self.set_time(start)
        self.oracle = SettablePrice(self.price_of(answer), 0)
        model: RateModel = self.given_rate
        reserve_factor, lent = 0, MAX_LENT
        if isinstance(lenders, Pool):
            dollars = lenders.deposit(world.equity * terms.debt_ratio)
            model, reserve_factor = lenders.model.twin(), wad(lenders.reserve_factor)
            lent = round(dollars / answer * self.coin) if self.is_bear else round(dollars * QUOTE_UNIT)
        scenario = LeverageScenario(
            self.clock, rate_model=model, reserve_factor=reserve_factor, hourly_part=WAD, timelock=0
        )
        self.pool = scenario.add_pool(self.is_bear, lent)
        self.token = scenario.add_token(self.pool, terms.parameters(QUOTE_UNIT), self.oracle, lent)
        scenario.fund((HOLDER, KEEPER), PLENTY, self.token)
        self.token.mint(round(world.equity / SHARE_PRICE * WAD), HOLDER, HOLDER, sender=HOLDER)
        if isinstance(lenders, Pool):
            self.pool.hourly_part = wad(lenders.hourly_part)

    def price_of(self, answer: float) -> int:
        """The oracle's price for a feed's answer in dollars, rounded down."""
        return oracle_price(round(answer * _FEED), QUOTE_UNIT, self.coin, self.is_bear, scale=_FEED)

    def set_time(self, now: int) -> None:
        """The second that the path says it is."""
        self.clock.now = now + _EPOCH

    def units(self, is_collateral: bool) -> int:
        """Units of a whole dollar or coin, whichever it is."""
        return QUOTE_UNIT if is_collateral is self.is_bear else self.coin

    def give_rate(self, rate: int) -> None:
        """From now on; interest until now is booked at the rate before."""
        self.pool.accrue(sender=ANYBODY)
        self.given_rate.rate = rate

    def exchange(self, price: float, venue: Depth) -> PricedExchange:
        """Where keepers trade while a coin is worth `price` true dollars."""
        dollars = (price / self.coin, 1.0 / QUOTE_UNIT)
        return PricedExchange(dollars[self.is_bear], dollars[not self.is_bear], lambda volume: received(volume, *venue))
