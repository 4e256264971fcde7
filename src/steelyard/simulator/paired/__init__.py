# SPDX-License-Identifier: Apache-2.0
"""Leveraged tokens by splitting an underlying: what PairedPool does on a path of prices."""

from steelyard.simulator.paired.paired import Paired
from steelyard.simulator.paired.terms import Curve, Fees

__all__ = ["Curve", "Fees", "Paired"]
