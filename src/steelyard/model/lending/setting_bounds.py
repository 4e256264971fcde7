# SPDX-License-Identifier: Apache-2.0
"""What a pool's settings may be, asked by its governance and by the pool itself; mirrors setting_bounds.vy."""

from steelyard.model.libraries.rounding import WAD, mul_div_up

MAX_RESERVE_FACTOR = 3 * 10**17
BASIS_POINT = 10**14
MAX_AMOUNT = 2**95


def is_amount(amount: int) -> bool:
    """Whether a deposit cap or a borrow limit may be `amount`."""
    return amount <= MAX_AMOUNT


def is_reserve_factor(amount: int) -> bool:
    """Whether the reserve may get `amount` of the interest, scaled by 1e18."""
    return amount <= MAX_RESERVE_FACTOR and amount % BASIS_POINT == 0


def spare_reserve(reserve: int, debt: int, required_part: int) -> int:
    """What of the reserve is above the requirement."""
    return max(0, reserve - mul_div_up(debt, required_part, WAD))
