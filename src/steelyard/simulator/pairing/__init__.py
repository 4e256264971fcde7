# SPDX-License-Identifier: Apache-2.0
"""Leveraged tokens by splitting an underlying: what PairingPool does on a path of prices."""

from steelyard.simulator.pairing.pairing import Pairing
from steelyard.simulator.pairing.terms import Curve, Fees

__all__ = ["Curve", "Fees", "Pairing"]
