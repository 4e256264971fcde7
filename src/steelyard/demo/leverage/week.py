# SPDX-License-Identifier: Apache-2.0
"""The replay: price after price, with arbitrage, keeper, traders and lenders."""

from collections.abc import Callable
from dataclasses import dataclass, field

from steelyard.chain.client import Contract
from steelyard.chain.uniswap import Deployed
from steelyard.demo.bars import Bar, Tick, ticks
from steelyard.demo.environment import Environment
from steelyard.demo.leverage import lenders as lending
from steelyard.demo.leverage import traders as trading
from steelyard.demo.leverage.keeper import Keeper
from steelyard.demo.leverage.lens import Reading, read_markets
from steelyard.demo.leverage.markets import (
    ADAPTIVE_RATES,
    KINKED_RATES,
    Market,
    create_adaptive_model,
    create_kinked_model,
    create_market,
    create_pool,
)
from steelyard.demo.units import DAY, USDC
from steelyard.model.libraries.rounding import WAD

LIMITS = {"ETHBULL3X": 4_000_000 * USDC, "ETHBEAR3X": 1_200 * WAD}
FEES = (10**15, 10**15, 10**16)  # mint 0.1%, redeem 0.1%, management 1% a year
_OPENS_BEFORE = 10 * 60
_FIRST_SHARES = 500 * WAD
CREATOR_LENDS = {"USDC": 400_000 * USDC, "WETH": 300 * WAD}


@dataclass(frozen=True)
class Sample:
    """Both markets at a moment, before the keeper looked and after they did what they did."""

    time: int
    price: int
    before: list[Reading]
    after: list[Reading]


@dataclass
class Week:
    """The two markets and everybody who deals with them, and what was seen."""

    environment: Environment
    bull: Market
    bear: Market
    pools: dict[str, Contract]
    keeper: Keeper
    traders: list[trading.Trader]
    lenders: list[lending.Lender]
    samples: list[Sample] = field(default_factory=list)
    creator_withdrew: dict[str, int] = field(default_factory=dict)

    @property
    def markets(self) -> list[Market]:
        """Both markets."""
        return [self.bull, self.bear]

    def limits(self) -> list[tuple[Market, int]]:
        """Returns what each may borrow."""
        return [(market, LIMITS[market.symbol]) for market in self.markets]

    def open(self, price: int) -> None:
        """The creator lends the first cash and makes the first mints, in kind, as anybody might."""
        environment, creator = self.environment, self.environment.account("creator")
        environment.show_price(price)
        environment.show_dollar()
        environment.fund("creator", 10**6 * USDC, 10**3 * WAD)
        assets: dict[str, Deployed] = {"USDC": environment.usdc, "WETH": environment.weth}
        for symbol, pool in self.pools.items():
            environment.allow(creator, pool.address, assets[symbol])
            pool.transact("deposit", CREATOR_LENDS[symbol], creator, sender=creator)
        for market in self.markets:
            environment.allow(creator, market.token.address, environment.usdc, environment.weth)
            market.token.transact("mint", _FIRST_SHARES, creator, creator, b"", sender=creator)

    def replay(self, bars: list[Bar], largest_step: float, progress: Callable[[Tick, Sample], None]) -> None:
        """Shows the chain every price of the bars; `progress` is called after each."""
        self.environment.anvil.set_next_time(bars[0].time - _OPENS_BEFORE)
        self.open(bars[0].open)
        last_dollar = self.environment.anvil.now()
        for tick in ticks(bars, largest_step):
            self.environment.anvil.set_next_time(tick.time)
            self.environment.show_price(tick.price)
            self.environment.arbitrageur.trade_to(tick.price)
            if tick.time - last_dollar > DAY // 2:
                self.environment.show_dollar()
                last_dollar = tick.time
            before = read_markets(self.environment, self.markets)
            acted = self.keeper.look(tick.time, tick.price, before)
            acted |= self._trade(tick)
            after = read_markets(self.environment, self.markets) if acted else before
            self.samples.append(Sample(tick.time, tick.price, before, after))
            progress(tick, self.samples[-1])

    def _trade(self, tick: Tick) -> bool:
        """Lenders and traders whose hour has come; each trade is followed by arbitrage back to the price."""
        acted = False
        for lender in self.lenders:
            if lender.wants_in(tick.bar):
                lender.enter(tick.time)
                acted = True
            elif lender.wants_out(tick.bar):
                acted |= lender.leave(tick.time)
        for trader in self.traders:
            if trader.wants_in(tick.bar):
                traded = trader.enter(tick.time, tick.price)
            elif trader.wants_out(tick.bar):
                traded = trader.leave(tick.time, tick.price)
            else:
                continue
            if traded:
                self.environment.arbitrageur.trade_to(tick.price)
                acted = True
        return acted


def build_week(environment: Environment, hours: int) -> Week:
    """Creates pools and markets, the first of the factory, and hires who comes; limits are given afterwards."""
    pools = {
        "USDC": create_pool(environment, environment.usdc, "lendUSDC", create_kinked_model(environment, KINKED_RATES)),
        "WETH": create_pool(
            environment, environment.weth, "lendWETH", create_adaptive_model(environment, ADAPTIVE_RATES)
        ),
    }
    fees = (*FEES, environment.account("fee recipient"))
    bull = create_market(environment, pools["USDC"], "ETHBULL3X", is_bear=False, exposure=3, fees=fees)
    bear = create_market(environment, pools["WETH"], "ETHBEAR3X", is_bear=True, exposure=3, fees=fees)
    return Week(
        environment=environment,
        bull=bull,
        bear=bear,
        pools=pools,
        keeper=Keeper(environment, [bull, bear], environment.account("keeper")),
        traders=trading.hire(environment, [bull, bear], hours),
        lenders=lending.hire(environment, pools, hours),
    )
