# SPDX-License-Identifier: Apache-2.0
"""Leveraged tokens on lending pools: what LeveragedToken and LendingPool do on a path of prices."""

from steelyard.simulator.borrowed.borrowed import Borrowed
from steelyard.simulator.borrowed.terms import Fees, Tolerance

__all__ = ["Borrowed", "Fees", "Tolerance"]
