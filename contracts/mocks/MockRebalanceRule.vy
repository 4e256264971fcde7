# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The rebalance rule by itself, for tests
@license AGPL-3.0-only
"""
from ..interfaces import ILeveragedToken
from ..leverage import rebalance_rule


@external
@pure
def rule_of(
    is_bear: bool,
    target: uint256,
    upper: uint256,
    lower: uint256,
    landing: uint256,
    tolerance: ILeveragedToken.Tolerance,
) -> ILeveragedToken.Rule:
    return rebalance_rule.rule_of(is_bear, target, upper, lower, landing, tolerance)


@external
@pure
def outside_band(rule: ILeveragedToken.Rule, assets: uint256, debt: uint256) -> bool:
    return rebalance_rule.outside_band(rule, assets, debt)


@external
@pure
def is_short_of(landing: uint256, over: bool, assets: uint256, debt: uint256) -> bool:
    return rebalance_rule.is_short_of(landing, over, assets, debt)


@external
@pure
def allowed_cost(rule: ILeveragedToken.Rule, start: uint256, end: uint256) -> int256:
    return rebalance_rule.allowed_cost(rule, start, end)


@external
@pure
def deleverage_fill(
    rule: ILeveragedToken.Rule, collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> rebalance_rule.Fill:
    return rebalance_rule.deleverage_fill(rule, collateral, debt, price, maximum, cost)


@external
@pure
def releverage_fill(
    rule: ILeveragedToken.Rule, collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> rebalance_rule.Fill:
    return rebalance_rule.releverage_fill(rule, collateral, debt, price, maximum, cost)
