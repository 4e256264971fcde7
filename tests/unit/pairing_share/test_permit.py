# SPDX-License-Identifier: Apache-2.0
import boa
from eth_account import Account

from tests.support.engine import now
from tests.support.permit import signed
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import WAD, ShareWorld

OWNER = Account.from_key("0x" + "42" * 32)


def signature(world: ShareWorld, spender: str, amount: int) -> tuple[int, int, bytes, bytes]:
    chain_id = boa.env.evm.patch.chain_id
    return signed(OWNER, world.address, world.share.name(), chain_id, spender, amount)


def test_it_allows_what_was_signed_once(world: ShareWorld, holder: str, filler: str) -> None:
    world.share.transfer(OWNER.address, WAD, sender=holder)
    order = (OWNER.address, filler, WAD, *signature(world, filler, WAD))
    world.share.permit(*order, sender=filler)
    assert world.share.allowance(OWNER.address, filler) == WAD
    assert world.share.nonces(OWNER.address) == 1
    assert world.share.transferFrom(OWNER.address, filler, WAD, sender=filler)
    with reverts("erc20: invalid signature"):
        world.share.permit(*order, sender=filler)


def test_not_after_the_deadline(world: ShareWorld, filler: str) -> None:
    _, v, r, s = signature(world, filler, WAD)
    with reverts("erc20: expired deadline"):
        world.share.permit(OWNER.address, filler, WAD, now() - 1, v, r, s)


def test_not_for_another_share(world: ShareWorld, holder: str, filler: str) -> None:
    other = ShareWorld([holder])
    with reverts("erc20: invalid signature"):
        other.share.permit(OWNER.address, filler, WAD, *signature(world, filler, WAD))
