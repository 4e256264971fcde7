# SPDX-License-Identifier: Apache-2.0
"""What several contracts' tests share."""

import pytest

from tests.support.delayed_orders import DelayedOrders


@pytest.fixture
def delayed_orders(built_orders: DelayedOrders, holder: str) -> DelayedOrders:
    """The package's own `built_orders`, with a holder who can trade; titanoboa undoes what a test did to it."""
    built_orders.supply(holder)
    return built_orders
