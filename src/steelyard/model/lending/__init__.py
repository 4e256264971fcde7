# SPDX-License-Identifier: Apache-2.0
"""The twin of the lending pool, in the modules of the contract, and of its governance."""

from steelyard.model.lending.governance import PoolGovernance, Setting
from steelyard.model.lending.lending_pool import LendingPool

__all__ = ["LendingPool", "PoolGovernance", "Setting"]
