# SPDX-License-Identifier: Apache-2.0
"""The client of a chain, a public one or one on this machine: contracts, transactions, their signers and their logs."""

from steelyard.extras import require

require("chain", "steelyard.chain")
