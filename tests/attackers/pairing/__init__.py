# SPDX-License-Identifier: Apache-2.0
"""Attackers of paired pools."""

from tests.attackers.pairing.farmers import FeeDodger, RoundingFarmer
from tests.attackers.pairing.pushers import PricePush, UnansweredPush
from tests.attackers.pairing.takers import BountyFarmer, FirstOfGeneration, MintSandwich, OrderSaboteur
from tests.attackers.pairing.traders import (
    FasterThanTheFeed,
    FasterThanTheFeedOfBear,
    FasterThanTheFeedOfTen,
    FasterThanTheFeedOfTwo,
    LateReports,
    QueueOption,
    QueueOptionOfTen,
    RebalanceSandwich,
    RebalanceSandwichOfBear,
    RebalanceSandwichOfTen,
    RebalanceSandwichOfTwo,
)
from tests.attackers.pairing.zappers import ZapSandwich

ATTACKERS = (
    RebalanceSandwich,
    RebalanceSandwichOfTwo,
    RebalanceSandwichOfTen,
    RebalanceSandwichOfBear,
    PricePush,
    UnansweredPush,
    FasterThanTheFeed,
    FasterThanTheFeedOfTwo,
    FasterThanTheFeedOfTen,
    FasterThanTheFeedOfBear,
    LateReports,
    FeeDodger,
    MintSandwich,
    FirstOfGeneration,
    QueueOption,
    QueueOptionOfTen,
    RoundingFarmer,
    OrderSaboteur,
    BountyFarmer,
    ZapSandwich,
)
