# SPDX-License-Identifier: Apache-2.0
"""Builds a factory, its pools and its markets from the real contracts, for any test.

stage = BoaEnvironment()
factory = build_factory(stage)
usdc, weth = asset(stage, 6), asset(stage, 18)
bull = build_market(stage, factory, quote=usdc, underlying=weth, price=3_000)
bull.set_price(3_300)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from steelyard.chain.factory import BLUEPRINTS, ENGINE
from tests.support.environment import Environment

WAD = 10**18
E36 = 10**36
DAY = 86_400
NOBODY = "0x" + "00" * 20

BORROW_LIMIT = 1  # PoolGovernance's setting


@dataclass(frozen=True)
class Terms:
    """Parameters of a market, in the units of the contracts. `exposure` is the factor promised: 3 is +3x or -3x."""

    exposure: int = 3
    mint_fee: int = 0
    redeem_fee: int = 0
    management_fee: int = 0
    fee_recipient: str = NOBODY
    interval: int = DAY
    tolerance: tuple[int, int, int, int, int, int] = (
        10**15,  # minimum 0.10%
        10**16,  # over 1%
        3 * 10**16,  # emergency 3%
        5 * 10**15,  # under 0.5%
        5 * 10**15,  # overdue 0.5%
        10**12,  # slope
    )
    base_rate: int = 0  # per year, kinked at 80% utilization
    rate_at_kink: int = 0
    rate_at_full: int = 0
    reserve_factor: int = 10**17
    required_reserve: int = 0
    hourly_part: int = WAD
    timelock: int = DAY
    deposit: int = 20_000_000  # whole quote units, or their worth, lent to the pool at the start
    curator: str | None = None  # the stage's owner if none is named
    guardian: str | None = None


@dataclass(frozen=True)
class Market:
    """One leveraged token and everything it stands on. Contracts are objects of the stage."""

    environment: Environment
    terms: Terms
    factory: Any
    quote: Any
    underlying: Any
    quote_decimals: int
    underlying_decimals: int
    rate_model: Any
    pool: Any
    governance: Any
    oracle: Any
    token: Any
    anchored: Any
    is_bear: bool

    @property
    def collateral(self) -> Any:
        """Returns the asset that the token holds."""
        return self.quote if self.is_bear else self.underlying

    @property
    def debt_asset(self) -> Any:
        """Returns the asset that the token owes."""
        return self.underlying if self.is_bear else self.quote

    def set_price(self, price: int) -> None:
        """Sets the oracle: whole quote units per whole unit of the underlying."""
        self.environment.send(self.oracle, "set_price", self.oracle_price(price))

    def oracle_price(self, price: int) -> int:
        """Returns `price` as debt units per collateral unit, scaled 1e36, rounded down."""
        return _oracle_price(price, self.quote_decimals, self.underlying_decimals, self.is_bear)


def asset(environment: Environment, decimals: int) -> Any:
    """Deploys a plain ERC-20 that anybody may mint."""
    return environment.deploy("MockAsset", decimals)


def build_factory(environment: Environment) -> Any:
    """Deploys the engine, the blueprints and the factory."""
    blueprints = tuple(environment.blueprint(name) for name in BLUEPRINTS)
    return environment.deploy("MarketFactory", environment.deploy(ENGINE).address, blueprints)


def build_market(
    environment: Environment,
    factory: Any,
    quote: Any,
    underlying: Any,
    price: int,
    is_bear: bool = False,
    terms: Terms | None = None,
    fund: Callable[[Any, int], None] | None = None,
    oracle: Any = None,
) -> Market:
    """Creates pool, rate model, oracle and market, lends `terms.deposit` to the pool and gives the token its limit.

    `price` is whole quote units per whole underlying. `fund(asset, amount)` brings the owner the debt asset that
    it lends; without it the asset is minted. `oracle` stands in for the one whose price a test sets. Two timelocks
    pass.
    """
    terms = terms or Terms()
    quote_decimals, underlying_decimals = (environment.call(held, "decimals") for held in (quote, underlying))
    debt_asset = underlying if is_bear else quote
    lent = terms.deposit * 10**quote_decimals
    if is_bear:
        lent = terms.deposit * 10**underlying_decimals // price
    rate_model = _rate_model(environment, factory, terms)
    pool = _pool(environment, factory, debt_asset, rate_model, terms)
    oracle = oracle or environment.deploy(
        "MockOracle", _oracle_price(price, quote_decimals, underlying_decimals, is_bear)
    )
    parameters = _parameters(terms, pool, underlying if not is_bear else quote, oracle, is_bear, 10**quote_decimals)
    anchored_terms = (f"Anchored {parameters[0]}", f"a{parameters[1]}", 100 * WAD, 10 * WAD, 0)
    index = environment.call(factory, "market_count")
    environment.send(factory, "create_market", parameters, anchored_terms)
    token = environment.at("LeveragedToken", environment.call(factory, "markets", index))
    anchored = environment.at("AnchoredToken", environment.call(factory, "anchored_of", token.address))
    market = Market(
        environment=environment,
        terms=terms,
        factory=factory,
        quote=quote,
        underlying=underlying,
        quote_decimals=quote_decimals,
        underlying_decimals=underlying_decimals,
        rate_model=rate_model,
        pool=pool,
        governance=environment.at("PoolGovernance", environment.call(pool, "GOVERNANCE")),
        oracle=oracle,
        token=token,
        anchored=anchored,
        is_bear=is_bear,
    )
    _lend(market, lent, fund)
    return market


def _lend(market: Market, amount: int, fund: Callable[[Any, int], None] | None) -> None:
    environment, pool, debt_asset = market.environment, market.pool, market.debt_asset
    if fund:
        fund(debt_asset, amount)
    else:
        environment.send(debt_asset, "mint", environment.owner, amount)
    environment.send(debt_asset, "approve", pool.address, 2**256 - 1)
    environment.send(pool, "deposit", amount, environment.owner)
    curator = market.terms.curator or environment.owner
    environment.send(market.governance, "submit", BORROW_LIMIT, market.token.address, amount, sender=curator)
    environment.wait(2 * market.terms.timelock)
    environment.send(market.governance, "accept", BORROW_LIMIT, market.token.address)


def _rate_model(environment: Environment, factory: Any, terms: Terms) -> Any:
    kinked = (terms.base_rate, 8 * 10**17, terms.rate_at_kink, terms.rate_at_full)
    address = environment.call(factory, "create_kinked_rate_model", kinked)
    environment.send(factory, "create_kinked_rate_model", kinked)
    return environment.at("KinkedRateModel", address)


def _pool(environment: Environment, factory: Any, debt_asset: Any, rate_model: Any, terms: Terms) -> Any:
    parameters = (
        debt_asset.address,
        "Lenders",
        "LEND",
        terms.curator or environment.owner,
        terms.guardian or environment.owner,
        rate_model.address,
        2**95,
        terms.reserve_factor,
        terms.required_reserve,
        terms.hourly_part,
        terms.timelock,
    )
    address = environment.call(factory, "create_pool", parameters)
    environment.send(factory, "create_pool", parameters)
    return environment.at("LendingPool", address)


def _parameters(
    terms: Terms, pool: Any, collateral: Any, oracle: Any, is_bear: bool, quote_unit: int
) -> tuple[Any, ...]:
    """Returns ILeveragedToken.Parameters; the band is log-symmetric in exposure, from 0.9 to 1/0.9 of it."""
    offset = WAD if is_bear else 0
    exposure = terms.exposure * WAD
    side = "BEAR" if is_bear else "BULL"
    return (
        f"Leveraged {side} {terms.exposure}x",
        f"ETH{side}{terms.exposure}X",
        pool.address,
        collateral.address,
        oracle.address,
        is_bear,
        quote_unit,
        exposure + offset,
        exposure * 10 // 9 + offset,
        exposure * 9 // 10 + offset,
        terms.interval,
        terms.tolerance,
        (terms.mint_fee, terms.redeem_fee, terms.management_fee, terms.fee_recipient),
    )


def _oracle_price(price: int, quote_decimals: int, underlying_decimals: int, is_bear: bool) -> int:
    if is_bear:
        return E36 * 10**underlying_decimals // (price * 10**quote_decimals)
    return E36 * price * 10**quote_decimals // 10**underlying_decimals
