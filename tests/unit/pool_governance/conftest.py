# SPDX-License-Identifier: Apache-2.0
"""The governance's tests start from the pool's worlds."""

from tests.unit.lending_pool.conftest import lent, token, winding, world

__all__ = ["lent", "token", "winding", "world"]
