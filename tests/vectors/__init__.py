# SPDX-License-Identifier: Apache-2.0
"""JSON test vectors of paired pools: what writes them, and what plays them back. See pairing/README.md."""
