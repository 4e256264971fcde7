# SPDX-License-Identifier: Apache-2.0
"""A 3x bull and bear at ETH = $2,000 with a redeem fee, 1,000 shares each, and the prices of their shares."""

from typing import Any

import pytest

from tests.support.contracts import deploy
from tests.support.environment import BoaEnvironment
from tests.support.market import NOBODY, WAD, Market, Terms, asset, build_factory, build_market

PRICE = 2_000
REDEEM_FEE = 2 * 10**15
TERMS = Terms(redeem_fee=REDEEM_FEE, management_fee=2 * 10**16, fee_recipient="0x" + "fe" * 20)

Bed = tuple[BoaEnvironment, Any, Any, Any]


@pytest.fixture(scope="package")
def bed() -> Bed:
    environment = BoaEnvironment()
    return environment, build_factory(environment), asset(environment, 6), asset(environment, 18)


def market_on(bed: Bed, is_bear: bool) -> Market:
    """A market with its first mint made."""
    environment, factory, usdc, weth = bed
    market = build_market(environment, factory, usdc, weth, PRICE, is_bear, TERMS)
    owner = environment.owner
    market.collateral.mint(owner, 10**24 if not is_bear else 10**15)
    market.collateral.approve(market.token.address, 2**256 - 1, sender=owner)
    market.token.mint(1_000 * WAD, owner, owner, b"", sender=owner)
    return market


@pytest.fixture
def bull(bed: Bed) -> Market:
    return market_on(bed, is_bear=False)


@pytest.fixture
def bear(bed: Bed) -> Market:
    return market_on(bed, is_bear=True)


def share_oracle(market: Market, in_collateral: bool) -> Any:
    """The price of the market's share in its collateral or its debt asset."""
    return deploy("ShareOracle", market.factory.address, market.token.address, in_collateral)


__all__ = ["NOBODY", "PRICE", "REDEEM_FEE", "WAD", "Market", "share_oracle"]
