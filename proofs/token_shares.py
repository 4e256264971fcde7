# SPDX-License-Identifier: Apache-2.0
"""Mint and redeem of the leveraged token: C collateral, D debt, S shares before, s shares moved."""
