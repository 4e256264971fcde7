# SPDX-License-Identifier: Apache-2.0
"""A chain on this machine to try things on: the node, a client for it, and the real Uniswap to trade against."""
