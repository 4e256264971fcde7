# SPDX-License-Identifier: Apache-2.0
"""The integer twin in the state that a counterexample names."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from steelyard.model.clock import DAY, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.interest import KinkedRateModel, RateModel
from steelyard.model.lending_pool import LendingPool
from steelyard.model.lending_pool.books import FIRST_INDEX
from steelyard.model.lending_pool.borrowers import Borrower
from steelyard.model.leveraged_token import Fees, LeveragedToken, Parameters, _Book
from steelyard.model.rebalance_rule import E36, Rule, Tolerance
from steelyard.model.rounding import RAY, WAD

PLENTY = 10**15
HIGH_PRICE = 10**6 * E36  # at it any of the sheets here has equity, at a leverage of about one


class Registry:
    """A factory that lists everything, with one rate model."""

    def __init__(self, model: RateModel) -> None:
        self.model = model

    def is_token(self, account: str) -> bool:
        return True

    def is_rate_model(self, account: str) -> bool:
        return True

    def rate_model(self, account: str) -> RateModel:
        return self.model


class HighPrice:
    """An oracle that never changes its mind."""

    def price(self) -> int:
        return HIGH_PRICE

    def rescue_price(self) -> tuple[int, int]:
        return HIGH_PRICE, 1


def lending_pool(debt: int = 0, rate: int = 0) -> LendingPool:
    """A pool with plenty of cash that lent `debt` to "token", at a fixed yearly `rate` scaled by 1e18."""
    asset = Erc20(6)
    registry = Registry(KinkedRateModel(rate, WAD // 2, rate, rate))
    pool = LendingPool(
        asset, "curator", "guardian", "model", PLENTY, 0, 0, WAD, DAY, address="pool", factory=registry, clock=Clock(DAY)
    )
    shares = debt * RAY // FIRST_INDEX
    pool._books.cash, pool._books.debt_shares = PLENTY, shares
    pool._borrowers["token"] = Borrower(shares, limit=PLENTY)
    asset.mint("pool", PLENTY)
    return pool


def leveraged_token(collateral: int, debt: int, supply: int, *, fee: int = 0) -> LeveragedToken:
    """A token with this sheet, without minimums; `fee` of mint and redeem scaled by 1e18. "holder" has all shares."""
    pool, asset = lending_pool(debt), Erc20(18)
    tolerance = Tolerance(0, 0, WAD // 1_000, 0, 0, 0)
    terms = Parameters(False, 0, 9 * WAD, 10 * WAD, 8 * WAD, DAY, tolerance, Fees(fee, fee, 0, "recipient"))
    token = LeveragedToken("token", terms, pool, asset, HighPrice(), pool.clock)
    token._stored.collateral = collateral
    token.shares.mint("holder", supply)
    asset.mint("token", collateral)
    for owned, place in ((asset, "holder"), (pool.asset, "holder")):
        owned.mint(place, PLENTY)
        owned.approve("token", PLENTY, sender=place)
    return token
