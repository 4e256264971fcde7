# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest
from eth_abi import encode
from eth_utils import keccak

from steelyard.devchain.factory import PAIRING_BLUEPRINTS
from tests.support.pairing_world import PairingWorld


def test_is_the_hash_of_what_the_market_is(world: PairingWorld) -> None:
    kind = (world.dollar.address, world.coin.address, True, 3)
    pool_blueprint = world.factory.blueprints()[PAIRING_BLUEPRINTS.index("PairingPool")]
    packed = encode(["address", "address", "address", "bool", "uint256"], [pool_blueprint, *kind])
    assert world.factory.market_kind(*kind) == keccak(packed)


@pytest.mark.parametrize("part", range(4))
def test_each_part_tells_kinds_apart(world: PairingWorld, attacker: str, part: Any) -> None:
    kind = [world.dollar.address, world.coin.address, True, 3]
    other = [*kind]
    other[part] = (attacker, attacker, False, 2)[part]
    assert world.factory.market_kind(*kind) != world.factory.market_kind(*other)
