# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The end of a market by itself, for tests
@license AGPL-3.0-only
"""
from ..interfaces import ILifecycle
from ..leverage import lifecycle
from ..leverage import rebalance_rule


@external
@pure
def may(stage: uint256, act: uint256) -> bool:
    return lifecycle.may(stage, act)


@external
@pure
def observe(e: ILifecycle.Ending, p: ILifecycle.Position, now: uint256) -> ILifecycle.Ending:
    return lifecycle.observe(e, p, now)


@external
@pure
def settle(e: ILifecycle.Ending, debt: uint256) -> ILifecycle.Ending:
    return lifecycle.settle(e, debt)


@external
@pure
def start(e: ILifecycle.Ending, p: ILifecycle.Position, has_dollar: bool, now: uint256) -> ILifecycle.Ending:
    return lifecycle.start(e, p, has_dollar, now)


@external
@pure
def confirm(e: ILifecycle.Ending, p: ILifecycle.Position, now: uint256) -> ILifecycle.Ending:
    return lifecycle.confirm(e, p, now)


@external
@pure
def report(e: ILifecycle.Ending, p: ILifecycle.Position, has_dollar: bool, now: uint256) -> ILifecycle.Ending:
    return lifecycle.report(e, p, has_dollar, now)


@external
@pure
def write_off(e: ILifecycle.Ending, collateral: uint256) -> ILifecycle.Ending:
    return lifecycle.write_off(e, collateral)


@external
@pure
def advance(e: ILifecycle.Ending, p: ILifecycle.Position, now: uint256) -> ILifecycle.Ending:
    return lifecycle.advance(e, p, now)


@external
@pure
def fill(
    e: ILifecycle.Ending, p: ILifecycle.Position, maximum: uint256, cost: int256, now: uint256
) -> (ILifecycle.Ending, rebalance_rule.Fill):
    return lifecycle.fill(e, p, maximum, cost, now)


@external
@pure
def discount(e: ILifecycle.Ending) -> uint256:
    return lifecycle.discount(e)


@external
@pure
def dead_price(e: ILifecycle.Ending, collateral: uint256, debt: uint256) -> uint256:
    return lifecycle.dead_price(e, collateral, debt)


@external
@pure
def long_ramp(time: uint256) -> uint256:
    return lifecycle.long_ramp(time)


@external
@pure
def carried(e: ILifecycle.Ending, p: ILifecycle.Position, booked: bool) -> uint256:
    return lifecycle.carried(e, p, booked)


@external
@pure
def share_price(e: ILifecycle.Ending, p: ILifecycle.Position, supply: uint256) -> uint256:
    return lifecycle.share_price(e, p, supply)


@external
@pure
def is_dollar(debt: uint256, last_price: uint256, is_bear: bool, dollar: uint256) -> bool:
    return lifecycle.is_dollar(debt, last_price, is_bear, dollar)


@external
@pure
def stored(e: ILifecycle.Ending) -> (ILifecycle.Stored, ILifecycle.Ending):
    return (lifecycle.packed(e), lifecycle.unpacked(lifecycle.packed(e)))
