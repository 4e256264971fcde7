# SPDX-License-Identifier: Apache-2.0
"""Leveraged tokens on lending pools: two assets, an oracle and a rate model that answer what they are given."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, field

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool, Setting
from steelyard.model.lending.rate_models import KinkedRateModel, RateModel
from steelyard.model.leverage.leveraged_token import LeveragedToken, Parameters, PriceOracle
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.model.presets import leverage as presets

RATE_MODEL = "rate model"
CURATOR, LENDER = "curator", "lender"


@dataclass
class SettablePrice:
    """An oracle that is never stale: debt units per collateral unit, scaled by 1e36, and the number of its round."""

    answer: int
    round: int = 1

    def set(self, answer: int) -> None:
        """A new round."""
        self.answer, self.round = answer, self.round + 1

    def price(self) -> int:
        """The strict price."""
        return self.answer

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and its round."""
        return self.answer, self.round

    def alive_at(self) -> int:
        """It never gives no price."""
        return 0


@dataclass
class SettableRate:
    """A rate model that answers the rate it was last given, per second, scaled by 1e18."""

    rate: int = 0

    def accrue(self, utilization: int, elapsed: int, *, sender: str) -> int:
        """The rate."""
        return self.rate

    def mean_rate(self, account: str, utilization: int, elapsed: int) -> int:
        """The rate."""
        return self.rate


@dataclass
class LeverageScenario:
    """One clock, a quote asset and an underlying. `add_pool` and `add_token` make the rest, in that order.

    Every pool has the settings given here, fractions scaled by 1e18; its rates are those of `rate_model`, the default
    kinked ones if none is given.
    """

    clock: Clock
    quote_decimals: int = 6
    underlying_decimals: int = 18
    rate_model: RateModel = field(default_factory=lambda: KinkedRateModel(*astuple(presets.KINKED)))
    reserve_factor: int = presets.RESERVE_FACTOR
    hourly_part: int = presets.HOURLY_PART
    timelock: int = presets.TIMELOCK

    def __post_init__(self) -> None:
        self.quote, self.underlying = Erc20(self.quote_decimals), Erc20(self.underlying_decimals)
        self.registry = Registry()
        self.registry.add_rate_model(RATE_MODEL, self.rate_model)

    def collateral(self, is_bear: bool) -> Erc20:
        """What a token holds."""
        return self.quote if is_bear else self.underlying

    def debt_asset(self, is_bear: bool) -> Erc20:
        """What a token owes."""
        return self.underlying if is_bear else self.quote

    def add_pool(self, is_bear: bool, deposit: int, address: str = "pool") -> LendingPool:
        """A pool for bears or for bulls, to which a lender has lent `deposit` units."""
        asset = self.debt_asset(is_bear)
        pool = LendingPool(
            asset, CURATOR, CURATOR, RATE_MODEL, presets.DEPOSIT_CAP, self.reserve_factor, 0, self.hourly_part,
            self.timelock, address=address, factory=self.registry, clock=self.clock,
        )  # fmt: skip
        asset.mint(LENDER, deposit)
        asset.approve(address, MAX_UINT256, sender=LENDER)
        pool.deposit(deposit, LENDER, sender=LENDER)
        return pool

    def add_token(
        self, pool: LendingPool, parameters: Parameters, oracle: PriceOracle, limit: int, address: str = "token"
    ) -> LeveragedToken:
        """A token that may borrow `limit` units of a pool; two of its timelocks pass."""
        collateral = self.collateral(parameters.is_bear)
        token = LeveragedToken(address, parameters, pool, collateral, oracle, self.clock)
        self.registry.add_token(address)
        pool.governance.submit(Setting.BORROW_LIMIT, address, limit, sender=CURATOR)
        self.clock.advance(2 * self.timelock)
        pool.governance.accept(Setting.BORROW_LIMIT, address, sender=CURATOR)
        return token

    def fund(self, accounts: Iterable[str], amount: int, *tokens: LeveragedToken) -> None:
        """Gives each account so many units of both assets, which the tokens may spend."""
        for account in accounts:
            for asset in (self.quote, self.underlying):
                asset.mint(account, amount)
                for token in tokens:
                    asset.approve(token.address, MAX_UINT256, sender=account)


def oracle_price(dollars: int, dollar: int, coin: int, is_bear: bool, scale: int = 1) -> int:
    """An oracle's price of a coin of `coin` units at `dollars`/`scale` of `dollar` units each, rounded down."""
    if is_bear:
        return E36 * coin * scale // (dollars * dollar)
    return E36 * dollars * dollar // (scale * coin)
