# SPDX-License-Identifier: Apache-2.0
"""The worlds in which the audit's statements are made."""

from tests.unit.leveraged_token.conftest import bull, empty

__all__ = ["bull", "empty"]
