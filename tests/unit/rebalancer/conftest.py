# SPDX-License-Identifier: Apache-2.0
"""One desk for all tests of the rebalancer."""

import pytest

from tests.support.delayed_orders import DelayedOrders, build_orders


@pytest.fixture(scope="package")
def built_orders() -> DelayedOrders:
    return build_orders()
