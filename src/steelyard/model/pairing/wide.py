# SPDX-License-Identifier: Apache-2.0
"""Products of 512 bits over a divisor, with the direction in the name; refusals are snekmate's."""

from steelyard.model.errors import need
from steelyard.model.rounding import MAX_UINT256

E36 = 10**36


def wide_down(a: int, b: int, divisor: int) -> int:
    """floor(a * b / divisor) of uint256 numbers; only the quotient must fit 256 bits."""
    need(divisor != 0, "math: mul_div division by zero")
    quotient = a * b // divisor
    need(quotient <= MAX_UINT256, "math: mul_div overflow")
    return quotient


def wide_up(a: int, b: int, divisor: int) -> int:
    """ceil(a * b / divisor) of uint256 numbers; only the quotient must fit 256 bits."""
    need(divisor != 0, "math: mul_div division by zero")
    quotient = -(-a * b // divisor)
    need(quotient <= MAX_UINT256, "math: mul_div overflow")
    return quotient
