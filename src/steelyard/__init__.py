# SPDX-License-Identifier: Apache-2.0
"""Steelyard: leveraged tokens on lending pools, their integer twin, and the tools around them."""

__version__ = "0.1.0"
