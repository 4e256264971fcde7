# SPDX-License-Identifier: Apache-2.0
"""Paired pools, which borrow nothing, on the same chain through the same week."""
