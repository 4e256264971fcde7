# SPDX-License-Identifier: Apache-2.0
from eth_abi import encode
from eth_utils import keccak

from tests.support.market_world import MarketWorld


def test_is_the_hash_of_kind_and_series(world: MarketWorld) -> None:
    kind = keccak(b"kind")
    assert world.factory.salt_of(kind, 7) == keccak(encode(["bytes32", "uint256"], [kind, 7]))
