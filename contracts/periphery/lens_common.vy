# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What the lenses of both mechanisms share
@license AGPL-3.0-only
@notice Asking a source of prices without failing, and two figures.
"""
from ..libraries import errors
from ..libraries import rounding

ANSWER_SIZE: constant(uint256) = 5 * 32
WAD: constant(uint256) = 10**18
IWAD: constant(int256) = 10**18


@internal
@view
def ask(source: address, call: Bytes[36], gas_limit: uint256) -> Bytes[ANSWER_SIZE]:
    """
    @param source Who is asked, with capped gas: a dead or hostile one costs no more than that.
    @return Its answer, at most five words; empty if it refuses.
    """
    # it must get its gas, or a living one would look dead
    errors.require(msg.gas > 2 * gas_limit, "lens: send more gas")
    answered: bool = False
    answer: Bytes[ANSWER_SIZE] = b""
    answered, answer = raw_call(
        source, call, max_outsize=ANSWER_SIZE, gas=gas_limit, is_static_call=True, revert_on_failure=False
    )
    return answer if answered else b""


@internal
@pure
def interest_cost(ratio: uint256, rate: uint256) -> uint256:
    """
    @return (R - 1) * rate per year, 1e18 of the equity, rounded down.
    """
    return rounding.mul_div_down(max(ratio, WAD) - WAD, rate, WAD)


@internal
@pure
def loss(given: uint256, taken: uint256) -> int256:
    """
    @return 1 - taken/given, 1e18, rounded toward zero; 0 where nothing is given.
    """
    if given == 0:
        return 0
    return (convert(given, int256) - convert(taken, int256)) * IWAD // convert(given, int256)
