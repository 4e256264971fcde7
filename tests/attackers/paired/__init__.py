# SPDX-License-Identifier: Apache-2.0
"""Attackers of paired pools."""

from tests.attackers.paired.farmers import FeeDodger, RoundingFarmer
from tests.attackers.paired.pushers import PricePush, UnansweredPush
from tests.attackers.paired.takers import BountyFarmer, FirstOfGeneration, MintSandwich, OrderSaboteur
from tests.attackers.paired.traders import (
    FasterThanTheFeed,
    FasterThanTheFeedOfBear,
    FasterThanTheFeedOfTen,
    FasterThanTheFeedOfTwo,
    LateReports,
    QueueOption,
    QueueOptionOfTen,
    ResplitSandwich,
    ResplitSandwichOfBear,
    ResplitSandwichOfTen,
    ResplitSandwichOfTwo,
)
from tests.attackers.paired.zappers import ZapSandwich

ATTACKERS = (
    ResplitSandwich,
    ResplitSandwichOfTwo,
    ResplitSandwichOfTen,
    ResplitSandwichOfBear,
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
