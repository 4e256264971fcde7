# SPDX-License-Identifier: Apache-2.0
"""When a leveraged token ends, and at what price its collateral is then sold; mirrors wind_down.vy."""

from dataclasses import dataclass

from steelyard.model.clock import DAY
from steelyard.model.leverage.balance_sheet import State
from steelyard.model.leverage.issuance import in_quote
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import mul_div_down, mul_div_up

WIND_DOWN_RATIO = 50
FALLING_TIME = 3 * DAY
CARRIED = 95


@dataclass(frozen=True)
class Position:
    """Where a token stands; units as in ILeverageEngine.Position."""

    collateral: int
    debt: int
    price: int
    state: State
    overdue: int
    elapsed: int


@dataclass(frozen=True)
class Health:
    """What a wind-down asks; as ILeverageEngine.Health."""

    is_dying: bool
    has_loss: bool
    carried: int
    is_worthless: bool


def health(position: Position, is_bear: bool, quote_unit: int) -> Health:
    """Whether to start a wind-down, what an impaired debt counts, and whether the rest is lost."""
    assets = mul_div_down(position.collateral, position.price, E36)
    debt = position.debt
    at_stake = in_quote(max(assets, debt), position.price, is_bear) >= quote_unit
    worth = in_quote(mul_div_up(position.collateral, position.price, E36), position.price, is_bear)
    return Health(
        is_dying=at_stake and (assets <= debt or assets >= WIND_DOWN_RATIO * (assets - debt)),
        has_loss=assets < debt,
        carried=assets * CARRIED // 100,
        is_worthless=worth < quote_unit,
    )


def sale_price(position: Position) -> int:
    """The oracle's price; after its death what the falling price has come to."""
    if not position.state & State.DEAD_ORACLE:
        return position.price
    left = FALLING_TIME - min(position.elapsed, FALLING_TIME)
    return position.price * 110 * left // (100 * FALLING_TIME)
