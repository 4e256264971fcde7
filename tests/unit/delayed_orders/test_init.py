# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.reverts import BARE, reverts


def test_no_delayed_orders_for_an_asset_that_denies_the_allowance(attacker: str) -> None:
    """The market could not take the U of any order."""
    asset = deploy("DenyingAsset", 18)
    asset.set_denying(True)
    with reverts(BARE):
        deploy("DelayedOrders", asset.address, attacker, 0)
    asset.set_denying(False)
    assert deploy("DelayedOrders", asset.address, attacker, 0).ASSET() == asset.address
