# SPDX-License-Identifier: Apache-2.0
"""The markets of the stories, with pools of their own that charge no interest."""

from dataclasses import dataclass

from steelyard.demo.environment import Environment
from steelyard.demo.leverage.markets import Market, create_market, create_pool
from steelyard.demo.units import USDC
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import NO_INTEREST

FUNDS_USDC = 10**7 * USDC
FUNDS_WETH = 10_000 * WAD
_BEAR_LIMIT = 3_000 * WAD


@dataclass(frozen=True)
class Accounts:
    """The markets of the stories: +3x, a true -3x, and the -2x whose balance sheet the seed describes."""

    environment: Environment
    bull: Market
    bear: Market
    bear2: Market

    def markets(self) -> tuple[Market, Market, Market]:
        """Returns all three."""
        return self.bull, self.bear, self.bear2

    def limits(self) -> list[tuple[Market, int]]:
        """Returns what each may borrow."""
        return [(self.bull, FUNDS_USDC), (self.bear, _BEAR_LIMIT), (self.bear2, _BEAR_LIMIT)]


def build_accounts(environment: Environment) -> Accounts:
    """Creates pools and markets, and a lender who fills the pools."""
    usdc_pool = create_pool(environment, environment.usdc, "storyUSDC", NO_INTEREST)
    weth_pool = create_pool(environment, environment.weth, "storyWETH", NO_INTEREST)
    lender = environment.fund("story lender", FUNDS_USDC, FUNDS_WETH)
    for pool, asset, amount in ((usdc_pool, environment.usdc, FUNDS_USDC), (weth_pool, environment.weth, FUNDS_WETH)):
        environment.allow(lender, pool.address, asset)
        pool.transact("deposit", amount, lender, sender=lender)
    return Accounts(
        environment=environment,
        bull=create_market(environment, usdc_pool, "storyBULL3X", is_bear=False, exposure=3),
        bear=create_market(environment, weth_pool, "storyBEAR3X", is_bear=True, exposure=3),
        bear2=create_market(environment, weth_pool, "storyBEAR2X", is_bear=True, exposure=2),
    )


def close_accounts(accounts: Accounts) -> None:
    """The lender of the stories takes their money home."""
    lender = accounts.environment.account("story lender")
    for pool in (accounts.bull.pool, accounts.bear.pool):
        pool.transact("redeem", pool.call("balanceOf", lender), lender, lender, sender=lender)
