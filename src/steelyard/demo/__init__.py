# SPDX-License-Identifier: Apache-2.0
"""The whole product on a local chain: two ways to leverage, one real week of ETH/USD, and everybody leaves."""
