# SPDX-License-Identifier: Apache-2.0
"""Roles of leveraged tokens and their lending pools, a module each."""
