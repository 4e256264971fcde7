# SPDX-License-Identifier: Apache-2.0
"""Builds a factory, its pools and its markets from the real contracts, for any test.

stage = BoaEnvironment()
factory = build_factory(stage)
usdc, weth = asset(stage, 6), asset(stage, 18)
bull = build_market(stage, factory, quote=usdc, underlying=weth, price=3_000)
bull.set_price(3_300)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from steelyard.devchain import deployment
from steelyard.devchain.factory import deploy_factory
from steelyard.model.factory.bounds import KinkedParameters
from steelyard.model.leverage.leveraged_token import Fees, Parameters
from steelyard.model.leverage.rebalance_rule import Tolerance
from steelyard.model.presets import leverage as presets
from steelyard.model.scenario.leverage import oracle_price
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
    landing: int = presets.LANDING
    tolerance: Tolerance = presets.TOLERANCE
    base_rate: int = 0  # per year, kinked at 80% utilization
    rate_at_kink: int = 0
    rate_at_full: int = 0
    reserve_factor: int = presets.RESERVE_FACTOR
    required_reserve: int = 0
    hourly_part: int = WAD
    timelock: int = presets.TIMELOCK
    deposit: int = 20_000_000  # whole quote units, or their worth, lent to the pool at the start
    curator: str | None = None  # the stage's owner if none is named
    guardian: str | None = None

    def of_token(self, is_bear: bool, quote_unit: int) -> Parameters:
        """The preset of this exposure, but for what is said here."""
        fees = Fees(self.mint_fee, self.redeem_fee, self.management_fee, self.fee_recipient)
        usual = presets.parameters(self.exposure * WAD, is_bear, quote_unit, fees)
        return replace(usual, landing=self.landing, tolerance=self.tolerance)

    def of_pool(self) -> dict[str, Any]:
        """The fields of the pool's parameters that are said here."""
        names = ("reserve_factor", "required_reserve", "hourly_part", "timelock")
        return {name: getattr(self, name) for name in names}


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


build_factory = deploy_factory


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
    rates = KinkedParameters(terms.base_rate, presets.KINKED.kink, terms.rate_at_kink, terms.rate_at_full)
    rate_model = deployment.create_rate_model(environment, factory, rates)
    usual = deployment.pool_parameters(
        environment, debt_asset.address, rate_model.address, terms.curator, terms.guardian
    )
    pool = deployment.create_pool(environment, factory, replace(usual, **terms.of_pool()))
    oracle = oracle or environment.deploy(
        "MockOracle", _oracle_price(price, quote_decimals, underlying_decimals, is_bear)
    )
    side, collateral = ("BEAR", quote) if is_bear else ("BULL", underlying)
    token, anchored = deployment.create_market(
        environment,
        factory,
        *deployment.market_parameters(
            f"Leveraged {side} {terms.exposure}x",
            f"ETH{side}{terms.exposure}X",
            pool,
            collateral,
            oracle,
            terms.of_token(is_bear, 10**quote_decimals),
        ),
    )
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
    deployment.give_limits(environment, [(pool, market.token, amount)], market.terms.curator, market.terms.timelock)


def _oracle_price(price: int, quote_decimals: int, underlying_decimals: int, is_bear: bool) -> int:
    return oracle_price(price, 10**quote_decimals, 10**underlying_decimals, is_bear)
