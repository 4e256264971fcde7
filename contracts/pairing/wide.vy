# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Products of 512 bits over a divisor, with the direction in the name
@license AGPL-3.0-only
@notice Only the quotient must fit 256 bits. Refusals are snekmate's.
"""
from snekmate.utils import math


@internal
@pure
def mul_div_down(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """
    @return floor(a * b / divisor)
    """
    return math._mul_div(a, b, divisor, False)


@internal
@pure
def mul_div_up(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """
    @return ceil(a * b / divisor)
    """
    return math._mul_div(a, b, divisor, True)
