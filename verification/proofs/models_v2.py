# SPDX-License-Identifier: Apache-2.0
"""The rebalance rule in the state that a counterexample names."""

from steelyard.model.leverage.rebalance_rule_v2 import Rule, Tolerance
from steelyard.model.libraries.rounding import WAD


def rule_of(target: int, emergency: int = WAD // 100, landing: int = 0, band: int = WAD // 10**9) -> Rule:
    """A bull's rule at a target, with one tolerance for all; the band's edges are `band` away. Scaled by 1e18."""
    tolerance = Tolerance(emergency, emergency, emergency, emergency)
    return Rule.of(
        is_bear=False, target=target, upper=target + band, lower=target - band, landing=landing, tolerance=tolerance
    )
