# SPDX-License-Identifier: Apache-2.0
"""What a leveraged token says about itself: where it stands, what it charges, its balance sheet."""

from dataclasses import dataclass
from enum import IntFlag


class State(IntFlag):
    """Where a token stands; 0 is open for everything."""

    REBALANCING = 1
    STARTED = 2
    CONFIRMED = 4
    DEAD_ORACLE = 8


WINDING = State.STARTED | State.CONFIRMED


@dataclass(frozen=True)
class Fees:
    """Rates scaled by 1e18: of the shares minted, of the shares redeemed, of the supply per year."""

    mint: int
    redeem: int
    management: int
    recipient: str


@dataclass(frozen=True)
class BalanceSheet:
    """The balance sheet, state and counters with interest and fee up to now; units as in ILeveragedToken.Sheet."""

    collateral: int
    debt: int
    supply: int
    fees_owed: int
    state: State
    last_on_target: int
    since: int
    round: int
    dead_since: int
    last_price: int
    interest: int
    fee_shares: int
    rebalance_cost: int
