# SPDX-License-Identifier: Apache-2.0
"""Markets and their pools, all through the factory, with the parameters of the demo."""

from dataclasses import dataclass, replace

from steelyard.chain.client import Contract
from steelyard.demo.environment import Environment
from steelyard.demo.units import DAY, FEED, HOUR, USDC
from steelyard.devchain import deployment
from steelyard.devchain.deployment import Feed
from steelyard.devchain.uniswap import Deployed
from steelyard.model.factory.bounds import AdaptiveParameters, KinkedParameters
from steelyard.model.leverage.leveraged_token import BalanceSheet, Fees
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up
from steelyard.model.presets import leverage as presets

ADAPTIVE_RATES = replace(
    presets.ADAPTIVE, target_utilization=6 * 10**17, initial_rate=5 * 10**16, min_rate=10**16, max_rate=2 * 10**17
)


@dataclass(frozen=True)
class Market:
    """One leveraged token and what it stands on."""

    symbol: str
    is_bear: bool
    exposure: int  # promised: 3 is +3x of a bull and -3x of a bear
    pool: Contract
    oracle: Contract
    token: Contract
    anchored: Contract
    collateral: Deployed
    debt_asset: Deployed

    @property
    def target(self) -> int:
        """Leverage ratio promised, whole."""
        return self.exposure + int(self.is_bear)

    @property
    def factor(self) -> int:
        """Of the underlying's move: 3 or -3."""
        return -self.exposure if self.is_bear else self.exposure

    def balance_sheet(self) -> BalanceSheet:
        """Reads the balance sheet."""
        return BalanceSheet(*self.token.call("balance_sheet"))

    def in_usdc(self, sheet: BalanceSheet, oracle_price: int) -> tuple[int, int]:
        """Returns assets (rounded down) and debt (rounded up) in USDC units."""
        if self.is_bear:
            return sheet.collateral, mul_div_up(sheet.debt, E36, oracle_price)
        return mul_div_down(sheet.collateral, oracle_price, E36), sheet.debt


def create_pool(
    environment: Environment,
    asset: Deployed,
    symbol: str,
    rates: KinkedParameters | AdaptiveParameters = presets.KINKED,
) -> Contract:
    """Creates a lending pool whose curator and guardian are accounts of the demo, and its rate model."""
    rate_model = deployment.create_rate_model(environment.environment, environment.factory, rates).address
    roles = (environment.account("curator"), environment.account("guardian"))
    usual = deployment.pool_parameters(environment.environment, asset.address, rate_model, *roles)
    pool: Contract = deployment.create_pool(
        environment.environment, environment.factory, replace(usual, name=f"Steelyard {symbol}", symbol=symbol)
    )
    return pool


def create_market(
    environment: Environment, pool: Contract, symbol: str, is_bear: bool, exposure: int, fees: Fees = presets.NO_FEES
) -> Market:
    """Creates oracle, leveraged token and anchored token: units start at $100 and are restored to it at $10."""
    collateral, debt_asset = (environment.usdc, environment.weth) if is_bear else (environment.weth, environment.usdc)
    eth = Feed(environment.eth_feed.address, HOUR, 100 * FEED, 100_000 * FEED)
    usdc = Feed(environment.usdc_feed.address, DAY, 95 * FEED // 100, 105 * FEED // 100)
    priced = deployment.oracle_parameters(environment.weth.address, environment.usdc.address, (eth, usdc), is_bear)
    oracle = deployment.create_oracle(environment.environment, environment.factory, priced)
    terms = presets.parameters(exposure * WAD, is_bear, USDC, fees)
    parameters = deployment.market_parameters(f"Steelyard {symbol}", symbol, pool, collateral, oracle, terms)
    token, anchored = deployment.create_market(environment.environment, environment.factory, *parameters)
    return Market(
        symbol=symbol,
        is_bear=is_bear,
        exposure=exposure,
        pool=pool,
        oracle=oracle,
        token=token,
        anchored=anchored,
        collateral=collateral,
        debt_asset=debt_asset,
    )


def give_limits(environment: Environment, limits: list[tuple[Market, int]]) -> None:
    """The curator proposes each market's borrow limit; after the delay of a first limit anybody applies it."""
    limited = [(market.pool, market.token, limit) for market, limit in limits]
    deployment.give_limits(environment.environment, limited, environment.account("curator"))
