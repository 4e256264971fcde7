# SPDX-License-Identifier: Apache-2.0
"""Mutation testing of the contracts: small faults put into the Vyper sources, each to be found by a test."""
