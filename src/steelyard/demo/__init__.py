# SPDX-License-Identifier: Apache-2.0
"""The whole product on a local chain: the stories, a real week of ETH/USD, and everybody leaves."""
