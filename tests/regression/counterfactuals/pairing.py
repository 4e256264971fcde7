# SPDX-License-Identifier: Apache-2.0
"""The market of the specification's worked example: 3x, $3,000 at $100; no fees, no margin, no caps."""

from typing import Any

from tests.regression.counterfactuals.obvious import Accounts
from tests.support.pairing import FT, LT
from tests.unit.pairing_pool.world import PoolWorld, plain_terms

UNIT = 10**18


def example(accounts: Accounts, **changes: Any) -> PoolWorld:
    """LT $800 and FT $1,200 are the holder's, LP $1,000 less the seeds the creator's; the attacker is rich."""
    world = PoolWorld(plain_terms(**changes), 100)
    world.fund(accounts.holder, accounts.attacker, accounts.depositor)
    world.open(10)
    world.mint(FT, 12 * UNIT, accounts.holder)
    world.mint(LT, 8 * UNIT, accounts.holder)
    return world


def worth(world: PoolWorld, side: int, who: str, dollars: float) -> float:
    """Returns what somebody's shares of a side are worth, in dollars."""
    share = world.share(side)
    return world.value(side, dollars) * share.balanceOf(who) / share.totalSupply()
