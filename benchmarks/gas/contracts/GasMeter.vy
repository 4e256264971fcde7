# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title What a call costs inside a transaction
@license Apache-2.0
@notice Gas of the call itself, cold accounts and words included, intrinsic gas not.
"""

interface IPriceOracle:
    def price() -> uint256: view
    def rescue_price() -> (uint256, uint256): view


interface IRateModel:
    def accrue(utilization: uint256, elapsed: uint256) -> uint256: nonpayable


@external
def strict_price(oracle: address) -> uint256:
    """
    @return Gas of `price()`.
    """
    before: uint256 = msg.gas
    price: uint256 = staticcall IPriceOracle(oracle).price()
    return before - msg.gas


@external
def rescue_price(oracle: address) -> uint256:
    """
    @return Gas of `rescue_price()`.
    """
    before: uint256 = msg.gas
    price: uint256 = (staticcall IPriceOracle(oracle).rescue_price())[0]
    return before - msg.gas


@external
def accrue(model: address, utilization: uint256, elapsed: uint256) -> uint256:
    """
    @return Gas of a rate model's `accrue`.
    """
    before: uint256 = msg.gas
    rate: uint256 = extcall IRateModel(model).accrue(utilization, elapsed)
    return before - msg.gas
