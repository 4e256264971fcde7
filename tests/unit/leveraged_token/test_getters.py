# SPDX-License-Identifier: Apache-2.0
import boa
from eth_utils import keccak

from tests.unit.leveraged_token.world import DEAD, SHARE, TokenWorld


def test_metadata(bull: TokenWorld) -> None:
    token = bull.token
    assert (token.name(), token.symbol(), token.decimals()) == ("Steelyard ETH 3x", "ETHBULL3X", 18)


def test_immutables(bull: TokenWorld, bear: TokenWorld) -> None:
    for world in (bull, bear):
        token = world.token
        assert (token.POOL(), token.ORACLE()) == (world.pool.address, world.oracle.address)
        assert (token.COLLATERAL(), token.DEBT_ASSET()) == (world.collateral.address, world.debt_asset.address)
        assert token.QUOTE_UNIT() == token.DOLLAR() == 10**6
        assert boa.env.get_code(token.ENGINE()) != b""
    assert (bull.token.IS_BEAR(), bear.token.IS_BEAR()) == (False, True)


def test_accounts(bull: TokenWorld, holder: str, keeper: str) -> None:
    token = bull.token
    assert (token.balanceOf(holder), token.balanceOf(DEAD)) == (1_000 * SHARE - SHARE // 10, SHARE // 10)
    assert (token.allowance(holder, keeper), token.nonces(holder)) == (0, 0)


def test_signing_domain(bull: TokenWorld) -> None:
    kind = keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    words = [
        kind,
        keccak(b"Steelyard ETH 3x"),
        keccak(b"1"),
        boa.env.evm.patch.chain_id.to_bytes(32, "big"),
        bytes.fromhex(bull.address[2:]).rjust(32, b"\0"),
    ]
    assert bull.token.DOMAIN_SEPARATOR() == keccak(b"".join(words))
