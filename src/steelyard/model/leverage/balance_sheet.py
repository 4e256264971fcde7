# SPDX-License-Identifier: Apache-2.0
"""What a leveraged token says about itself: what it charges, where it stands, its balance sheet."""

from dataclasses import dataclass

from steelyard.model.leverage.lifecycle import Ending, Stage


@dataclass(frozen=True)
class Fees:
    """Rates scaled by 1e18: of the shares minted, of the shares redeemed, of the supply per year."""

    mint: int
    redeem: int
    management: int
    recipient: str


@dataclass(frozen=True)
class BalanceSheet:
    """Balance sheet, ending and counters, interest and fee up to now; units as in ILeveragedToken.BalanceSheet."""

    collateral: int
    debt: int
    supply: int
    fees_owed: int
    state: Stage
    last_price: int
    last_read: int
    reported: int
    since: int
    round: int
    clock: int
    ramp: int
    under: bool
    bound: int
    refused: int
    interest: int
    fee_shares: int
    rebalance_cost: int

    @property
    def ending(self) -> Ending:
        """What is remembered of the end."""
        return Ending(
            self.state, self.last_price, self.last_read, self.reported, self.since, self.round, self.clock, self.ramp,
            self.under, self.bound, self.refused,
        )  # fmt: skip
