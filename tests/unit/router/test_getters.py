# SPDX-License-Identifier: Apache-2.0
"""FACTORY and WRAPPED_NATIVE: what the router was deployed with."""

from tests.support.desk import Desk


def test_names_its_surroundings(desk: Desk) -> None:
    assert desk.router.FACTORY() == desk.factory.address
    assert desk.router.WRAPPED_NATIVE() == desk.weth.address
