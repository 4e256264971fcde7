# SPDX-License-Identifier: Apache-2.0
"""Markets and their pools, all through the factory, with the parameters of the demo."""

from dataclasses import dataclass
from typing import Any

from steelyard.chain.client import Contract
from steelyard.chain.uniswap import Deployed
from steelyard.demo.environment import Environment
from steelyard.demo.units import DAY, FEED, HOUR, NOBODY, USDC
from steelyard.model.leverage.leveraged_token import BalanceSheet
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up

TIMELOCK = DAY
TOLERANCES = (10**15, 10**16, 3 * 10**16, 5 * 10**15, 5 * 10**15, 10**12)
NO_FEES = (0, 0, 0, NOBODY)
NO_INTEREST = (0, 8 * 10**17, 0, 0)
KINKED_RATES = (2 * 10**16, 8 * 10**17, 8 * 10**16, 10**18)  # base, kink, rate there, rate at full
ADAPTIVE_RATES = (6 * 10**17, 5 * 10**16, 10**16, 2 * 10**17, 4 * WAD, 50 * WAD)  # target, rate there, ...

_BORROW_LIMIT = 1  # the governance's setting
_NO_FEED = (NOBODY, 0, 0, 0)
_RESERVE_FACTOR = 10**17


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


def create_pool(environment: Environment, asset: Deployed, symbol: str, rate_model: str) -> Contract:
    """Creates a lending pool whose curator and guardian are people of the demo."""
    parameters = (
        *(asset.address, f"Steelyard {symbol}", symbol),
        *(environment.account("curator"), environment.account("guardian"), rate_model),
        *(2**95, _RESERVE_FACTOR, 0, WAD // 4, TIMELOCK),
    )
    return _created(environment, "LendingPool", "create_pool", parameters, "PoolCreated", "pool")


def create_kinked_model(environment: Environment, rates: tuple[int, int, int, int]) -> str:
    """Creates a kinked rate model of these rates per year, or the next of its series."""
    function, event = "create_kinked_rate_model", "KinkedRateModelCreated"
    return _created(environment, "KinkedRateModel", function, rates, event, "rate_model").address


def create_adaptive_model(environment: Environment, rates: tuple[int, ...]) -> str:
    """Creates an adaptive rate model."""
    function, event = "create_adaptive_rate_model", "AdaptiveRateModelCreated"
    return _created(environment, "AdaptiveRateModel", function, rates, event, "rate_model").address


def create_market(
    environment: Environment, pool: Contract, symbol: str, is_bear: bool, exposure: int, fees: tuple[Any, ...] = NO_FEES
) -> Market:
    """Creates oracle, leveraged token and anchored token: units start at $100 and are restored to it at $10."""
    collateral, debt_asset = (environment.usdc, environment.weth) if is_bear else (environment.weth, environment.usdc)
    oracle = _create_oracle(environment, collateral, debt_asset, is_bear)
    offset = WAD if is_bear else 0
    parameters = (
        *(f"Steelyard {symbol}", symbol, pool.address, collateral.address, oracle.address, is_bear, USDC),
        exposure * WAD + offset,
        exposure * WAD * 10 // 9 + offset,
        exposure * WAD * 9 // 10 + offset,
        *(DAY, TOLERANCES, fees),
    )
    anchored = (f"Anchored {symbol}", f"a{symbol}", 100 * WAD, 10 * WAD, 0)
    receipt = environment.factory.transact("create_market", parameters, anchored, sender=environment.account("creator"))
    made = environment.factory.events("MarketCreated", receipt)[0]["args"]
    return Market(
        symbol=symbol,
        is_bear=is_bear,
        exposure=exposure,
        pool=pool,
        oracle=oracle,
        token=environment.client.at_name("LeveragedToken", made["token"]),
        anchored=environment.client.at_name("AnchoredToken", made["anchored_token"]),
        collateral=collateral,
        debt_asset=debt_asset,
    )


def give_limits(environment: Environment, limits: list[tuple[Market, int]]) -> None:
    """The curator proposes each market's borrow limit; after the delay of a first limit anybody applies it."""
    for market, limit in limits:
        governance = _governance(environment, market)
        governance.transact("submit", _BORROW_LIMIT, market.token.address, limit, sender=environment.account("curator"))
    environment.anvil.wait(2 * TIMELOCK)
    for market, _ in limits:
        governance = _governance(environment, market)
        governance.transact("accept", _BORROW_LIMIT, market.token.address, sender=environment.account("creator"))


def _governance(environment: Environment, market: Market) -> Contract:
    return environment.client.at_name("PoolGovernance", market.pool.call("GOVERNANCE"))


def _create_oracle(environment: Environment, collateral: Deployed, debt_asset: Deployed, is_bear: bool) -> Contract:
    eth = (environment.eth_feed.address, HOUR, 100 * FEED, 100_000 * FEED)
    usdc = (environment.usdc_feed.address, DAY, 95 * FEED // 100, 105 * FEED // 100)
    feeds = (usdc, _NO_FEED, eth, _NO_FEED) if is_bear else (eth, _NO_FEED, usdc, _NO_FEED)
    main = 2 if is_bear else 0
    parameters = (collateral.address, debt_asset.address, feeds, main, NOBODY, 0)
    return _created(environment, "ChainlinkOracle", "create_oracle", parameters, "OracleCreated", "oracle")


def _created(environment: Environment, name: str, function: str, parameters: Any, event: str, field: str) -> Contract:
    receipt = environment.factory.transact(function, parameters, sender=environment.account("creator"))
    return environment.client.at_name(name, environment.factory.events(event, receipt)[0]["args"][field])
