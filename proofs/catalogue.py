# SPDX-License-Identifier: Apache-2.0
"""All theorems, in the order of docs/proofs.md."""

from proofs import (
    anchor,
    paired_book,
    paired_fee,
    paired_resplit,
    paired_trades,
    pool,
    rebalance_cost,
    rebalance_volume,
    token_shares,
)
from proofs.theorem import Theorem

_THEMES = (
    token_shares,
    rebalance_volume,
    rebalance_cost,
    pool,
    anchor,
    paired_book,
    paired_trades,
    paired_fee,
    paired_resplit,
)
THEOREMS = [found for theme in _THEMES for found in vars(theme).values() if isinstance(found, Theorem)]
