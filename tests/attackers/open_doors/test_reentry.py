# SPDX-License-Identifier: Apache-2.0
"""From within everything that calls back, everything is tried: the list is that of the ABIs, for both mechanisms.

An asset that calls somebody whenever it moves, and the account that a leveraged token calls back, do every function of
every contract from within every function that reaches them. The contract that is at work refuses them by its lock; of
what the others do, nothing that belongs to somebody else falls, and all accounting adds up.
"""

import boa
import pytest

from tests.attackers.open_doors.calls import CREATIONS, Call, Scene, all_changing
from tests.attackers.open_doors.leverage import ALL, PRICE, SHARE, LeveragedHall
from tests.attackers.open_doors.pairing import LP, LT, STATES, PairingHall
from tests.attackers.open_doors.reentry import AssetDoor, CallbackDoor, Tried, try_all
from tests.support.contracts import deploy
from tests.support.reverts import BARE, reason_of

FALLEN, RISEN = 2_600, 3_500  # where the bull must sell, and buy
PUSH = b"push"
NOT_WIRED = {"PairingLine"}  # no factory makes it yet; a stranger calls all of it in tests/unit/pairing_line
# Where the assets of the leveraged token move, and U: found by doing everything once.
LEVERAGED = {
    *(f"LendingPool.{name}" for name in ("deposit", "mint", "withdraw", "redeem")),
    *(f"LeveragedToken.{name}" for name in ("mint", "redeem", "deleverage", "releverage")),
    *("Router.mint_shares", "Router.mint_amount", "Router.mint_exact", "Router.redeem", "Rebalancer.fill"),
}
PAIRING = {
    *(
        f"PairingPool.{name}"
        for name in ("open", "mint", "deposit", "redeem", "rebalance", "deprecate", "collect_fees")
    ),
    *(
        "PairingShare.claim",
        "PairingShare.claim_closed",
        "DelayedOrders.commit",
        "DelayedOrders.execute",
        "DelayedOrders.refund",
    ),
    *("PairingRouter.zap_mint", "PairingRouter.zap_redeem", "PairingRouter.commit_mint"),
}


def test_every_function_of_every_contract_is_tried() -> None:
    """But for those that only make new contracts."""
    tried = {*LeveragedHall().scenes()[0].calls, *PairingHall("by orders").scene().calls}
    assert tried == {call for call in all_changing() - CREATIONS if call.partition(".")[0] not in NOT_WIRED}


@pytest.mark.parametrize("state", STATES)
def test_by_themselves_calls_are_refused_with_a_reason(state: str) -> None:
    """So what refuses them without one, from within, is the lock."""
    scenes = LeveragedHall().scenes() if state == STATES[0] else []
    for scene in [*scenes, PairingHall(state).scene()]:
        for name, call in scene.outer_calls.items():
            with boa.env.anchor():
                try:
                    call.by(scene.outer)
                except boa.BoaError as error:
                    assert reason_of(error) != BARE, name


def test_from_within_the_assets_of_leveraged_tokens() -> None:
    hall, tried = LeveragedHall(), Tried()
    for price in (PRICE, FALLEN, RISEN):
        hall.market.set_price(price)
        for asset, scene in zip((hall.usdc, hall.weth), hall.scenes(), strict=True):
            try_all(scene, AssetDoor(asset, hall.attacker), tried)
    assert tried.around == LEVERAGED
    assert {"LendingPool.deposit", "LeveragedToken.mint", "AnchoredToken.wrap", "Router.redeem"} <= tried.within


def test_from_within_the_callback_of_a_leveraged_token() -> None:
    hall, tried = LeveragedHall(), Tried()
    caller = deploy("ScriptedCaller")
    me = str(caller.address)
    hall.supply(me)
    hall.enter(lambda call: caller.act(call.target.address, call.data), me)
    token = hall.market.token
    outer = {
        "LeveragedToken.mint": Call(token, "mint", (SHARE, me, me, PUSH)),
        "LeveragedToken.redeem": Call(token, "redeem", (SHARE, me, me, PUSH)),
        "LeveragedToken.deleverage": Call(token, "deleverage", (ALL, 0, me, PUSH)),
        "LeveragedToken.releverage": Call(token, "releverage", (ALL, 0, me, PUSH)),
    }
    for price in (PRICE, FALLEN, RISEN):
        hall.market.set_price(price)
        scene = Scene(f"callback at {price}", me, hall.calls(me), me, outer, hall.others)
        try_all(scene, CallbackDoor(caller), tried)
    assert tried.around == set(outer)
    assert {"LendingPool.deposit", "LendingPool.withdraw", "LendingPool.accrue"} <= tried.within


@pytest.mark.parametrize(
    ("side", "unreached"), [(LT, set()), (LP, {"PairingPool.mint", "PairingPool.redeem", "PairingRouter.zap_redeem"})]
)
def test_from_within_the_underlying_of_pairing_pools(side: int, unreached: set[str]) -> None:
    """Nothing refuses a U that calls back: whoever enters its market is to know it, and nobody loses by it."""
    tried = Tried()
    for state in STATES:
        hall = PairingHall(state)
        try_all(hall.scene(side), AssetDoor(hall.asset, hall.attacker), tried)
    assert tried.around == PAIRING - unreached
    assert {"PairingShare.enqueue", "PairingShare.transfer", "PairingShare.claim"} <= tried.within
