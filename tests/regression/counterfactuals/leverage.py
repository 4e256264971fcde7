# SPDX-License-Identifier: Apache-2.0
"""The 3x bull that the stories of the lending mechanism begin with."""

from typing import Any

from tests.regression.counterfactuals.obvious import Accounts
from tests.unit.leveraged_token.world import SHARE, WAD, TokenTerms, TokenWorld

TOKEN = "leverage/LeveragedToken.vy"
ETHER = 10**18
USD = 10**6
PERCENT = WAD // 100


def bull(accounts: Accounts, terms: TokenTerms | None = None, oracle: Any = None) -> TokenWorld:
    """1,000 shares of the holder's at $3,000: 100 ether held, $200,000 owed; everybody is rich."""
    world = TokenWorld(accounts.curator, accounts.guardian, terms, oracle=oracle)
    world.mint(accounts.holder, 1_000 * SHARE)
    world.fund(accounts.filler, accounts.keeper, accounts.attacker)
    return world
