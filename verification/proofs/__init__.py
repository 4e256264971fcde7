# SPDX-License-Identifier: Apache-2.0
"""Proofs of the small algebra by z3, each beside a wrong variant that z3 refutes: see docs/security/proofs.md."""
