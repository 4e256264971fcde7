# SPDX-License-Identifier: Apache-2.0
"""Products of 512 bits over a divisor, with the direction in the name; refusals are snekmate's."""

from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256

E36 = 10**36


def wide_down(a: int, b: int, divisor: int) -> int:
    """floor(a * b / divisor) of uint256 numbers; only the quotient must fit 256 bits."""
    require(divisor != 0, "math: mul_div division by zero")
    quotient = a * b // divisor
    require(quotient <= MAX_UINT256, "math: mul_div overflow")
    return quotient


def wide_up(a: int, b: int, divisor: int) -> int:
    """ceil(a * b / divisor) of uint256 numbers; only the quotient must fit 256 bits."""
    require(divisor != 0, "math: mul_div division by zero")
    quotient = -(-a * b // divisor)
    require(quotient <= MAX_UINT256, "math: mul_div overflow")
    return quotient
