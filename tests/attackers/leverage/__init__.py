# SPDX-License-Identifier: Apache-2.0
"""Attackers of the lending pool, the leveraged token, its units, the router and the rebalancer."""

from tests.attackers.leverage import (
    farms,
    fillers,
    first_holders,
    flash,
    griefers,
    keepers,
    lenders,
    neighbours,
    rounds,
    sandwiches,
)
from tests.attackers.search import Attacker

ATTACKERS: tuple[type[Attacker], ...] = (
    sandwiches.SharesOnV3,
    sandwiches.SharesOnV2,
    sandwiches.AmountOnV3,
    sandwiches.AmountOnV2,
    sandwiches.RedeemOnV3,
    sandwiches.RedeemOnV2,
    neighbours.InKindSandwich,
    neighbours.FeeSniper,
    keepers.FillSandwich,
    rounds.NextRound,
    flash.FlashAccrual,
    flash.FlashRebase,
    fillers.FillerWhoHolds,
    fillers.FillerWhoPushes,
    lenders.RecoverySniper,
    first_holders.FirstHolder,
    farms.RoundingFarm,
    griefers.Griefer,
    griefers.GasStarver,
)
