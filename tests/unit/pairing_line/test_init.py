# SPDX-License-Identifier: Apache-2.0
"""Terms under which a step could fail."""

from dataclasses import replace
from typing import Any

import pytest

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import Fees
from tests.support.line import MirroredLine
from tests.support.line_world import LineWorld
from tests.support.reverts import reverts


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"max_price": 2**160}, "terms: value over 2**224"),
        ({"max_price": 0}, "terms: value over 2**224"),
        ({"exit_leveraged": WAD}, "terms: exit fee"),
        ({"liquidity_leverage": WAD - 1}, "terms: LP's leverage 1 to 100"),
        ({"liquidity_leverage": 100 * WAD + 1}, "terms: LP's leverage 1 to 100"),
        ({"max_price": 1, "market": {"max_underlying": 2**128}}, "terms: value over 2**224"),
        ({"market": {"fees": Fees(reward=1)}}, "terms: no reward on the line"),
        ({"market": {"dollar": 10**33}}, "terms: dollar over 2**224"),
    ],
)
def test_refuses(changes: dict[str, Any], reason: str) -> None:
    terms = LineWorld().terms
    market = replace(terms.market, **changes.pop("market", {}))
    with reverts(reason):
        MirroredLine.deployed(replace(terms, market=market, **changes))
