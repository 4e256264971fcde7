# SPDX-License-Identifier: Apache-2.0
"""The theorems of the rebalance without a clock and of the sale, until the catalogue has them."""

import pytest

from verification.proofs import rebalance_cost_v2, rebalance_volume_v2, sale
from verification.proofs.theorem import Theorem

THEOREMS = [
    found
    for theme in (rebalance_cost_v2, rebalance_volume_v2, sale)
    for found in vars(theme).values()
    if isinstance(found, Theorem)
]


@pytest.mark.parametrize("theorem", THEOREMS, ids=lambda theorem: theorem.name.replace(" ", "_"))
def test_theorem(theorem: Theorem) -> None:
    found = theorem.check()
    assert (found.proved, found.refuted, found.replayed) == (True, True, True)
