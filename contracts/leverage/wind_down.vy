# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title When a leveraged token ends, and at what price its collateral is then sold
@license AGPL-3.0-only
@notice Pure arithmetic on a balance sheet: C collateral, p price, A = C*p, D debt,
        E = A - D, R = A/E. A confirmed wind-down sells at the rescue price less a cost that
        grows with time (see rebalance_rule.auction_cost); after the oracle's death at the
        last good price times 110%, falling to 0 in three days.
"""
from ..interfaces import ILeverageEngine
from ..libraries import rounding
from . import accounting
from . import issuance

E36: constant(uint256) = 10**36

WIND_DOWN_RATIO: constant(uint256) = 50
FALLING_TIME: constant(uint256) = (3 * 86400)  # a dead-oracle auction: 110% of the last price to 0
CARRIED: constant(uint256) = 95  # percent of the collateral's value that lenders count


@internal
@pure
def health(p: ILeverageEngine.Position, is_bear: bool, quote_unit: uint256) -> ILeverageEngine.Health:
    """
    @return See ILeverageEngine.Health. Below one quote unit on both sides rounding, not loss,
            makes the ratio.
    """
    assets: uint256 = rounding.mul_div_down(p.collateral, p.price, E36)
    at_stake: bool = issuance.in_quote(max(assets, p.debt), p.price, is_bear) >= quote_unit
    worth: uint256 = issuance.in_quote(rounding.mul_div_up(p.collateral, p.price, E36), p.price, is_bear)
    return ILeverageEngine.Health(
        is_dying=at_stake and (assets <= p.debt or assets >= WIND_DOWN_RATIO * (assets - p.debt)),
        has_loss=assets < p.debt,
        carried=assets * CARRIED // 100,
        is_worthless=worth < quote_unit,
    )


@internal
@pure
def sale_price(p: ILeverageEngine.Position) -> uint256:
    """
    @return The oracle's price; after its death what the falling price has come to.
    """
    if p.state & accounting.DEAD_ORACLE == 0:
        return p.price
    return (p.price * 110 * (FALLING_TIME - min(p.elapsed, FALLING_TIME)) // (100 * FALLING_TIME))
