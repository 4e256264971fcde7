# SPDX-License-Identifier: Apache-2.0
"""Markets and their pools, all through the factory, with the parameters of the demo."""

from dataclasses import dataclass
from typing import Any

from steelyard.chain.client import Contract
from steelyard.chain.uniswap import Deployed
from steelyard.demo.stage import Stage
from steelyard.demo.units import DAY, FEED, HOUR, NOBODY, USDC
from steelyard.model.leveraged_token import Sheet
from steelyard.model.rebalance_rule import E36
from steelyard.model.rounding import WAD, mul_div_down, mul_div_up

TIMELOCK = DAY
TOLERANCES = (10**15, 10**16, 3 * 10**16, 5 * 10**15, 5 * 10**15, 10**12)
NO_FEES = (0, 0, 0, NOBODY)
NO_INTEREST = (0, 8 * 10**17, 0, 0)
KINKED_RATES = (2 * 10**16, 8 * 10**17, 8 * 10**16, 10**18)  # base, kink, rate there, rate at full
ADAPTIVE_RATES = (6 * 10**17, 5 * 10**16, 10**16, 2 * 10**17, 4 * WAD, 50 * WAD)  # target, rate there, ...

_BORROW_LIMIT = 1  # the pool's setting
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

    def sheet(self) -> Sheet:
        """Reads the balance sheet."""
        return Sheet(*self.token.call("sheet"))

    def in_usdc(self, sheet: Sheet, oracle_price: int) -> tuple[int, int]:
        """Returns assets (rounded down) and debt (rounded up) in USDC units."""
        if self.is_bear:
            return sheet.collateral, mul_div_up(sheet.debt, E36, oracle_price)
        return mul_div_down(sheet.collateral, oracle_price, E36), sheet.debt


def create_pool(stage: Stage, asset: Deployed, symbol: str, rate_model: str) -> Contract:
    """Creates a lending pool whose curator and guardian are people of the demo."""
    parameters = (
        *(asset.address, f"Steelyard {symbol}", symbol),
        *(stage.account("curator"), stage.account("guardian"), rate_model),
        *(2**95, _RESERVE_FACTOR, 0, WAD // 4, TIMELOCK),
    )
    return _created(stage, "LendingPool", "create_pool", parameters, "PoolCreated", "pool")


def create_kinked_model(stage: Stage, rates: tuple[int, int, int, int]) -> str:
    """Creates a kinked rate model of these rates per year, or the next of its series."""
    function, event = "create_kinked_rate_model", "KinkedRateModelCreated"
    return _created(stage, "KinkedRateModel", function, rates, event, "rate_model").address


def create_adaptive_model(stage: Stage, rates: tuple[int, ...]) -> str:
    """Creates an adaptive rate model."""
    function, event = "create_adaptive_rate_model", "AdaptiveRateModelCreated"
    return _created(stage, "AdaptiveRateModel", function, rates, event, "rate_model").address


def create_market(
    stage: Stage, pool: Contract, symbol: str, is_bear: bool, exposure: int, fees: tuple[Any, ...] = NO_FEES
) -> Market:
    """Creates oracle, leveraged token and anchored token: units start at $100 and are restored to it at $10."""
    collateral, debt_asset = (stage.usdc, stage.weth) if is_bear else (stage.weth, stage.usdc)
    oracle = _create_oracle(stage, collateral, debt_asset, is_bear)
    offset = WAD if is_bear else 0
    parameters = (
        *(f"Steelyard {symbol}", symbol, pool.address, collateral.address, oracle.address, is_bear, USDC),
        exposure * WAD + offset,
        exposure * WAD * 10 // 9 + offset,
        exposure * WAD * 9 // 10 + offset,
        *(DAY, TOLERANCES, fees),
    )
    anchored = (f"Anchored {symbol}", f"a{symbol}", 100 * WAD, 10 * WAD, 0)
    receipt = stage.factory.transact("create_market", parameters, anchored, sender=stage.account("creator"))
    made = stage.factory.events("MarketCreated", receipt)[0]["args"]
    return Market(
        symbol=symbol,
        is_bear=is_bear,
        exposure=exposure,
        pool=pool,
        oracle=oracle,
        token=stage.client.at_name("LeveragedToken", made["token"]),
        anchored=stage.client.at_name("AnchoredToken", made["anchored_token"]),
        collateral=collateral,
        debt_asset=debt_asset,
    )


def give_limits(stage: Stage, limits: list[tuple[Market, int]]) -> None:
    """The curator proposes each market's borrow limit; after the delay of a first limit anybody applies it."""
    for market, limit in limits:
        market.pool.transact("submit", _BORROW_LIMIT, market.token.address, limit, sender=stage.account("curator"))
    stage.anvil.wait(2 * TIMELOCK)
    for market, _ in limits:
        market.pool.transact("accept", _BORROW_LIMIT, market.token.address, sender=stage.account("creator"))


def _create_oracle(stage: Stage, collateral: Deployed, debt_asset: Deployed, is_bear: bool) -> Contract:
    eth = (stage.eth_feed.address, HOUR, 100 * FEED, 100_000 * FEED)
    usdc = (stage.usdc_feed.address, DAY, 95 * FEED // 100, 105 * FEED // 100)
    feeds = (usdc, _NO_FEED, eth, _NO_FEED) if is_bear else (eth, _NO_FEED, usdc, _NO_FEED)
    main = 2 if is_bear else 0
    parameters = (collateral.address, debt_asset.address, feeds, main, NOBODY, 0)
    return _created(stage, "ChainlinkOracle", "create_oracle", parameters, "OracleCreated", "oracle")


def _created(stage: Stage, name: str, function: str, parameters: Any, event: str, field: str) -> Contract:
    receipt = stage.factory.transact(function, parameters, sender=stage.account("creator"))
    return stage.client.at_name(name, stage.factory.events(event, receipt)[0]["args"][field])
