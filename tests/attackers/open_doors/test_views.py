# SPDX-License-Identifier: Apache-2.0
"""Read-only re-entrancy: who reads in the midst of anything is refused, or told what is true before or after.

The list is that of the ABIs. Three batches of the lens answer in the midst, and say of the market at work that it
gave no answer.
"""

import pytest

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import products
from tests.attackers.open_doors.leverage import PRICE, LeveragedHall
from tests.attackers.open_doors.pairing import LP, LT, STATES, PairingHall
from tests.attackers.open_doors.reentry import AssetDoor
from tests.attackers.open_doors.test_reentry import FALLEN, RISEN
from tests.attackers.open_doors.views import half_done, views
from tests.support.contracts import deploy

_WORD = 32
STATELESS = {
    *("LeverageEngine", "PairingEngine", "LineEngine", "ChainlinkOracle", "UniswapPriceSource", "Rebalancer"),
    *("PairingRouter", "ShareOracle"),  # of the latter: regression/test_read_only_reentrancy.py
}
NOT_WIRED = {"PairingLine"}  # no factory makes it yet


def unpriced_word() -> int:
    """Where a pool's state, as `Lens.pool` answers it, counts the loans without an answer."""
    (entry,) = (entry for entry in artifact("Lens").abi if entry.get("name") == "pool")
    fields = entry["outputs"][0]["components"]
    before = fields[: [field["name"] for field in fields].index("unpriced")]
    return 1 + sum(len(field.get("components", ())) if field["type"] == "tuple" else 1 for field in before)


GAVE_NO_ANSWER = {"Lens.markets_of": (2, 0), "Lens.actions_of": (2, 0), "Lens.pool": (unpriced_word(), 1)}


@pytest.mark.parametrize("price", [PRICE, FALLEN, RISEN])
def test_around_leveraged_tokens(price: int) -> None:
    hall = LeveragedHall()
    hall.market.set_price(price)
    lenses = {"Lens": deploy("Lens"), "MarketFactory": hall.factory}
    places = {"token": hall.market.token.address, "borrower": hall.market.token.address, "account": hall.holder}
    pool = hall.market.pool.address
    places |= {"tokens": [places["token"]], "lender": pool, "pool": pool, "factory": hall.factory.address}
    named = dict(views(hall.contracts | lenses, places))
    for asset, scene in zip((hall.usdc, hall.weth), hall.scenes(), strict=True):
        found = half_done(scene, AssetDoor(asset, hall.attacker), named)
        assert set(found) <= set(GAVE_NO_ANSWER)
        for name, answers in found.items():
            word, expected = GAVE_NO_ANSWER[name]
            assert {int.from_bytes(one[word * _WORD :][:_WORD]) for one in answers} == {expected}


@pytest.mark.parametrize("state", STATES)
def test_around_pairing_pools(state: str) -> None:
    hall = PairingHall(state)
    door = AssetDoor(hall.asset, hall.attacker)
    lenses = {"PairingLens": deploy("PairingLens"), "PairingQuoteLens": deploy("PairingQuoteLens")}
    for side in (LT, LP):
        share = hall.market.share(side)
        around = {"PairingFactory": hall.factory, "ChainlinkPriceSource": hall.market.source, "PairingShare": share}
        delayed_orders = {"DelayedOrders": hall.delayed_orders} if hall.delayed_orders else {}
        places = {"market": hall.pool.address, "share": share.address, "account": hall.attacker, "side": side}
        assert not half_done(
            hall.scene(side), door, dict(views({"PairingPool": hall.pool} | around | delayed_orders | lenses, places))
        )


def test_nothing_else_has_state_to_read() -> None:
    read = {
        "LendingPool",
        "PoolGovernance",
        "LeveragedToken",
        "AnchoredToken",
        "Router",
        "QuoteLens",
        "Lens",
        "MarketFactory",
    }
    read |= {"KinkedRateModel", "AdaptiveRateModel", "PairingPool", "PairingShare", "DelayedOrders", "PairingLens"}
    read |= {"PairingQuoteLens", "PairingFactory", "ChainlinkPriceSource"}
    assert set(products()) - read == STATELESS | NOT_WIRED
