# SPDX-License-Identifier: Apache-2.0
"""Each fill on the chain, computed once more by the integer model of the rebalance rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steelyard.demo.leverage.markets import Market
from steelyard.model.leverage.rebalance_rule import Rule, Tolerance, deleverage_fill, releverage_fill

_DEBT_ROUNDING = (0, -1, 1)  # the pool keeps debts in thousandths of a unit; the event shows them rounded up


@dataclass(frozen=True)
class Order:
    """What a fill asked for: units of what the token hands out, cost scaled by 1e18."""

    over: bool
    maximum: int
    cost: int


def agrees(rule: Rule, order: Order, event: Mapping[str, int]) -> bool:
    """Whether the model moves what the token's State event says it moved, to the last unit."""
    collateral, debt = event["collateral_moved"], event["debt_moved"]
    sign = 1 if order.over else -1
    held = event["collateral"] + sign * collateral
    owed = event["debt"] + sign * debt
    # a pool that has less than is wanted lends what it has
    maximum = order.maximum if order.over else min(order.maximum, debt)
    moved = (collateral, debt) if order.over else (debt, collateral)
    compute = deleverage_fill if order.over else releverage_fill
    for rounding in _DEBT_ROUNDING:
        fill = compute(rule, held, owed + rounding, event["price"], maximum, order.cost)
        if (fill.out, fill.payment) == moved and order.cost <= fill.allowed:
            return True
    return False


def rule_of(market: Market) -> Rule:
    """Reads the market's rule."""
    *numbers, tolerance = market.token.call("rule")
    fields: dict[str, Any] = dict(zip(Rule.__dataclass_fields__, [*numbers, Tolerance(*tolerance)], strict=True))
    return Rule(**fields)
