# SPDX-License-Identifier: Apache-2.0
"""Whether the Uniswap pool is deep enough for the limits that the markets were given."""

from steelyard.demo.checks import Checks
from steelyard.demo.environment import POOL_FEE, Environment
from steelyard.demo.leverage.markets import Market
from steelyard.demo.units import FEED, USDC
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import TOLERANCE

_MOST = TOLERANCE.over  # the tolerance at the emergency exposure, 4/3 of the target


def check_depth(environment: Environment, limits: list[tuple[Market, int]], price: int, checks: Checks) -> None:
    """One emergency deleverage of a market that owes its whole limit must move Uniswap by less than its tolerance."""
    for market, limit in limits:
        # at 4/3 of the exposure a fill moves as much as the equity: a third of a 3x's debt, a quarter of a -3x's
        owed_over_equity = market.exposure * 4 // 3 - int(not market.is_bear)
        moved = _price_move(environment, market, limit // owed_over_equity, price)
        name = f"{market.symbol}: one emergency deleverage at its limit moves Uniswap by less than {_MOST / WAD:.0%}"
        checks.true(name, moved < _MOST, f"{moved / WAD:.2%}")


def _price_move(environment: Environment, market: Market, volume: int, price: int) -> int:
    """Fraction scaled by 1e18 by which the price moves when `volume` of the debt asset is bought."""
    quoter, weth, usdc = environment.uniswap.quoter, environment.weth.address, environment.usdc.address
    if market.is_bear:
        answer = quoter.call("quoteExactOutputSingle", (usdc, weth, volume, POOL_FEE, 0))
    else:
        sold = volume * WAD * FEED // (price * USDC)
        answer = quoter.call("quoteExactInputSingle", (weth, usdc, sold, POOL_FEE, 0))
    before = environment.venue.call("slot0")[0]
    ratio: int = answer[1] * WAD // before
    return abs(ratio * ratio // WAD - WAD)
