# SPDX-License-Identifier: Apache-2.0
"""What the fast engine knows of one token and its pool, in whole units of debt asset and collateral."""

from steelyard.model.leverage.leveraged_token import State

REBALANCING, STARTED, CONFIRMED = int(State.REBALANCING), int(State.STARTED), int(State.CONFIRMED)
WINDING = STARTED | CONFIRMED


class Position:
    """The shape of a record: the twin's counters, each as a float or, where it counts or is a time, an integer."""

    collateral: float
    supply: float
    fees_owed: float  # shares of the management fee, in the supply
    locked: float  # shares that nobody can redeem
    fees_at: int
    on_target_at: int
    state: int
    since: int  # start of the wind-down, or of its auction
    round: int  # of the oracle, at the start of the wind-down

    debt: float  # with interest until `accrued_at`
    accrued_at: int
    rate: float  # a second, where no adaptive model makes it
    rate_at_target: float  # a year, of an adaptive model
    utilization: float
    cash: float
    reserve: float
    limit: float
    drained_at: float  # of the hourly allowance, in ticks
    is_impaired: int
    carried: float  # what lenders count impaired debt at
