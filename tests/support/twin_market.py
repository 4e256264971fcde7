# SPDX-License-Identifier: Apache-2.0
"""A market of the integer twin: quote and underlying, a pool of each, a bull and a bear, one settable price."""

from dataclasses import dataclass, field
from fractions import Fraction

from steelyard.model.clock import DAY, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool, Setting
from steelyard.model.lending.rate_models import KinkedRateModel
from steelyard.model.leverage.leveraged_token import Fees, LeveragedToken, Parameters
from steelyard.model.leverage.rebalance_rule import Tolerance
from steelyard.model.libraries.rounding import WAD

E36 = 10**36
FREE = KinkedRateModel(base=0, kink=9 * WAD // 10, rate_at_kink=0, rate_at_full=0)
TOLERANCE = Tolerance(
    minimum=WAD // 1000, over=WAD // 100, emergency=3 * WAD // 100, under=WAD // 200, overdue=WAD // 200, slope=10**11
)
NO_FEES = Fees(0, 0, 0, "recipient")


@dataclass
class SettablePrice:
    """An oracle that answers what it is told: dollars per underlying, in the token's own scale and orientation."""

    quote_decimals: int
    underlying_decimals: int
    is_bear: bool
    dollars: Fraction = Fraction(2_000)
    round: int = 1

    def price(self) -> int:
        bull = int(self.dollars * 10**self.quote_decimals * E36 / 10**self.underlying_decimals)
        return E36 * E36 // bull if self.is_bear else bull

    def rescue_price(self) -> tuple[int, int]:
        return self.price(), self.round


@dataclass
class TwinMarket:
    """Everything a story needs; amounts are whole units unless a name says otherwise."""

    quote_decimals: int = 6
    underlying_decimals: int = 18
    model: KinkedRateModel = FREE
    clock: Clock = field(default_factory=lambda: Clock(1_700_000_000))

    def __post_init__(self) -> None:
        self.quote = Erc20(self.quote_decimals)
        self.underlying = Erc20(self.underlying_decimals)
        self.registry = Registry()
        self.registry.add_rate_model("rate model", self.model)
        self.quote_pool = self._pool("quote pool", self.quote)
        self.underlying_pool = self._pool("underlying pool", self.underlying)

    def _pool(self, address: str, asset: Erc20) -> LendingPool:
        pool = LendingPool(
            asset, "curator", "guardian", "rate model", 2**90, WAD // 10, 0, WAD, DAY,
            address=address, factory=self.registry, clock=self.clock,
        )  # fmt: skip
        supply = 10**9 * 10**asset.decimals
        asset.mint("lender", supply)
        asset.approve(address, 2**256 - 1, sender="lender")
        pool.deposit(supply, "lender", sender="lender")
        return pool

    def token(
        self, address: str, exposure: int, *, is_bear: bool, fees: Fees = NO_FEES
    ) -> tuple[LeveragedToken, SettablePrice]:
        """A token of `exposure` (WAD) with its price, its limit given."""
        offset = WAD if is_bear else 0
        parameters = Parameters(
            is_bear=is_bear,
            quote_unit=10**self.quote_decimals,
            target=exposure + offset,
            upper=exposure * 111 // 100 + offset,
            lower=exposure * 90 // 100 + offset,
            interval=DAY,
            tolerance=TOLERANCE,
            fees=fees,
        )
        collateral = self.quote if is_bear else self.underlying
        pool = self.underlying_pool if is_bear else self.quote_pool
        oracle = SettablePrice(self.quote_decimals, self.underlying_decimals, is_bear)
        token = LeveragedToken(address, parameters, pool, collateral, oracle, self.clock)
        self.registry.add_token(address)
        pool.governance.submit(Setting.BORROW_LIMIT, address, 10**8 * 10**pool.asset.decimals, sender="curator")
        self.clock.advance(2 * DAY)
        pool.governance.accept(Setting.BORROW_LIMIT, address, sender="curator")
        for asset in (self.quote, self.underlying):
            for account in ("holder", "filler"):
                asset.mint(account, 10**8 * 10**asset.decimals)
                asset.approve(address, 2**256 - 1, sender=account)
        return token, oracle
