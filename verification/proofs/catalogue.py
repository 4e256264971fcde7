# SPDX-License-Identifier: Apache-2.0
"""All theorems, in the order of docs/security/proofs.md."""

from verification.proofs import (
    anchor,
    pairing_fee,
    pairing_position,
    pairing_rebalance,
    pairing_trades,
    pool,
    rebalance_cost,
    rebalance_volume,
    sale,
    token_shares,
)
from verification.proofs.theorem import Theorem

_THEMES = (
    token_shares,
    rebalance_volume,
    rebalance_cost,
    sale,
    pool,
    anchor,
    pairing_position,
    pairing_trades,
    pairing_fee,
    pairing_rebalance,
)
THEOREMS = [found for theme in _THEMES for found in vars(theme).values() if isinstance(found, Theorem)]
