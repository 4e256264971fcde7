# SPDX-License-Identifier: Apache-2.0
"""Leveraged tokens, which borrow from lending pools, in eight stories and through a real week."""
