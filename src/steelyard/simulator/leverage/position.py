# SPDX-License-Identifier: Apache-2.0
"""What the fast engine knows of one token and its pool, in whole units of debt asset and collateral."""

from steelyard.model.leverage.lifecycle import Stage

OPEN, STARTED, SALE, CLOSED = int(Stage.OPEN), int(Stage.STARTED), int(Stage.SALE), int(Stage.CLOSED)


class Position:
    """The shape of a record: the twin's counters, each as a float or, where it counts or is a time, an integer."""

    collateral: float
    supply: float
    fees_owed: float  # shares of the management fee, in the supply
    locked: float  # shares that nobody can redeem
    fees_at: int
    stage: int
    since: int  # of the call that started the wind-down; in a sale of the last fill
    round: int  # of the oracle, at that start
    clock: int  # seconds for which offers of a sale were refused
    ramp: int  # the same between consecutive fills that all saw no equity
    is_under: int  # whether the last fill saw none
    bound: float  # most discount of a sale while there is equity
    refused: float  # price of the last fill less its discount

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
    covered: float  # what the reserve paid of a loss that is still open
