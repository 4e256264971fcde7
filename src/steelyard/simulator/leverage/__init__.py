# SPDX-License-Identifier: Apache-2.0
"""Leveraged tokens on lending pools: what LeveragedToken and LendingPool do on a path of prices.

At each price, in this order: the oracle may have a new round; a new rate holds; at a day's first price holders come or
go; a step of a wind-down that is open is taken, at once and by anybody; the keeper fills, or sees a fill that pays and
comes later. Where there is no price nothing happens. Whatever the rule decides it decides at the oracle's answer; what
is measured, and what keepers earn, is at the true price. The first mint is of the whole equity and exactly on target.

Not modelled: a stale or dead oracle, and its bounds; lenders who come and go, their queue, and paused pools; several
tokens on one pool; more than one keeper, and keepers with money of their own; holders who redeem in a wind-down; the
venue between two prices of a path. In the fast engine the counters' widths do not end.
"""

from steelyard.simulator.leverage.borrowed import Borrowed
from steelyard.simulator.leverage.terms import Fees, Tolerance

__all__ = ["Borrowed", "Fees", "Tolerance"]
