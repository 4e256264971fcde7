# SPDX-License-Identifier: Apache-2.0
"""FACTORY and WRAPPED_NATIVE: what the router was deployed with."""

from tests.support.zaps import Zaps


def test_names_its_surroundings(zaps: Zaps) -> None:
    assert zaps.router.FACTORY() == zaps.bull.factory.address
    assert zaps.router.WRAPPED_NATIVE() == zaps.weth.address
