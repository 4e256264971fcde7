# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest
from eth_abi import encode
from eth_utils import keccak

from steelyard.devchain.factory import BLUEPRINTS
from tests.support.market_world import MarketWorld


def test_is_the_hash_of_what_the_market_is(world: MarketWorld) -> None:
    kind = (world.bull_pool, world.weth.address, False, 3 * 10**18)
    token_blueprint = world.factory.blueprints()[BLUEPRINTS.index("LeveragedToken")]
    packed = encode(["address", "address", "address", "bool", "uint256"], [token_blueprint, *kind])
    assert world.factory.market_kind(*kind) == keccak(packed)


@pytest.mark.parametrize("part", range(4))
def test_each_part_tells_kinds_apart(world: MarketWorld, attacker: str, part: Any) -> None:
    kind = [world.bull_pool, world.weth.address, False, 3 * 10**18]
    other = [*kind]
    other[part] = (attacker, attacker, True, 2 * 10**18)[part]
    assert world.factory.market_kind(*kind) != world.factory.market_kind(*other)
