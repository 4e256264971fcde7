# SPDX-License-Identifier: Apache-2.0
"""The governance's tests start from the pool's worlds."""

from tests.unit.lending_pool.conftest import lent, pytest_generate_tests, token, winding, world

__all__ = ["lent", "pytest_generate_tests", "token", "winding", "world"]
