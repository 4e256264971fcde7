# SPDX-License-Identifier: Apache-2.0
import boa
from eth_account import Account

from tests.support.permit import FOREVER, signed
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World

OWNER = Account.from_key("0x" + "42" * 32)


def permit(world: World, spender: str, deadline: int) -> tuple[int, int, bytes, bytes]:
    """The owner lets `spender` take 77."""
    chain_id = boa.env.evm.patch.chain_id
    return signed(OWNER, str(world.pool.address), "Steelyard lent USD", chain_id, spender, 77, deadline)


def test_sets_the_allowance_once(world: World, holder: str) -> None:
    order = (OWNER.address, holder, 77, *permit(world, holder, FOREVER))
    world.pool.permit(*order)
    assert world.pool.allowance(OWNER.address, holder) == 77
    assert world.pool.nonces(OWNER.address) == 1
    with reverts("erc20: invalid signature"):
        world.pool.permit(*order)


def test_refuses_after_the_deadline(world: World, holder: str) -> None:
    last = boa.env.timestamp
    order = (OWNER.address, holder, 77, *permit(world, holder, last))
    with boa.env.anchor():
        world.pool.permit(*order)
    boa.env.time_travel(seconds=1)
    with reverts("erc20: expired deadline"):
        world.pool.permit(*order)
