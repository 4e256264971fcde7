# SPDX-License-Identifier: Apache-2.0
"""Faults of feeds, sequencers, issuers, exchanges and nodes: who can still leave, and how. See docs/security/fault_injection.md."""
