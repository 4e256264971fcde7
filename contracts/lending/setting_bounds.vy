# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a pool's settings may be
@license AGPL-3.0-only
@notice Asked by the governance, which gives the reason, when a setting is submitted and when
        it is accepted; and by the pool itself before it takes a value, whoever sends it.
"""
from ..libraries import rounding


interface IFactory:
    def is_token(account: address) -> bool: view
    def is_rate_model(account: address) -> bool: view


WAD: constant(uint256) = 10**18
MAX_RESERVE_FACTOR: constant(uint256) = 3 * 10**17  # 30%: lenders keep most of what is paid
BASIS_POINT: constant(uint256) = 10**14  # the reserve factor's step
MAX_AMOUNT: constant(uint256) = 2**95  # of a cap or a limit


@internal
@view
def is_token(factory: address, account: address) -> bool:
    return staticcall IFactory(factory).is_token(account)


@internal
@view
def is_rate_model(factory: address, account: address) -> bool:
    return staticcall IFactory(factory).is_rate_model(account)


@internal
@pure
def is_amount(amount: uint256) -> bool:
    """
    @param amount Of a deposit cap or a borrow limit, asset units.
    """
    return amount <= MAX_AMOUNT


@internal
@pure
def is_reserve_factor(amount: uint256) -> bool:
    """
    @param amount Share of the interest, 1e18.
    """
    return amount <= MAX_RESERVE_FACTOR and amount % BASIS_POINT == 0


@internal
@pure
def spare_reserve(reserve: uint256, debt: uint256, required_part: uint256) -> uint256:
    """
    @param required_part Least reserve over debt after a withdrawal, 1e18.
    @return What of the reserve is above the requirement.
    """
    return reserve - min(reserve, rounding.mul_div_up(debt, required_part, WAD))
