# SPDX-License-Identifier: Apache-2.0
"""The seeds' markets at ETH = $100, a thousand times as large: 1,000 shares of $100.

No fees, no interest, fills that land on the target.
"""

from typing import Any

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.contracts import deploy
from tests.support.environment import BoaEnvironment
from tests.support.market import WAD, Market, Terms, asset, build_factory, build_market

PRICE = 100
USD = 10**6
SHARES = 1_000 * WAD


def first_mint(market: Market, shares: int = SHARES) -> None:
    """Makes the market's first mint, by the stage's owner."""
    owner = market.environment.owner
    market.collateral.mint(owner, 10**24 if not market.is_bear else 10**15)
    market.collateral.approve(market.token.address, 2**256 - 1, sender=owner)
    market.token.mint(shares, owner, owner, b"", sender=owner)


@pytest.fixture(scope="package")
def lens() -> VyperContract:
    return deploy("Lens")


@pytest.fixture(scope="package")
def bed() -> tuple[BoaEnvironment, Any, Any, Any]:
    """Stage, factory, USDC with 6 decimals and ETH with 18."""
    environment = BoaEnvironment()
    return environment, build_factory(environment), asset(environment, 6), asset(environment, 18)


@pytest.fixture
def bull(bed: tuple[BoaEnvironment, Any, Any, Any]) -> Market:
    environment, factory, usdc, weth = bed
    market = build_market(environment, factory, usdc, weth, PRICE, terms=Terms(landing=0))
    first_mint(market)
    return market


@pytest.fixture
def bear(bed: tuple[BoaEnvironment, Any, Any, Any]) -> Market:
    environment, factory, usdc, weth = bed
    market = build_market(environment, factory, usdc, weth, PRICE, is_bear=True, terms=Terms(landing=0))
    first_mint(market)
    return market


@pytest.fixture
def double_bear(bed: tuple[BoaEnvironment, Any, Any, Any]) -> Market:
    """The seed's own balance sheet: a -2x bear holds 300 and owes 200."""
    environment, factory, usdc, weth = bed
    market = build_market(environment, factory, usdc, weth, PRICE, is_bear=True, terms=Terms(exposure=2, landing=0))
    first_mint(market)
    return market
