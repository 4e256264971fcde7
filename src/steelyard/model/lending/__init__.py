# SPDX-License-Identifier: Apache-2.0
"""The twin of the lending pool, in the modules of the contract: books, borrowers, queue, settings."""

from steelyard.model.lending.lending_pool import LendingPool
from steelyard.model.lending.settings import Setting

__all__ = ["LendingPool", "Setting"]
