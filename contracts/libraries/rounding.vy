# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Products over divisors, with the direction in the name
@license AGPL-3.0-only
@notice The caller names the side that is favoured by choosing the function:
        `mul_div_down` gives less, `mul_div_up` takes more. The product must fit
        256 bits; the packed books of the pool and the token guarantee it.
"""


@internal
@pure
def mul_div_down(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """
    @return floor(a * b / divisor)
    """
    return a * b // divisor


@internal
@pure
def mul_div_up(a: uint256, b: uint256, divisor: uint256) -> uint256:
    """
    @return ceil(a * b / divisor)
    """
    product: uint256 = a * b
    if product == 0:
        return 0
    # neither wraps: the product is at least 1, so the quotient is below the greatest uint256
    return unsafe_add(unsafe_sub(product, 1) // divisor, 1)
