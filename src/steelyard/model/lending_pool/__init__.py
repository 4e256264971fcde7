# SPDX-License-Identifier: Apache-2.0
"""The twin of the lending pool, in the modules of the contract: books, borrowers, queue, settings."""

from steelyard.model.lending_pool.pool import LendingPool
from steelyard.model.lending_pool.settings import Setting

__all__ = ["LendingPool", "Setting"]
