# SPDX-License-Identifier: Apache-2.0
"""Faults of feeds, issuers, exchanges and nodes: who can still leave. See docs/security/fault_injection.md."""
