# SPDX-License-Identifier: Apache-2.0
"""FACTORY and WRAPPED_NATIVE: what the router was deployed with."""

from tests.support.delayed_orders import DelayedOrders


def test_names_its_surroundings(delayed_orders: DelayedOrders) -> None:
    assert delayed_orders.router.FACTORY() == delayed_orders.factory.address
    assert delayed_orders.router.WRAPPED_NATIVE() == delayed_orders.weth.address
