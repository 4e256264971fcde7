# SPDX-License-Identifier: Apache-2.0
"""What a bystander of a sale writes down, with clocks and bounds of its own: LEV-END-02 without the model."""

from dataclasses import dataclass

from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.model.leverage.sale_search import HOUR, MINUTE, patience_allows

SLACK = 4  # units that a fill may round by


@dataclass
class SaleWatcher:
    """Since the confirmation: assets and equity then, when the last fill was, and how long offers were refused."""

    last: int
    equity: int
    cap: float
    was_under: bool
    waited: int = 0
    patience: int = 0
    offered: float = 0.0
    cost: int = 0  # to holders while A > D
    sold: int = 0

    @classmethod
    def confirmed(cls, now: int, assets: int, debt: int) -> "SaleWatcher":
        """A sale begins."""
        equity = max(assets - debt, 0)
        return cls(now, equity, max(equity / (2 * assets) if assets else 0.0, 0.005), assets <= debt)

    def filled(self, now: int, assets: int, debt: int, moved: int, payment: int, cost: int, unit: int) -> None:
        """A fill at `cost` was accepted; `unit` is what a unit of collateral is worth."""
        gap, under, kept = now - self.last, assets <= debt, cost / WAD
        stood = min(gap, 10 * MINUTE)
        self.waited += stood
        self.patience = self.patience + stood if under and self.was_under and gap < 20 * MINUTE else 0
        rise = self.cap * min(1, self.waited / (30 * MINUTE))
        most = max(rise, patience_allows(self.patience)) if under else rise
        assert kept <= most + 1e-9, "an offer improves only by being refused"
        assert most <= max(self.offered, 0.0) + 0.05 / 3 + 1e-9, (
            "the first offer after any gap is at most a step better"
        )
        if not under:
            self.cost, self.sold = self.cost + moved - payment, self.sold + moved
            bound = max(self.equity / 2, 0.005 * self.sold) + SLACK * (unit + 1) * 64
            assert self.cost <= bound, "pieces while A > D cost holders at most half of the equity at the confirmation"
        assert payment > 0, "nothing passes for nothing"
        self.last, self.was_under, self.offered = now, under, most


@dataclass
class DeadWatcher:
    """Since the declaration: where the price began, and for how many seconds offers stood, an hour each at most."""

    last: int
    top: int
    stood: int = 0

    def filled(self, now: int, out: int, payment: int) -> None:
        """A fill was accepted."""
        self.stood += min(now - self.last, HOUR)
        hours = self.stood // HOUR
        floor = self.top * (72 - hours) // 72 if hours < 72 else 0
        assert payment >= (out - 1) * floor // E36 - SLACK, f"{payment} for {out} at {floor}, after {hours} hours"
        assert payment > 0, "nothing passes for nothing"
        self.last = now
