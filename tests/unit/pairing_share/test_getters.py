# SPDX-License-Identifier: Apache-2.0
import boa
from eth_abi import encode
from eth_utils import keccak

from tests.unit.pairing_share.world import DEAD, HELD, MILLION, NOTICE, WAD, ShareWorld


def test_names(world: ShareWorld) -> None:
    assert (world.share.name(), world.share.symbol()) == ("Ether 3x LT", "ETH3X-LT")
    assert world.share.decimals() == 18


def test_makers(world: ShareWorld) -> None:
    assert (world.share.MARKET(), world.share.ASSET(), world.share.notice()) == (
        world.market,
        world.asset.address,
        NOTICE,
    )


def test_a_new_share_owes_nothing(world: ShareWorld, holder: str, filler: str) -> None:
    assert world.share.index() == 1
    assert world.share.head() == world.share.counted() == world.share.nonces(holder) == 0
    assert world.share.allowance(holder, filler) == 0
    assert tuple(world.share.closed()) == (False, 0, 0)


def test_what_is_shown_is_raw_over_the_index(merged: ShareWorld, holder: str) -> None:
    merged.mint(holder, MILLION - 1)
    assert merged.share.index() == MILLION
    assert merged.share.balanceOf(holder) == HELD // MILLION
    assert merged.share.totalSupply() == (2 * HELD + 10 * WAD) // MILLION
    assert merged.share.raw_supply() == 2 * HELD + 10 * WAD + MILLION - 1


def test_signing_domain(world: ShareWorld) -> None:
    chain_id = boa.env.evm.patch.chain_id
    _, name, version, chain, contract, _, extensions = world.share.eip712Domain()
    assert (name, version, chain, contract, extensions) == ("Ether 3x LT", "1", chain_id, world.address, [])
    form = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    words = (form, keccak(text=name), keccak(b"1"), chain_id, world.address)
    assert world.share.DOMAIN_SEPARATOR() == keccak(
        encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], words)
    )


def test_the_seed_is_what_the_dead_address_holds(world: ShareWorld, holder: str) -> None:
    world.share.transfer(DEAD, WAD, sender=holder)
    assert world.share.state().seed == 11 * WAD
