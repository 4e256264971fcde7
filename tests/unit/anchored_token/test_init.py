# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.leverage.anchored_token import AnchoredToken
from steelyard.model.libraries.errors import Reverted
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.anchored_token.world import AnchoredWorld


@pytest.mark.parametrize("edges", [(100, 99, 101), (100, 1, 0)])
def test_edges_may_be_anywhere_around_the_anchor(bull: AnchoredWorld, edges: tuple[int, int, int]) -> None:
    anchored = deploy("AnchoredToken", bull.share.address, "Anchored", "a", *edges)
    assert (anchored.ANCHOR(), anchored.FLOOR(), anchored.CEILING()) == edges
    assert anchored.factor() == 10**27


@pytest.mark.parametrize(
    ("edges", "reason"),
    [
        ((100, 0, 0), "floor: not below the anchor"),
        ((100, 100, 0), "floor: not below the anchor"),
        ((0, 0, 0), "floor: not below the anchor"),
        ((100, 10, 100), "ceiling: not above the anchor"),
        ((100, 10, 1), "ceiling: not above the anchor"),
    ],
)
def test_no_edge_on_the_wrong_side(bull: AnchoredWorld, edges: tuple[int, int, int], reason: str) -> None:
    with reverts(reason):
        deploy("AnchoredToken", bull.share.address, "Anchored", "a", *edges)
    with pytest.raises(Reverted) as refusal:
        AnchoredToken(Erc20(), Clock(0), "anchored", *edges)
    assert refusal.value.reason == reason
