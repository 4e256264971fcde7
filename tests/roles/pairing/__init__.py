# SPDX-License-Identifier: Apache-2.0
"""Roles of paired pools, a module each."""
