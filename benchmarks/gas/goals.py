# SPDX-License-Identifier: Apache-2.0
"""What the rows must not exceed: fixed bounds, and peers in the same run."""

from collections.abc import Mapping
from dataclasses import dataclass

_MINT_FIRST = 275_000
_MINT = 240_000
_REDEEM = 200_000
_FILL = 230_000
_MAX_STEPS = 1_000_000

_BOUNDS = {
    "Router V3: bull shares for usd, mint, first": _MINT_FIRST,
    "Router V3: bull shares for usd, mint, repeated": _MINT,
    "Router V3: bull shares for usd, mint exact shares, first": _MINT_FIRST,
    "Router V3: bull shares for usd, mint exact shares, repeated": _MINT,
    "Router V3: bull shares for usd, redeem, part": _REDEEM,
    "Router V3: bull shares for usd, redeem, all": _REDEEM,
    "Rebalancer V3: deleverage (bull), first": _FILL,
    "Rebalancer V3: deleverage (bull), second": _FILL,
    "Rebalancer V3: deleverage (bull), third": _FILL,
    "Rebalancer V3: releverage (bull), first": _FILL,
    "Rebalancer V3: releverage (bull), second": _FILL,
    "Rebalancer V3: releverage (bull), third": _FILL,
    "pair: rebalance, 64 steps": _MAX_STEPS,
}
# like beside like: a rate model without state on both sides. Morpho's own model pays for a word of state besides.
_PEERS = {
    "pool: deposit, first": "Morpho: supply, first",
    "pool: deposit, repeated": "Morpho: supply, repeated",
    "pool: withdraw, part": "Morpho: withdraw, part",
    "pool: redeem, all": "Morpho: withdraw, all",
}


@dataclass(frozen=True)
class Goal:
    """The gas of `row` may be `limit` at most; `peer` names the row that sets it, if one does."""

    row: str
    gas: int
    limit: int
    peer: str | None

    @property
    def met(self) -> bool:
        return self.gas <= self.limit


def goals_of(rows: Mapping[str, int]) -> list[Goal]:
    """Returns every goal with what `rows` say about it."""
    fixed = [Goal(row, rows[row], limit, None) for row, limit in _BOUNDS.items()]
    return fixed + [Goal(row, rows[row], rows[peer], peer) for row, peer in _PEERS.items()]
