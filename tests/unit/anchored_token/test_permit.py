# SPDX-License-Identifier: Apache-2.0
import boa
import pytest
from eth_account import Account

from tests.support.engine import now
from tests.support.permit import FOREVER, signed
from tests.support.reverts import reverts
from tests.unit.anchored_token.world import NOBODY, WAD, AnchoredWorld

OWNER = Account.from_key("0x" + "42" * 32)
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def signature(world: AnchoredWorld, spender: str, amount: int) -> tuple[int, int, bytes, bytes]:
    chain_id = boa.env.evm.patch.chain_id
    return signed(OWNER, world.address, world.anchored.name(), chain_id, spender, amount)


def test_it_allows_what_was_signed_once(bull: AnchoredWorld, filler: str) -> None:
    order = (OWNER.address, filler, 5 * WAD, *signature(bull, filler, 5 * WAD))
    bull.anchored.permit(*order, sender=filler)
    event = bull.event("Approval")
    assert (event.owner, event.spender, event.value) == (OWNER.address, filler, 5 * WAD)
    assert bull.anchored.allowance(OWNER.address, filler) == 5 * WAD
    assert bull.anchored.nonces(OWNER.address) == 1
    with reverts("permit: not the owner's"):
        bull.anchored.permit(*order, sender=filler)


def test_the_spender_moves_units_on_it(wrapped: AnchoredWorld, holder: str, filler: str) -> None:
    wrapped.anchored.transfer(OWNER.address, WAD, sender=holder)
    wrapped.anchored.permit(OWNER.address, filler, WAD, *signature(wrapped, filler, WAD), sender=filler)
    assert wrapped.anchored.transferFrom(OWNER.address, filler, WAD, sender=filler)
    assert wrapped.anchored.balanceOf(filler) == WAD


def test_not_after_the_deadline(bull: AnchoredWorld, filler: str) -> None:
    _, v, r, s = signature(bull, filler, WAD)
    with reverts("permit: expired"):
        bull.anchored.permit(OWNER.address, filler, WAD, now() - 1, v, r, s)
    with reverts("permit: not the owner's"):  # in time, but not what was signed
        bull.anchored.permit(OWNER.address, filler, WAD, now(), v, r, s)


def test_not_for_another_order(bull: AnchoredWorld, filler: str, attacker: str) -> None:
    order = signature(bull, filler, WAD)
    for owner, spender, amount in [
        (attacker, filler, WAD),
        (OWNER.address, attacker, WAD),
        (OWNER.address, filler, WAD + 1),
    ]:
        with reverts("permit: not the owner's"):
            bull.anchored.permit(owner, spender, amount, *order, sender=attacker)
    assert bull.anchored.nonces(OWNER.address) == 0


def test_not_for_another_token(bull: AnchoredWorld, bear: AnchoredWorld, filler: str) -> None:
    with reverts("permit: not the owner's"):
        bear.anchored.permit(OWNER.address, filler, WAD, *signature(bull, filler, WAD))


@pytest.mark.parametrize("v", [0, 29])
def test_no_signature_is_nobodys(bull: AnchoredWorld, filler: str, v: int) -> None:
    with reverts("ecdsa: invalid signature"):
        bull.anchored.permit(NOBODY, filler, WAD, FOREVER, v, b"\x01" * 32, b"\x01" * 32)


def test_not_with_the_other_root_of_a_signature(bull: AnchoredWorld, filler: str) -> None:
    deadline, v, r, s = signature(bull, filler, WAD)
    other = ORDER - int.from_bytes(s)
    assert other > HALF_ORDER
    with reverts("ecdsa: invalid signature `s` value"):
        bull.anchored.permit(OWNER.address, filler, WAD, deadline, 55 - v, r, other.to_bytes(32))


def test_not_for_the_zero_address(bull: AnchoredWorld) -> None:
    with reverts("approve: to the zero address"):
        bull.anchored.permit(OWNER.address, NOBODY, WAD, *signature(bull, NOBODY, WAD))
