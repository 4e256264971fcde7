# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

from steelyard.model.presets.leverage import TOLERANCE
from tests.unit.leveraged_token.world import WAD, TokenTerms, TokenWorld


def test_bull(bull: TokenWorld) -> None:
    """Break points at 4/3, 2 and 3/4 of the exposure; the breakpoint where the tolerance equals 1/(2R)."""
    rule = bull.token.rule()
    assert (rule.target, rule.upper, rule.lower) == (3 * WAD, 30 * WAD // 9, 27 * WAD // 10)
    assert (rule.emergency, rule.double, rule.side) == (4 * WAD, 6 * WAD, 9 * WAD // 4)
    assert rule.breakpoint == WAD * 100 // 6
    assert (rule.upper_landing, rule.lower_landing) == (3 * WAD, 3 * WAD)
    assert tuple(rule.tolerance) == astuple(TOLERANCE)


def test_landings_are_part_of_the_way_to_the_edges(curator: str, guardian: str) -> None:
    rule = TokenWorld(curator, guardian, TokenTerms(landing=65 * WAD // 100)).token.rule()
    assert rule.upper_landing == 3 * WAD + (rule.upper - 3 * WAD) * 65 // 100
    assert rule.lower_landing == 3 * WAD - (3 * WAD - rule.lower) * 65 // 100


def test_bear(bear: TokenWorld) -> None:
    """The same in exposure, one more in the ratio."""
    rule = bear.token.rule()
    assert (rule.target, rule.upper, rule.lower) == (4 * WAD, 39 * WAD // 9, 37 * WAD // 10)
    assert (rule.emergency, rule.double, rule.side) == (5 * WAD, 7 * WAD, 13 * WAD // 4)
