# SPDX-License-Identifier: Apache-2.0
"""Defaults of leveraged tokens and lending pools; docs/studies/parameters.md says why. Fractions are scaled by 1e18."""

from steelyard.model.clock import DAY
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.factory.bounds import AdaptiveParameters, AnchoredParameters, KinkedParameters
from steelyard.model.leverage.leveraged_token import Fees, Parameters
from steelyard.model.leverage.rebalance_rule import Tolerance
from steelyard.model.libraries.rounding import WAD

QUOTE_UNIT = 10**6

TOLERANCE = Tolerance(
    minimum=WAD // 5_000,
    over=WAD // 100,
    emergency=3 * WAD // 100,
    under=WAD // 200,
)
LANDING = 65 * WAD // 100
NO_FEES = Fees(mint=0, redeem=0, management=0, recipient=ZERO_ADDRESS)
ALL_FEES = Fees(mint=WAD // 1_000, redeem=WAD // 1_000, management=WAD // 100, recipient=ZERO_ADDRESS)
"""A market that takes every fee; who receives them is for the market to say."""

DEPOSIT_CAP = 2**95
RESERVE_FACTOR = WAD // 10
HOURLY_PART = WAD // 4
TIMELOCK = DAY
NO_INTEREST = KinkedParameters(base=0, kink=8 * WAD // 10, rate_at_kink=0, rate_at_full=0)
KINKED = KinkedParameters(base=2 * WAD // 100, kink=8 * WAD // 10, rate_at_kink=8 * WAD // 100, rate_at_full=WAD)
ADAPTIVE = AdaptiveParameters(
    target_utilization=9 * WAD // 10,
    initial_rate=4 * WAD // 100,
    min_rate=WAD // 1_000,
    max_rate=75 * WAD // 100,
    steepness=4 * WAD,
    speed=50 * WAD,
)


def parameters(exposure: int, is_bear: bool = False, quote_unit: int = QUOTE_UNIT, fees: Fees = NO_FEES) -> Parameters:
    """The token that promises `exposure`: 3e18 is a 3x bull or a -3x bear. Its band is log-symmetric in exposure.

    Its quote asset is a dollar.
    """
    offset = WAD if is_bear else 0
    return Parameters(
        is_bear=is_bear,
        quote_unit=quote_unit,
        dollar=quote_unit,
        target=exposure + offset,
        upper=exposure * 10 // 9 + offset,
        lower=exposure * 9 // 10 + offset,
        landing=LANDING,
        tolerance=TOLERANCE,
        fees=fees,
    )


BULL_2X, BULL_3X = (parameters(exposure * WAD) for exposure in (2, 3))
BEAR_1X, BEAR_2X, BEAR_3X = (parameters(exposure * WAD, is_bear=True) for exposure in (1, 2, 3))


def anchored(name: str, symbol: str) -> AnchoredParameters:
    """Units that start at 100 dollars and are restored to it from 10."""
    return AnchoredParameters(name, symbol, anchor=100 * WAD, floor=10 * WAD, ceiling=0)
