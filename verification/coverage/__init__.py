# SPDX-License-Identifier: Apache-2.0
"""Which lines and branches of the Vyper sources the tests reach: see docs/security/coverage.md."""
