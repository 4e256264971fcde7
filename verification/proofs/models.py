# SPDX-License-Identifier: Apache-2.0
"""The integer model in the state that a counterexample names."""

from steelyard.model.clock import DAY, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.lending import LendingPool
from steelyard.model.lending.accounting import FIRST_INDEX
from steelyard.model.lending.borrowers import Borrower
from steelyard.model.lending.rate_models import KinkedRateModel
from steelyard.model.leverage.leveraged_token import Fees, LeveragedToken, Parameters
from steelyard.model.leverage.rebalance_rule import E36, Rule, Tolerance
from steelyard.model.libraries.rounding import RAY, WAD

PLENTY = 10**15
HIGH_PRICE = 10**6 * E36  # at it every sheet of small numbers has equity


class HighPrice:
    """An oracle that never changes its mind."""

    def price(self) -> int:
        return HIGH_PRICE

    def rescue_price(self) -> tuple[int, int]:
        return HIGH_PRICE, 1

    def alive_at(self) -> int:
        return 0


def lending_pool(debt: int = 0, rate: int = 0, cash: int = PLENTY, supply: int = 0) -> LendingPool:
    """A pool that has lent `debt` to "token" at a fixed yearly `rate`, scaled by 1e18; "lender" holds its shares."""
    registry = Registry()
    registry.add_rate_model("model", KinkedRateModel(rate, WAD // 2, rate, rate))
    pool = LendingPool(
        Erc20(6), "curator", "guardian", "model", PLENTY, 0, 0, WAD, DAY,
        address="pool", factory=registry, clock=Clock(DAY),
    )  # fmt: skip
    shares = debt * RAY // FIRST_INDEX
    pool._books.cash, pool._books.debt_shares = cash, shares
    pool._borrowers["token"] = Borrower(shares, limit=PLENTY)
    pool.asset.mint("pool", PLENTY)
    pool.shares.mint("lender", supply)
    pool.asset.mint("lender", PLENTY)
    pool.asset.approve("pool", PLENTY, sender="lender")
    return pool


def leveraged_token(collateral: int, debt: int, supply: int, fee: int = 0) -> LeveragedToken:
    """A token with this sheet and no minimums; the fee of mint and redeem scaled by 1e18. "holder" has the shares."""
    pool, asset = lending_pool(debt), Erc20(18)
    no_cost = Tolerance(0, 0, WAD // 1_000, 0)
    terms = Parameters(False, 0, 0, 9 * WAD, 10 * WAD, 8 * WAD, 0, no_cost, Fees(fee, fee, 0, "recipient"))
    token = LeveragedToken("token", terms, pool, asset, HighPrice(), pool.clock)
    token._stored.collateral = collateral
    token.shares.mint("holder", supply)
    asset.mint("token", collateral)
    for owned in (asset, pool.asset):
        owned.mint("holder", PLENTY)
        owned.approve("token", PLENTY, sender="holder")
    return token


def rule_of(target: int, emergency: int = WAD // 100, landing: int = 0, band: int = WAD // 10**9) -> Rule:
    """A bull's rule at a target, with one tolerance for all; the band's edges are `band` away. Scaled by 1e18."""
    tolerance = Tolerance(emergency, emergency, emergency, emergency)
    return Rule.of(
        is_bear=False, target=target, upper=target + band, lower=target - band, landing=landing, tolerance=tolerance
    )
