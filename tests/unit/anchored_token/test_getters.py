# SPDX-License-Identifier: Apache-2.0
import boa
from eth_abi import encode
from eth_utils import keccak

from tests.unit.anchored_token.world import ANCHOR, FLOOR, SHARES, WAD, AnchoredWorld


def test_names(bull: AnchoredWorld) -> None:
    assert bull.anchored.name() == "Anchored Leveraged BULL 3x"
    assert bull.anchored.symbol() == "aETHBULL3X"
    assert bull.anchored.decimals() == 18


def test_terms(bull: AnchoredWorld, bear: AnchoredWorld, ceiled: AnchoredWorld) -> None:
    for world in (bull, bear, ceiled):
        assert world.anchored.SHARE() == world.share.address
        assert world.anchored.ORACLE() == world.oracle.address
        assert world.anchored.QUOTE_UNIT() == 10**6
        assert (world.anchored.ANCHOR(), world.anchored.FLOOR()) == (ANCHOR, FLOOR)
    assert [world.anchored.IS_BEAR() for world in (bull, bear, ceiled)] == [False, True, False]
    assert [world.anchored.CEILING() for world in (bull, bear, ceiled)] == [0, 0, 1_000 * WAD]


def test_a_new_wrapper_holds_and_owes_nothing(bull: AnchoredWorld, holder: str, filler: str) -> None:
    assert bull.anchored.factor() == 10**27
    assert tuple(bull.anchored.pending()) == (0, 0, False)
    assert bull.anchored.total_atoms() == bull.anchored.totalSupply() == bull.anchored.nonces(holder) == 0
    assert bull.anchored.allowance(holder, filler) == 0


def test_atoms_of_all(wrapped: AnchoredWorld) -> None:
    """ANCH-02"""
    assert wrapped.anchored.total_atoms() == 2 * SHARES * 10**9


def test_signing_domain(bull: AnchoredWorld) -> None:
    chain_id = boa.env.evm.patch.chain_id
    _, name, version, chain, contract, _, extensions = bull.anchored.eip712Domain()
    assert (name, version, chain, contract, extensions) == (bull.anchored.name(), "1", chain_id, bull.address, [])
    form = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    words = (form, keccak(text=name), keccak(b"1"), chain_id, bull.address)
    expected = keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], words))
    assert bull.anchored.DOMAIN_SEPARATOR() == expected
