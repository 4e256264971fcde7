# SPDX-License-Identifier: Apache-2.0
"""Everything that talks to a chain: compiling, a local node, a client, and the real Uniswap to trade against."""
