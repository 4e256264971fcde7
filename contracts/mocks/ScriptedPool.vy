# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A Uniswap V3 pool in the hands of an attacker
@license AGPL-3.0-only
@notice A swap makes the calls it was told to, in order, and answers what it was told.
"""


struct Step:
    target: address
    data: Bytes[1024]


token0: public(address)
token1: public(address)
_steps: DynArray[Step, 4]
_change0: int256
_change1: int256


@deploy
def __init__(token0: address, token1: address):
    self.token0 = token0
    self.token1 = token1


@external
def script(target: address, data: Bytes[1024]):
    """
    @notice Adds a call to those that the next swaps make; one that fails makes the swap fail with its reason.
    @param target Who is called.
    @param data Calldata.
    """
    self._steps.append(Step(target=target, data=data))


@external
def answer(change0: int256, change1: int256):
    """
    @notice Sets what a swap answers.
    @param change0 For token0.
    @param change1 For token1.
    """
    self._change0 = change0
    self._change1 = change1


@external
def swap(
    recipient: address, zero_for_one: bool, amount: int256, price_limit: uint160, data: Bytes[32]
) -> (int256, int256):
    """
    @notice Plays the script.
    @param recipient Ignored, as are the others.
    @param zero_for_one Ignored.
    @param amount Ignored.
    @param price_limit Ignored.
    @param data Ignored.
    @return What was set.
    """
    for step: Step in self._steps:
        raw_call(step.target, step.data)
    return self._change0, self._change1
