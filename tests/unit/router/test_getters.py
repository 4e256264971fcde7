# SPDX-License-Identifier: Apache-2.0
"""FACTORY, QUOTES and WRAPPED_NATIVE: what the router was deployed with."""

from tests.support.periphery import Periphery


def test_names_its_surroundings(periphery: Periphery) -> None:
    assert periphery.router.FACTORY() == periphery.factory.address
    assert periphery.router.QUOTES() == periphery.quotes.address
    assert periphery.router.WRAPPED_NATIVE() == periphery.weth.address
