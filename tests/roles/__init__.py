# SPDX-License-Identifier: Apache-2.0
"""Who can do what and who cannot: docs/security/roles_and_powers.md, row by row."""
